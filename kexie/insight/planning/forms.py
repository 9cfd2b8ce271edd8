"""What is typed of plans, targets, tasks and bodies to compare with."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.core import clock, gate
from kexie.core.forms import RecordForm, VerbForm
from kexie.network.organisations.models import Organisation
from kexie.office.metrics import queries as metrics

from .models import Peer, PeerFigure, Plan, Population, Target

PHASE_ENDS = ("launch_until", "reach_until", "review_until")


def metric_choices(actor: gate.Actor) -> list[Any]:
    """Return every metric the actor may use, by chapter, with its unit."""
    chapters: dict[str, list[tuple[str, str]]] = {}
    for name, versions in metrics.catalogue(actor).items():
        latest = versions[-1]
        chapters.setdefault(latest.chapter, []).append((name, f"{latest.title}（{latest.unit}）"))
    return [("", ""), *chapters.items()]


class PlanForm(RecordForm):
    """A plan: whose, of which year, with its phases."""

    begins_here = True
    sections = [(_("三个阶段各到哪天"), [*PHASE_ENDS])]

    class Meta:
        model = Plan
        fields = ("organisation", "year", "title", "aim", *PHASE_ENDS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            today = clock.today()
            asked = str(self.initial.get("year") or "")
            year = int(asked) if asked.isdecimal() and len(asked) == 4 else today.year + (today.month == 12)
            usual = Plan.of_year(None, year)
            given = {name: value for name, value in self.initial.items() if value}
            self.initial = {name: getattr(usual, name) for name in ("year", *PHASE_ENDS)} | given

    def clean(self) -> dict[str, Any]:
        """Let phases nobody touched follow the year that was chosen."""
        cleaned = super().clean()
        if self.instance._state.adding and cleaned.get("year") and not {*PHASE_ENDS} & {*self.changed_data}:
            usual = Plan.of_year(None, cleaned["year"])
            cleaned |= {name: getattr(usual, name) for name in PHASE_ENDS}
        return cleaned


class _OfMetric(RecordForm):
    """A form whose metric is chosen from those the actor may use."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = self.instance.metric
        choices = metric_choices(self.actor)
        known = {name for _chapter, group in choices[1:] for name, _title in group}
        if now and now not in known:
            choices.append((now, now))
        field = forms.ChoiceField(label=self.fields["metric"].label, choices=choices, required=True)
        field.unit, field.help_text = "", ""
        field.error_messages["required"] = _("请选择。")
        self.fields["metric"] = field


class TargetForm(_OfMetric):
    """What a metric is to come to."""

    class Meta:
        model = Target
        fields = ("plan", "metric", "direction", "goal", "owner", "basis", "baseline", "note")


class PeerForm(RecordForm):
    """A body to compare with, and why this one."""

    units = {"population": _("人")}
    hints = {"why": _("例如“同是县级市，人口相近”。人口、产业相近的才好比。")}

    class Meta:
        model = Peer
        fields = ("plan", "body", "name", "population", "population_source", "why")


class PopulationForm(RecordForm):
    """How many people live where a body stands."""

    begins_here = True
    units = {"people": _("人")}

    class Meta:
        model = Population
        fields = ("organisation", "year", "people", "source")


class PeerFigureForm(_OfMetric):
    """A figure of a body outside the platform."""

    class Meta:
        model = PeerFigure
        fields = ("peer", "metric", "value", "until", "evidence", "source")


class WorkForm(VerbForm):
    """Something to do for a plan or a target: what, by whom, by when."""

    title = forms.CharField(label=_("做什么"), max_length=120)
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("承办单位"), empty_label=None)
    owner = forms.CharField(label=_("责任人"), max_length=60, required=False)
    due_on = forms.DateField(label=_("期限"))
    detail = forms.CharField(label=_("具体要求"), widget=forms.Textarea, required=False)

    def __init__(self, *args: Any, plan: Plan, actor: gate.Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        below = Organisation.objects.visible_to(actor).active().under(plan.organisation.path)
        own = below.filter(kind=Organisation.Kind.ASSOCIATION).order_by("path")
        self.fields["organisation"].queryset = own
        self.fields["organisation"].initial = plan.organisation_id
