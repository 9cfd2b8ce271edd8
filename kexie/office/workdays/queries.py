"""Which days offices work, asked for a body: what the notices say, and what it or those above it entered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from kexie.core import gate
from kexie.core.paths import ancestors
from kexie.network.organisations.models import Level, Organisation

from . import rules
from .models import SpecialDay
from .rules import Calendar

__all__ = ["Calendar", "KnownYear", "calendar_at", "known_years", "said_unknown", "wanted_year", "working_days_after"]


@dataclass(frozen=True)
class KnownYear:
    """What is known of a year: of each feast, which days are off and which are worked for it."""

    year: int
    source: str
    feasts: list[tuple[str, list[date], list[date]]]


def calendar_at(organisation: Organisation) -> Calendar:
    """Return the calendar of a body: shipped notices, then what those above it entered, then its own."""
    rows = SpecialDay.objects.filter(organisation__path__in=ancestors(organisation.path))
    stated = rows.order_by("organisation__path").values_list("on", "kind")
    return rules.calendar_of((day, kind == SpecialDay.Kind.WORK) for day, kind in stated)


def working_days_after(day: date, count: int, *, at: Organisation) -> date:
    """Return the `count`-th working day after a day at a body, before it where negative; the day itself for 0."""
    return calendar_at(at).after(day, count)


def said_unknown(calendar: Calendar, first: date, last: date) -> str:
    """Return the sentence that says of which years between two days the notice is not known, or ""."""
    years = calendar.unknown(first, last)
    if not years:
        return ""
    return _("%s年节假日安排未录入，按周一至周五计。") % "、".join(map(str, years))


def known_years() -> list[KnownYear]:
    """Return the notices the platform brings along, the newest first."""
    found = []
    for notice in sorted(rules.NOTICES, key=lambda one: -one.year):
        feasts: dict[str, tuple[list[date], list[date]]] = {}
        for day, title, is_working in notice.days:
            feasts.setdefault(title, ([], []))[is_working].append(day)
        found.append(KnownYear(notice.year, notice.source, [(t, off, work) for t, (off, work) in feasts.items()]))
    return found


def wanted_year(organisation: Organisation, actor: gate.Actor, today: date) -> int | None:
    """Return next year while nobody entered its notice, which comes out in November; None below a county's level."""
    if today.month < 11 or organisation.level in (Level.TOWN, Level.VILLAGE):
        return None
    is_wanted = gate.allows(actor, "edit", SpecialDay(organisation=organisation))
    return today.year + 1 if is_wanted and not calendar_at(organisation).knows(today.year + 1) else None
