"""How far a tie's chain reaches: those who brought it, and those it brought, directly or through others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from kexie.core import paths
from kexie.core.gate import Actor
from kexie.work.contacts.models import Tie

from .coverage import running

MOST_DRAWN = 60  # ties of a chain a page lists


@dataclass(frozen=True)
class Link:
    """One tie of a chain: at which level (1 began it), and whether it is the one that is looked at."""

    tie: Tie
    level: int
    is_here: bool

    @property
    def lead(self) -> str:
        """What stands before it so that levels are seen at a glance, narrow enough for a phone."""
        return "\u2002" * (self.level - 1) + "└ " if self.level > 1 else ""


def reach(tie: Tie, today: date) -> dict[str, int]:
    """Return how far a tie's chain reaches today: ties it brought, directly or through others, and whom they reach."""
    if not tie.chain:
        return {"ties": 0, "workers": 0, "bodies": 0}
    below = Tie.objects.filter(running(today), chain__gt=tie.chain, chain__lt=paths.after(tie.chain))
    return below.aggregate(
        ties=Count("pk"), workers=Count("worker", distinct=True), bodies=Count("body", distinct=True)
    )


def chain_of(tie: Tie, actor: Actor, today: date) -> list[Link]:
    """Return the chain a tie stands in, as far as the actor sees it: from what began it down to all it brought.

    In the order of who brought whom; empty for a tie that neither was brought nor brought any.
    """
    above = [paths.key_of(path) for path in paths.ancestors(tie.chain)]
    below = Q(chain__gt=tie.chain, chain__lt=paths.after(tie.chain)) & running(today) if tie.chain else Q(pk__in=[])
    rows = Tie.objects.visible_to(actor).filter(Q(pk__in=above) | below).select_related("person", "body", "worker")
    found = [Link(row, paths.depth_of(row.chain), row.pk == tie.pk) for row in rows.order_by("chain")[:MOST_DRAWN]]
    return found if len(found) > 1 else []
