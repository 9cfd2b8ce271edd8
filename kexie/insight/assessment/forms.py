"""Shape of what is typed about vitality: the day to assess, the numbers of a version of the rules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.core import clock
from kexie.core.forms import RecordForm, VerbForm
from kexie.network.organisations.models import Organisation

from . import rules
from .models import RuleVersion

NUMBERS = {
    "weight": (_("每类证据最多"), _("分"), _("十类合起来正好是满分，才好懂。")),
    "first_share": (
        _("一年里做过就得"),
        "%",
        _("其余按有几个月在做来给，越近越多，越多越慢。调得太低，多做就能加分，不予保存。"),
    ),
    "half_life": (_("多久以前的月份只算一半"), _("个月"), ""),
    "dormant_days": (_("多久没有活动算休眠"), _("天"), _("《社会团体登记管理条例》：一年未开展活动。")),
    "notice_days": (_("提前多久提醒"), _("天"), ""),
    "warn_percent": (_("多大可能不再活动就提醒"), "%", _("调低会多提醒，也会多误报。")),
    "last_percent": (_("快来不及时，多大可能就提醒"), "%", _("离休眠不到“提前多久”加一个月的时候。")),
    "sure_percent": (_("多大把握才说活跃"), "%", ""),
    "group": (_("同类至少几个组织"), _("个"), _("不到这个数就放宽：先不分级别，再不分类型。")),
    "doubt": (_("偏离同类多远请人核对"), _("倍"), _("按中位差计。")),
    "doubt_records": (_("至少几条记录才看习惯"), _("条"), ""),
}


class AssessForm(VerbForm):
    """As of which day to assess."""

    on = forms.DateField(
        label=_("截至哪天"), required=False, help_text=_("不填就是今天。往前的日期按现在知道的台账评。")
    )


class RectifyForm(VerbForm):
    """Who puts right what keeps a body down, by when."""

    owner = forms.CharField(label=_("责任人"), max_length=60)
    due_on = forms.DateField(label=_("期限"))
    detail = forms.CharField(label=_("具体要求"), required=False, widget=forms.Textarea(attrs={"rows": "7"}))


class RuleVersionForm(RecordForm):
    """One version of the rules, every number in a field of its own."""

    units = {name: unit for name, (_title, unit, _help) in NUMBERS.items()}
    sections = [(_("规则里的数"), [*NUMBERS])]

    class Meta:
        model = RuleVersion
        fields = ("organisation", "starts_on", "note")

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        for name, (title, _unit, help_text) in NUMBERS.items():
            least, most = rules.RANGES[name]
            self.base_fields[name] = forms.IntegerField(
                label=title, min_value=least, max_value=most, help_text=help_text
            )
        super().__init__(*args, actor=actor, **kwargs)
        top = Organisation.objects.filter(parent=None, state="active")
        self.fields["organisation"].queryset = top.visible_to(actor)
        self.initial["organisation"] = self.initial.get("organisation") or self.fields["organisation"].queryset.first()
        self.initial["starts_on"] = self.initial.get("starts_on") or clock.today()
        self.initial = self.instance.numbers.stored() | self.initial

    def clean(self) -> dict[str, Any]:
        """Put the numbers together, and refuse a rule under which volume alone would pay."""
        values = super().clean()
        given = {name: values[name] for name in NUMBERS if values.get(name) is not None}
        if len(given) == len(NUMBERS):
            self.instance.parameters = given
        return values
