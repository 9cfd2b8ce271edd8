"""What people type about activities."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.core import clock
from kexie.core.forms import RecordForm
from kexie.core.gate import Actor
from kexie.core.text import clean
from kexie.network.organisations import queries as organisations
from kexie.network.organisations.models import Organisation
from kexie.office.ledger.models import Evidence
from kexie.work.activities import measures, queries, rules
from kexie.work.activities.models import Activity

UNITS = {name: measure.unit for name, measure in measures.RESULTS.items()} | {
    "sessions": measures.HELD.unit, "age_from": _("岁"), "age_to": _("岁"),
}  # fmt: skip
BY_HAND = (Evidence.COUNTED, Evidence.REPORTED)
SAY_DATES = {
    "ends_before": ("ends_on", _("结束日期早于开始日期。")),
    "too_far": ("starts_on", _("日期在五年以后，请核对年份。")),
}


class ActivityForm(RecordForm):
    """Everything about one activity. `parties` holds the co-hosts once it is valid."""

    form = forms.ChoiceField(label=_("活动形式"))
    co_hosts = forms.CharField(
        label=_("合办单位"), required=False, widget=forms.Textarea, help_text=_("组织名录里的单位，一行一个。")
    )
    more = forms.CharField(label=_("其他结果"), required=False, widget=forms.Textarea)
    estimated = forms.MultipleChoiceField(
        label=_("哪些数是估计的"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(name, measure.title) for name, measure in measures.RESULTS.items()],
    )  # fmt: skip
    is_held = forms.BooleanField(label=_("已经办完，计入台账"), required=False, initial=True)
    units = UNITS
    sections = [
        (
            _("办了什么"),
            ["name", "form", "campaign", "starts_on", "ends_on", "starts_time", "ends_time", "place", "channel"],
        ),
        (_("谁办的"), ["organisation", "co_hosts", "sharing", "host_text", "team", "is_led", "is_excellent"]),
        (_("给公众看的"), ["introduction", "contact", "age_from", "age_to", "brand", "people_from"]),
        (_("安全与准备"), ["is_outdoor", "safety_plan", "risk_notice", "insurance", "resources"]),
        (_("成效"), ["sessions", *rules.RESULTS, "more", "evidence", "estimated", "is_held", "note"]),
    ]

    class Meta:
        model = Activity
        fields = [
            "name", "form", "campaign", "starts_on", "ends_on", "starts_time", "ends_time", "place", "channel",
            "organisation", "sharing", "host_text", "team", "is_led", "is_excellent", "sessions", *rules.RESULTS,
            "evidence", "note", "introduction", "contact", "age_from", "age_to", "brand", "people_from", "is_outdoor",
            "safety_plan", "risk_notice", "insurance", "resources",
        ]  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        row, here = self.instance, actor.organisation
        self.fields["form"].choices = [(name, name) for name in queries.forms_at(here, row.form)]
        words = dict(Evidence.choices)
        self.fields["evidence"].choices = [(v, words[v]) for v in dict.fromkeys((*BY_HAND, row.evidence))]
        own = queries.own_results(here)
        asked = "；".join(f"{form}：{'、'.join(lines)}" for form, lines in own.items())
        self.fields["more"].help_text = _("一行一个，写“名称 数量”。%s") % asked
        if row._state.adding:
            suggest(self, organisation=here.pk, starts_on=clock.today())
            return
        del self.fields["is_held"]
        self.initial["co_hosts"] = "\n".join(party.organisation.name for party in self._parties())
        self.initial["more"] = "\n".join(f"{title} {amount}" for title, amount in row.more_results.items())
        self.initial["estimated"] = row.estimated

    def clean(self) -> dict[str, Any]:
        """Find the co-hosts, read the other results, and check the days."""
        values = super().clean()
        why = rules.why_not_dates(starts_on=values.get("starts_on"), ends_on=values.get("ends_on"), today=clock.today())
        if why:
            self.add_error(*SAY_DATES[why])
        self.parties = self._found(values.get("co_hosts", ""))
        more, refused = rules.parse_lines(values.get("more", ""))
        if refused:
            self.add_error("more", _("“%s”看不懂，请写成“名称 数量”，数量用阿拉伯数字。") % refused[0])
        row = self.instance
        row.more_results, row.estimated = more, values.get("estimated", [])
        if row._state.adding:
            row.state = Activity.State.COMPLETED if values.get("is_held") else Activity.State.PLANNED
        return values

    def _parties(self) -> list[Any]:
        return [*self.instance.parties.select_related("organisation")] if self.instance.pk else []

    def _found(self, text: str) -> list[Organisation]:
        """Return the bodies whose names were typed; those that were co-hosts already are known in any case."""
        there = {clean(party.organisation.name): party.organisation for party in self._parties()}
        names = [name for name in map(clean, text.splitlines()) if name]
        book = organisations.Names(self.actor.organisation) if set(names) - set(there) else None
        found = []
        for name in names:
            body = there.get(name) or book.find(name).organisation
            if body is None:
                self.add_error("co_hosts", _("组织名录里没有“%s”。请核对名称，或写到“其他主办、协办单位”里。") % name)
            else:
                found.append(body)
        return found


def suggest(form: forms.ModelForm, **values: Any) -> None:
    """Fill in what a new row most likely says, where nothing is said yet."""
    for name, value in values.items():
        form.initial[name] = form.initial.get(name) or value
