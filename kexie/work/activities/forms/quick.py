"""记一笔."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.core import clock
from kexie.core.forms import RecordForm
from kexie.core.gate import Actor
from kexie.network.organisations.models import Organisation
from kexie.office.ledger.models import Evidence
from kexie.work.activities import queries, rules
from kexie.work.activities.models import Activity

from .activities import SAY_DATES, UNITS
from .photos import Photos


class QuickForm(RecordForm):
    """记一笔: four things to say, the rest guessed."""

    form = forms.ChoiceField(label=_("什么形式"))
    evidence = forms.ChoiceField(
        label=_("人数是怎么来的"), widget=forms.RadioSelect, initial=Evidence.COUNTED,
        choices=[(Evidence.COUNTED, _("数出来的（实数）")), (Evidence.ESTIMATED, _("估计的"))],
    )  # fmt: skip
    photos = Photos(label=_("照片"), help_text=_("可以一次选几张；照片里的位置和拍摄时间不会留下。"))
    units = UNITS
    main = ("name", "starts_on", "participations", "evidence", "form")

    class Meta:
        model = Activity
        fields = ["name", "starts_on", "participations", "form", "place", "campaign", "volunteers", "leaflets", "note"]
        labels = {
            "name": _("做了什么"),
            "starts_on": _("哪一天"),
            "participations": _("多少人次参加"),
            "place": _("在哪里"),
        }

    def __init__(self, *args: Any, actor: Actor, here: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        today = clock.today()
        self.instance.organisation = here
        self.fields["form"].choices = [(n, n) for n in queries.forms_at(here, self.initial.get("form", ""))]
        self.fields["campaign"].queryset = self.fields["campaign"].queryset.filter(
            year__in=(today.year, today.year - 1)
        )
        self.fields["name"].widget.attrs["placeholder"] = _("如：泗门镇防震减灾讲座")
        self.fields["starts_on"].widget.attrs["max"] = today.isoformat()
        self.fields["participations"].required = True

    def clean(self) -> dict[str, Any]:
        """Note which numbers were estimated."""
        values = super().clean()
        if why := rules.why_not_dates(starts_on=values.get("starts_on"), ends_on=None, today=clock.today()):
            self.add_error(*SAY_DATES[why])
        guessed = values.get("evidence") == Evidence.ESTIMATED
        self.instance.estimated = [name for name in rules.RESULTS if guessed and values.get(name) is not None]
        return values

    def asked(self) -> list[forms.BoundField]:
        """Return the fields everyone fills in."""
        return [self[name] for name in self.main]

    def rest(self) -> list[forms.BoundField]:
        """Return the fields that may be left alone."""
        return [self[name] for name in self.fields if name not in self.main]
