"""Ties on which something waits: overdue, short of what was fixed, or never begun; and what is to be done next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat

from kexie.core import gate
from kexie.core.gate import Actor
from kexie.core.paths import STEP
from kexie.work.contacts import rules
from kexie.work.contacts.models import Tie

from .coverage import running
from .mine import progress

OVERDUE, SHORT, NEVER = "overdue", "short", "never"
WHYS = (OVERDUE, SHORT, NEVER)


@dataclass(frozen=True)
class Waiting:
    """One tie with how it stands this year, and its next step: "doubted", "note", "workers" or "wait".

    done, expected: contacts made, and those that should have been by today; workers: reached through the chain.
    """

    tie: Tie
    done: int
    expected: int
    workers: int
    is_late: bool
    step: str


def behind(actor: Actor, today: date, why: str) -> QuerySet[Tie]:
    """Return the running ties the actor sees on which something waits; whoever waits longest comes first.

    why: "overdue": the day of the next contact is past, whatever the method. "short": 定点定量, and not all contacts of
    this year are made, or fewer workers are reached than was fixed. "never": no contact was ever noted.
    """
    found = Tie.objects.visible_to(actor).filter(running(today)).filter(_waits(today, why))
    return found.order_by("since", "pk") if why == NEVER else found.order_by("due_on", "pk")


def count_behind(actor: Actor, today: date) -> dict[str, int]:
    """Return how many ties each of the reasons has, in one pass."""
    seen = Tie.objects.visible_to(actor).filter(running(today)).order_by()
    return seen.aggregate(**{why: Count("pk", filter=_waits(today, why)) for why in WHYS})


def waiting(ties: Iterable[Tie], actor: Actor, today: date) -> list[Waiting]:
    """Return ties with how they stand and what is next; the same number of questions however many ties."""
    found = progress([*ties], today)
    keys = [row["tie"].pk for row in found if row["tie"].workers]
    reached = dict(Tie.objects.filter(pk__in=keys).order_by().values_list("pk", _reached(today))) if keys else {}
    return [
        Waiting(
            row["tie"], row["done"], row["expected"], reached.get(row["tie"].pk, 0), row["is_late"],
            _step(row["tie"], row["done"], reached.get(row["tie"].pk, 0), actor, today),
        )
        for row in found
    ]  # fmt: skip


def _waits(today: date, why: str) -> Q:
    if why == OVERDUE:
        return Q(due_on__lt=today)
    if why == NEVER:
        return Q(last_on=None)
    # The next contact falls into this year exactly where the year's number is not reached yet (rules.due_on).
    contacts = Q(due_on__lte=date(today.year, 12, 31))
    workers = Q(workers__gt=0) & Q(workers__gt=_reached(today))
    return Q(method=Tie.Method.FIXED) & (contacts | workers)


def _reached(today: date) -> Coalesce:
    """Return how many workers a tie's chain reaches on a day: one range of the index of chains."""
    end = Concat(OuterRef("chain"), Value("Z" * STEP), output_field=CharField())
    below = Tie.objects.filter(running(today), chain__gt=OuterRef("chain"), chain__lt=end).order_by()
    counted = below.annotate(one=Value(1)).values("one").annotate(n=Count("worker", distinct=True)).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _step(tie: Tie, done: int, workers: int, actor: Actor, today: date) -> str:
    if tie.is_doubted and gate.allows(actor, "edit", tie):
        return "doubted"
    full = rules.expected(quota=tie.visits, since=tie.since, until=tie.until, on=date(today.year, 12, 31))
    if done >= full and tie.last_on and workers < tie.workers and gate.allows(actor, "edit", tie):
        return "workers"
    return "note" if gate.allows(actor, "visit", tie) else "wait"
