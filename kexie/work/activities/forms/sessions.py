"""Sessions: one, or a weekly series of them."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.core.forms import RecordForm, VerbForm
from kexie.work.activities import rules
from kexie.work.activities.models import Session


class SessionForm(RecordForm):
    """One session; it stays with its activity."""

    online_url = forms.URLField(label=_("线上地址"), required=False, assume_scheme="https")
    units: ClassVar[dict[str, Any]] = {"capacity": _("人")}

    class Meta:
        model = Session
        fields = ["activity", "name", "starts_at", "ends_at", "place", "online_url", "capacity"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            del self.fields["activity"]


class SeriesForm(VerbForm):
    """When sessions take place: once, or every week until a day. `days` holds the days once it is valid."""

    on = forms.DateField(label=_("日期"))
    begins = forms.TimeField(label=_("开始时间"))
    ends = forms.TimeField(label=_("结束时间"), help_text=_("早于开始时间的，算第二天。"))
    until = forms.DateField(
        label=_("每周一场，到哪一天为止"), required=False, help_text=_("只办一场的不用填。")
    )  # fmt: skip
    exceptions = forms.CharField(
        label=_("哪几天不办"), required=False, widget=forms.Textarea({"rows": "3"}),
        help_text=_("一行一个日期，如 2026-10-03。"),
    )  # fmt: skip
    name = forms.CharField(label=_("场次名称"), max_length=60, required=False)
    place = forms.CharField(
        label=_("地点"), max_length=120, required=False, help_text=_("与活动地点相同的不用填。")
    )  # fmt: skip
    online_url = forms.URLField(label=_("线上地址"), required=False, assume_scheme="https")
    capacity = forms.IntegerField(
        label=_("座位数"), required=False, min_value=0, max_value=1_000_000, help_text=_("不限的不用填。")
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Lay out the days."""
        values = super().clean()
        first, until = values.get("on"), values.get("until")
        left_out = self._exceptions(values.get("exceptions", ""))
        self.days = rules.weekly(first, until or first, left_out) if first else []
        if first and until and until < first:
            self.add_error("until", _("截止日期不能早于第一场。"))
        elif first and not self.errors and not 0 < len(self.days) <= rules.MOST_SESSIONS:
            self.add_error("until", _("一次可以加 1 到 %d 场，请核对起止日期和例外。") % rules.MOST_SESSIONS)
        return values

    def _exceptions(self, text: str) -> set[date]:
        found = set()
        for line in filter(None, map(str.strip, text.splitlines())):
            try:
                found.add(date.fromisoformat(line))
            except ValueError:
                self.add_error("exceptions", _("“%s”不是日期，请按 2026-10-03 的样子填。") % line)
        return found
