"""A whole plan at a glance: its phase, how many targets stand how, its tasks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from kexie.core import gate
from kexie.insight.planning.models import PHASES, Plan, Target
from kexie.insight.planning.rules import progress
from kexie.network.organisations.models import Organisation
from kexie.office.tasks import queries as tasks
from kexie.office.tasks.models import Task

from .standing import STATES, Standing, standings


@dataclass(frozen=True)
class Phase:
    """One phase with its days and its tasks."""

    title: str
    start: date
    end: date
    tasks: tuple[Task, ...]
    is_now: bool


@dataclass(frozen=True)
class Overview:
    """A plan as its page shows it."""

    plan: Plan
    standings: tuple[Standing, ...]
    phases: tuple[Phase, ...]
    measures: tuple[Task, ...]  # improvement measures of its targets
    said: str

    @property
    def phase(self) -> str:
        """The phase under way, "" before and after."""
        return next((phase.title for phase in self.phases if phase.is_now), "")


def plan_of(organisation: Organisation, year: int, actor: gate.Actor) -> Plan | None:
    """Return a body's plan of a year, None where there is none or the actor may not see it."""
    rows = Plan.objects.visible_to(actor).filter(organisation=organisation, year=year)
    return rows.select_related("organisation__parent").first()


def overview(plan: Plan, *, actor: gate.Actor, today: date) -> Overview:
    """Return a plan with everything its page shows."""
    found = standings(plan, actor=actor, today=today)
    rows = [*tasks.tasks_of(plan, actor)]
    starts = [date(plan.year, 1, 1), *(end + timedelta(days=1) for end in plan.ends[:-1])]
    now = progress.phase_of(today, plan.ends) if today >= starts[0] else -1
    phases = []
    for n, (title, start, end) in enumerate(zip(PHASES, starts, plan.ends, strict=True)):
        own = [t for t in rows if progress.phase_of(t.due_on, plan.ends[:-1]) == n]
        phases.append(Phase(str(title), start, end, tuple(own), n == now))
    return Overview(plan, tuple(found), tuple(phases), tuple(measures_of(found, actor)), tally(found))


def measures_of(found: Sequence[Standing], actor: gate.Actor) -> list[Task]:
    """Return the improvement measures that hang on targets, what stands first."""
    keys = [one.target.pk for one in found]
    rows = Task.objects.visible_to(actor).filter(source_kind=Target._meta.label_lower, source_id__in=keys)
    return [*rows.select_related("organisation")]


def tally(found: Sequence[Standing]) -> str:
    """Say how many targets stand how: 6 项目标：已达成 2 项、按进度 3 项、落后 1 项."""
    if not found:
        return _("还没有定目标")
    counts = Counter(one.said for one in sorted(found, key=lambda one: [*STATES].index(one.state)))
    parts = [_("%(state)s %(n)d 项") % {"state": said, "n": n} for said, n in counts.items()]
    return _("%(n)d 项目标：%(parts)s") % {"n": len(found), "parts": "、".join(parts)}
