"""Who keeps up with what they took on, which bodies somebody keeps contact with, and which nobody does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Max, Q, QuerySet

from kexie.core.audit import trail
from kexie.core.gate import Actor
from kexie.network.organisations.models import Organisation
from kexie.work.contacts import rules
from kexie.work.contacts.models import Tie, Visit

OUTSIDE = (Organisation.Kind.DEPARTMENT, Organisation.Kind.PARTNER)  # no bodies of the network
KEPT = 600  # seconds the figures on top are remembered while nothing changes


@dataclass(frozen=True)
class Leader:
    """What one contact took on and did this year."""

    person: int
    name: str
    where: str
    ties: int
    late: int
    expected: int
    done: int
    last: date | None


@dataclass(frozen=True)
class Reached:
    """One body, who keeps contact with it, and how that goes."""

    body: Organisation
    ties: Sequence[Tie]
    late: int
    last: date | None


@dataclass(frozen=True)
class Totals:
    """What the page says on top."""

    bodies: int
    covered: int
    ties: int
    late: int

    @property
    def uncovered(self) -> int:
        """How many bodies nobody keeps contact with."""
        return self.bodies - self.covered

    @property
    def share(self) -> int | None:
        """Per cent of bodies somebody keeps contact with, rounded down: 100 means all."""
        return self.covered * 100 // self.bodies if self.bodies else None


def running(day: date, prefix: str = "") -> Q:
    """Return the condition that a tie runs on a day."""
    return Q(**{f"{prefix}since__lte": day}) & (Q(**{f"{prefix}until": None}) | Q(**{f"{prefix}until__gte": day}))


def gaps(actor: Actor, today: date) -> QuerySet[Organisation]:
    """Return the bodies the actor sees that nobody keeps contact with."""
    return _bodies(actor).exclude(_is_covered(today))


def bodies(actor: Actor, today: date, *, only_late: bool = False) -> QuerySet[Organisation]:
    """Return the bodies the actor sees that somebody keeps contact with; `only_late` those where one is behind."""
    found = _bodies(actor).filter(_is_covered(today))
    late = Tie.objects.filter(due_on__lt=today, body__isnull=False).order_by().values("body")
    return found.filter(pk__in=late) if only_late else found


def reached_of(rows: Iterable[Organisation], today: date) -> list[Reached]:
    """Return some bodies with who keeps contact with each: three questions, however many bodies."""
    rows = list(rows)
    keys = [row.pk for row in rows]
    ties: dict[int, list[Tie]] = defaultdict(list)
    for tie in Tie.objects.filter(running(today), body__in=keys).select_related("person").order_by("pk"):
        ties[tie.body_id].append(tie)
    visited = Visit.objects.filter(body__in=keys).order_by().values("body").annotate(last=Max("on"))
    last = {row["body"]: row["last"] for row in visited}
    return [
        Reached(
            row, ties[row.pk], sum(1 for tie in ties[row.pk] if tie.due_on and tie.due_on < today), last.get(row.pk)
        )
        for row in rows
    ]


def leaders(actor: Actor, today: date, *, only_late: bool = False) -> QuerySet[Tie]:
    """Return one row a contact, by where they are and their name: never the best or worst first."""
    late = Count("pk", filter=Q(due_on__lt=today))
    rows = Tie.objects.visible_to(actor).filter(running(today)).values(
        "person", "person__name", "organisation", "organisation__name", "organisation__path"
    )  # fmt: skip
    rows = rows.annotate(ties=Count("pk"), late=late, last=Max("last_on"))
    return (rows.filter(late__gt=0) if only_late else rows).order_by("organisation__path", "person__name", "person")


def count_leaders(actor: Actor, today: date, *, only_late: bool = False) -> int:
    """Return how many rows `leaders` has, from one index of the ties: neither names nor places are joined."""
    rows = Tie.objects.visible_to(actor).filter(running(today), **({"due_on__lt": today} if only_late else {}))
    return rows.order_by().values("organisation", "person").distinct().count()


def told_of(rows: Iterable[dict], today: date) -> list[Leader]:
    """Return rows of `leaders` with what was to be done so far this year and what was."""
    rows = list(rows)
    ties = Tie.objects.filter(running(today), person__in={row["person"] for row in rows})
    expected: dict[tuple[int, int], int] = defaultdict(int)
    for tie in ties.only("person", "organisation", "visits", "since", "until"):
        said = rules.expected(quota=tie.visits, since=tie.since, until=tie.until, on=today)
        expected[tie.person_id, tie.organisation_id] += said
    made = Visit.objects.filter(person__in={row["person"] for row in rows}, on__year=today.year)
    counts = made.order_by().values("person", "organisation").annotate(n=Count("pk"))
    done = {(row["person"], row["organisation"]): row["n"] for row in counts}
    return [
        Leader(
            row["person"], row["person__name"], row["organisation__name"], row["ties"], row["late"],
            expected[row["person"], row["organisation"]], done.get((row["person"], row["organisation"]), 0),
            row["last"],
        )
        for row in rows
    ]  # fmt: skip


def totals(actor: Actor, today: date) -> Totals:
    """Return how many bodies there are, how many somebody keeps contact with, how many ties run and are behind."""
    counted = Tie.objects.visible_to(actor).filter(running(today)).aggregate(
        n=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today))
    )  # fmt: skip
    seen = _bodies(actor).order_by()
    return Totals(seen.count(), seen.filter(_is_covered(today)).count(), counted["n"], counted["late"])


def totals_kept(actor: Any, today: date) -> Totals:
    """Return `totals` as a page shows them, counted once for each state of the trail.

    Whatever could change them writes a line there; the pages of a walk through them do not.
    """
    return cache.get_or_set(
        f"contacts:{trail.last_digest()}:{actor.pk}:{today}", lambda: totals(actor, today), KEPT
    )  # fmt: skip


def _bodies(actor: Actor) -> QuerySet[Organisation]:
    # The top is left out by its key: together with path, state and kind that is answered from one index, and none of
    # the rows, each full of sealed columns, is read to be counted.
    tops = Organisation.objects.filter(parent=None).order_by().values("pk")
    seen = Organisation.objects.visible_to(actor).active().exclude(kind__in=OUTSIDE).exclude(pk__in=tops)
    return seen.without_personal().order_by("path")


def _is_covered(today: date) -> Q:
    # Which bodies are reached is asked once, not anew for each of a province's 45,000.
    return Q(pk__in=Tie.objects.filter(running(today), body__isnull=False).order_by().values("body"))
