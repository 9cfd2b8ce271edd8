"""The bodies right below one's own, each with what a leader asks about; in the order of the tree, never by size."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import Substr
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.core import gate, wording
from kexie.core.paths import STEP
from kexie.insight.assessment import queries as assessment
from kexie.network.organisations.models import Organisation
from kexie.office.metrics import queries as metrics
from kexie.office.metrics.queries import Period
from kexie.office.tasks.models import Task

VITALITY, HEADS, WORK, PEOPLE, OVERDUE = "vitality", "heads", "work", "people", "overdue"
LENSES = {
    VITALITY: gettext_lazy("活力"), HEADS: gettext_lazy("三长"), WORK: gettext_lazy("活动"),
    PEOPLE: gettext_lazy("人次"), OVERDUE: gettext_lazy("超期督办"),
}  # fmt: skip
METRICS = {HEADS: "三长数", WORK: "活动数", PEOPLE: "活动参加人次"}
GOOD, FAIR, POOR, NONE = "good", "fair", "poor", "none"  # how a tile is drawn, beside what it says
BANDS = {"active": GOOD, "steady": FAIR, "weakening": POOR, "dormant": POOR, "new": NONE}


@dataclass
class Town:
    """One body: what each lens says of it, how its tile is drawn, and where its figure opens."""

    body: Organisation
    said: dict[str, str] = field(default_factory=dict)
    tone: dict[str, str] = field(default_factory=dict)
    url: dict[str, str] = field(default_factory=dict)


def towns(actor: gate.Actor, organisation: Organisation, today: date, day: date) -> list[Town]:
    """Return the associations right below a body with what every lens says, in a few statements for all."""
    rows = Organisation.objects.visible_to(actor).active().without_personal()
    below = rows.filter(parent=organisation, kind=Organisation.Kind.ASSOCIATION).order_by("path")
    found = [Town(body) for body in below]
    if not found:
        return []
    period = Period(date(day.year, 1, 1), day)
    known = metrics.catalogue(actor)
    for lens, name in METRICS.items():
        if name in known:
            split = metrics.breakdown(name, by="town", period=period, organisation=organisation, actor=actor)
            values = {row.keys[0]: row.value for row in split.rows}
            _count(found, lens, name, {_key(town): values.get(_step(town, organisation), 0) for town in found}, period)
    _vitality(found, actor)
    _overdue(found, actor, organisation, today)
    return found


def divisions_below(organisation: Organisation) -> set[str]:
    """Return the division codes of the associations right below a body, as far as they are known."""
    rows = Organisation.objects.active().filter(parent=organisation, kind=Organisation.Kind.ASSOCIATION)
    return {*rows.exclude(division=None).order_by().values_list("division", flat=True)}


def _count(found: list[Town], lens: str, name: str, values: Mapping[int, Decimal | int], period: Period) -> None:
    for town in found:
        value = values.get(_key(town), 0)
        town.said[lens] = wording.compact(value)
        town.tone[lens] = FAIR if value else POOR
        town.url[lens] = metrics.url_of(name, period=period, organisation=town.body)


def _vitality(found: list[Town], actor: gate.Actor) -> None:
    judged = assessment.current(actor).filter(organisation__in=[_key(town) for town in found])
    by_body = {row.organisation_id: row for row in judged}
    for town in found:
        row: Any = by_body.get(_key(town))
        town.said[VITALITY] = str(row.get_band_display()) if row else _("未评")
        town.tone[VITALITY] = BANDS.get(row.band, NONE) if row else NONE
        town.url[VITALITY] = reverse("assessment:body", args=[_key(town)])


def _overdue(found: list[Town], actor: gate.Actor, organisation: Organisation, today: date) -> None:
    """Count what is overdue at each town and all below it."""
    late = Q(organisation__in_branches=[organisation.path], is_done=False, state=Task.State.OPEN, due_on__lt=today)
    rows = Task.objects.visible_to(actor).filter(late).order_by()
    steps = rows.annotate(step=Substr("organisation__path", len(organisation.path) + 1, STEP))
    counts = dict(steps.values_list("step").annotate(n=Count("pk")))
    for town in found:
        n = counts.get(_step(town, organisation), 0)
        town.said[OVERDUE], town.tone[OVERDUE] = str(n), POOR if n else GOOD
        town.url[OVERDUE] = tasks_at(town.body, today)


def tasks_at(body: Organisation, overdue_on: date | None = None) -> str:
    """Return where the tasks of a body and all below it are listed: all, or those that are overdue on a day."""
    url = f"{reverse('tasks:task_list')}?organisation={body.pk}"
    return url if overdue_on is None else f"{url}&state=open&due_on_to={overdue_on - timedelta(days=1)}"


def _key(town: Town) -> int:
    return town.body.pk


def _step(town: Town, organisation: Organisation) -> str:
    return town.body.path[len(organisation.path) : len(organisation.path) + STEP]
