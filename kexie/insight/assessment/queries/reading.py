"""What pages ask: what is said now, how many stand how and why, what was said before."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q

from kexie.core import gate, items
from kexie.insight.assessment import rules
from kexie.insight.assessment.models import Assessment, Band, Cause, Round
from kexie.network.organisations.models import Organisation

def latest_rounds() -> list[int]:
    """Return the keys of the round that holds now, one for each association at the top."""
    days = {top: on for top, on in Round.objects.order_by().values_list("organisation").annotate(on=Max("on"))}
    found = Q(pk__in=[])
    for top, on in days.items():
        found |= Q(organisation=top, on=on)
    newest = Round.objects.order_by().filter(found).values_list("organisation").annotate(key=Max("pk"))
    return [key for _top, key in newest]


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
