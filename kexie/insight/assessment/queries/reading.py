"""What pages ask: what is said now, how many stand how and why, what was said before."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count

from kexie.core import gate, items
from kexie.insight.assessment import rules
from kexie.insight.assessment.models import Assessment, Band, Cause, Round
from kexie.network.organisations.models import Organisation
from kexie.office.tasks.models import Task


def latest_rounds() -> list[int]:
    """Return the keys of the round that holds now, one for each association at the top."""
    newest: dict[int, int] = {}
    for key, top in Round.objects.order_by("-on", "-pk").values_list("pk", "organisation_id"):
        newest.setdefault(top, key)
    return [*newest.values()]


def current(actor: gate.Actor, body: Organisation | None = None) -> Any:
    """Return what is said now of the bodies the actor looks after, or of those under one body."""
    rows = Assessment.objects.visible_to(actor).filter(round__in=latest_rounds())
    return rows.filter(organisation__in_branches=[body.path]) if body else rows


@dataclass(frozen=True)
class Overview:
    """How many bodies stand how, and why those that do not stand well."""

    total: int
    bands: list[tuple[Band, int]]
    causes: list[tuple[Cause, int]]
    warned: int
    doubted: int

    @property
    def dormant(self) -> int:
        """How many have been without activity for a year: the statutory test."""
        return dict(self.bands)[Band.DORMANT]


def overview(rows: Any) -> Overview:
    """Return the counts of some bodies' assessments, causes by how many bodies they hold back."""
    bands: Counter[str] = Counter()
    causes: Counter[str] = Counter()
    warned = doubted = 0
    counted = rows.order_by().values_list("band", "causes", "doubts").annotate(n=Count("pk"))
    for band, why, doubts, n in counted:
        bands[band] += n
        codes = items.split(why)
        for cause in codes:
            causes[cause] += n
        warned += n if rules.OVERDUE in codes else 0
        doubted += n if doubts else 0
    return Overview(
        sum(bands.values()),
        [(band, bands[band]) for band in Band],
        [(Cause(code), n) for code, n in causes.most_common()],
        warned,
        doubted,
    )


def history_of(body: Organisation, actor: gate.Actor) -> list[Assessment]:
    """Return what was said of a body, the latest first; of several of one day the last, marked as corrected."""
    rows = Assessment.objects.visible_to(actor).filter(organisation=body).select_related("round__rule")
    found: dict[date, Assessment] = {}
    for row in rows.order_by("-on", "-pk"):
        if row.on in found:
            found[row.on].is_corrected = True
        else:
            row.is_corrected = False
            found[row.on] = row
    return [*found.values()]


def latest_of(body: Organisation, actor: gate.Actor) -> Assessment | None:
    """Return what is said of a body now, None when it was never assessed or is not any more."""
    rows = Assessment.objects.visible_to(actor).filter(organisation=body, round__in=latest_rounds())
    return rows.select_related("organisation", "round__rule", "round__organisation").first()


@dataclass(frozen=True)
class Rectification:
    """One task a body was given for its vitality, what was said when it was given, and what is said now."""

    task: Task
    then: Assessment | None
    now: Assessment | None


def rectifications_of(body: Organisation, actor: gate.Actor) -> list[Rectification]:
    """Return what a body had to put right, what stands first, each with then and now."""
    rows = Task.objects.visible_to(actor).filter(organisation=body, source_kind=Assessment._meta.label_lower)
    found = [*rows]
    said = Assessment.objects.visible_to(actor).in_bulk([task.source_id for task in found])
    now = latest_of(body, actor) if found else None
    return [Rectification(task, said.get(task.source_id), now) for task in found]


def to_put_right(actor: gate.Actor, body: Organisation | None = None) -> int:
    """Return how many tasks of rectification the bodies one looks after, or those under one body, have not closed."""
    rows = Task.objects.visible_to(actor).filter(kind=Task.Kind.RECTIFICATION, is_done=False)
    return (rows.filter(organisation__in_branches=[body.path]) if body else rows).count()


def standing_rectification(body: Organisation) -> Task | None:
    """Return the task for its vitality that a body has not finished, None without one."""
    return Task.objects.filter(organisation=body, source_kind=Assessment._meta.label_lower, is_done=False).first()
