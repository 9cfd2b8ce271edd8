"""What the ledger says of every body on a day, and what the rules make of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date

from django.db.models import Q

from kexie.core import gate
from kexie.insight.assessment import rules
from kexie.insight.assessment.models import Round, RuleVersion
from kexie.network.organisations.models import Organisation
from kexie.office.metrics import queries as metrics

SPAN = 48  # months of history that are looked at
REACHED = "activities.participations"  # the measure whose records tell habits
BESIDE = (  # what such a record counts as well: one that is copied has it all alike
    "activities.held", "activities.volunteers", "activities.leaflets", "activities.panels", "activities.screenings",
    "activities.units", "activities.papers", "activities.class_hours",
)  # fmt: skip
K = Organisation.Kind
ASSESSED = (
    K.ASSOCIATION, K.SOCIETY, K.ENTERPRISE, K.PARK, K.UNIVERSITY, K.FARM_ASSOCIATION, K.COOPERATIVE, K.SERVICE_STATION,
    K.COMMUNITY,
)  # fmt: skip
HABIT = [field.name for field in fields(rules.Habit)]
Step = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Judgement:
    """What the rules say of all bodies on a day."""

    facts: list[rules.Facts]
    verdicts: dict[int, rules.Verdict]
    groups: list[rules.Peers]
    group_of: dict[int, int]
    doubts: dict[int, list[str]]


def rule_in_force(root: Organisation, on: date) -> RuleVersion | None:
    """Return the rule version of an association on a day, None before its first."""
    return RuleVersion.objects.filter(organisation=root, starts_on__lte=on).order_by("-starts_on").first()


def facts_of(root: Organisation, on: date, *, actor: gate.Actor) -> list[rules.Facts]:
    """Return what the ledger says of every body that stood under an association on a day, itself left out."""
    rows = (
        Organisation.objects.under(root.path)
        .exclude(pk=root.pk)
        .filter(kind__in=ASSESSED, state__in=("active", "dissolved"))
    )
    rows = rows.filter(Q(dissolved_on=None, state="active") | Q(dissolved_on__gt=on)).order_by()
    found: dict[int, rules.Facts] = {}
    for pk, kind, level, parent, founded, known in rows.values_list(
        "pk", "kind", "level", "parent_id", "founded_on", "known_on"
    ):
        since = founded or known
        if since is None or since <= on:
            found[pk] = rules.Facts(pk, (kind, level), parent, since)
    for told in metrics.histories(rules.MEASURES, until=on, months=SPAN, actor=actor):
        if facts := found.get(told.organisation):
            rules.add(
                facts, told.measure, months=told.months, standing=told.standing, first=told.first_grown,
                last=told.last_grown, fallen=told.last_fallen,
            )  # fmt: skip
    for facts in found.values():
        # Nobody may have written down when it began; its first work says it was there.
        facts.known_on = min(filter(None, (facts.known_on, facts.first_active)), default=None)
    return [*found.values()]


def judgement(
    root: Organisation, on: date, parameters: rules.Parameters, *, actor: gate.Actor, step: Step | None = None
) -> Judgement:
    """Return what the rules say of all bodies under an association on a day, from the ledger as it is known now."""
    say = step or (lambda done, total, message: None)
    say(0, 4, "")
    every = facts_of(root, on, actor=actor)
    say(1, 4, "")
    groups, group_of = rules.compared(every, parameters, month=on.month, span=SPAN)
    say(2, 4, "")
    answered = _answered(every)
    before = _said_before(root, on)
    verdicts = {
        facts.body: rules.judged(
            facts, groups[group_of[facts.body]], parameters, today=on, span=SPAN, answered=answered,
            before=before.get(facts.body, ""),
        )
        for facts in every
    }  # fmt: skip
    say(3, 4, "")
    return Judgement(every, verdicts, groups, group_of, _doubts(on, group_of, parameters, actor))


def _answered(every: list[rules.Facts]) -> set[int | None]:
    """Return the bodies above under which at least half passed a notice on this year: who did not is an exception."""
    bodies: Counter[int | None] = Counter(facts.parent for facts in every)
    did = Counter(facts.parent for facts in every if facts.months.get("relays", 0) & ((1 << rules.YEAR) - 1))
    return {parent for parent, n in did.items() if 2 * n >= bodies[parent]}


def _said_before(root: Organisation, on: date) -> dict[int, str]:
    """Return the bands the last round before a day said."""
    last = Round.objects.filter(organisation=root, on__lt=on).order_by("-on", "-pk").first()
    return dict(last.assessments.order_by().values_list("organisation_id", "band")) if last else {}


def _doubts(
    on: date, group_of: dict[int, int], parameters: rules.Parameters, actor: gate.Actor
) -> dict[int, list[str]]:
    told: dict[int, dict[int, rules.Habit]] = {}
    for habit in metrics.habits(REACHED, until=on, beside=BESIDE, actor=actor):
        if habit.organisation in group_of:
            own = {name: getattr(habit, name) for name in HABIT}
            told.setdefault(group_of[habit.organisation], {})[habit.organisation] = rules.Habit(**own)
    return {
        body: names
        for members in told.values()
        for body, far in rules.doubts(members, least=parameters.doubt_records).items()
        if (names := [name for name, value in far.items() if value >= parameters.doubt])
    }
