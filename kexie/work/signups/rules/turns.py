"""Whose turn it is: who on the waiting list gets a place, and what stands in the way of the others."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

HOLDING = ("pending", "offered", "confirmed")


def holds_place(*, state: str, role: str) -> bool:
    """Test whether a sign-up takes room: volunteers have places of their own, who waits or left has none."""
    return role == "participant" and state in HOLDING


@dataclass(frozen=True)
class Waiter:
    """Somebody waiting, or a party of `n`: what each needs a place of, and what their turn goes by."""

    key: int
    needs: tuple[Hashable, ...]
    priority: int
    queued_at: datetime
    n: int = 1

    @property
    def turn(self) -> tuple[int, datetime, int]:
        """Priority before time before number."""
        return (-self.priority, self.queued_at, self.key)


def in_turn(waiters: Sequence[Waiter], free: Mapping[Hashable, int | None]) -> tuple[list[int], dict[int, Hashable]]:
    """Return who gets a place, in turn, and for each of the others the first thing that has none left.

    `free` says how many places everything has, None for no limit. Somebody whose own group is full is passed over:
    the next whose places are free gets one. A party gets all its places or none, and is passed over like that too: it
    keeps its turn, and places do not lie idle until there are enough. As many are offered as there is room for.
    """
    left, offered, blocked = dict(free), [], {}
    for waiter in sorted(waiters, key=lambda one: one.turn):
        full = next((need for need in waiter.needs if left[need] is not None and left[need] < waiter.n), None)
        if full is not None:
            blocked[waiter.key] = full
            continue
        for need in waiter.needs:
            if left[need] is not None:
                left[need] -= waiter.n
        offered.append(waiter.key)
    return offered, blocked
