"""How a target stands, what it takes to reach it, and how far it is from choosing a mark to setting one: pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import ceil
from statistics import median

from .forecast import Forecast

UP, DOWN = "up", "down"
REACHED, ON_THE_WAY, BEHIND, LOST = "reached", "on_the_way", "behind", "lost"
SEEK, COMPARE, REACH, LEAD, SET = "seek", "compare", "reach", "lead", "set"  # 寻标 对标 达标 夺标 创标
OUT_OF_REACH = 2.0  # a rest that would have to be so many times what any rest ever brought is not coming


def elapsed(year: int, today: date) -> float:
    """Return how many months of a year are over, the month under way by its days: 0 to 12."""
    if today.year != year:
        return 12.0 if today.year > year else 0.0
    after = date(year + today.month // 12, today.month % 12 + 1, 1)
    days = (after - date(year, today.month, 1)).days
    return today.month - 1 + today.day / days


def state_of(value: float | None, goal: float, direction: str, end: Forecast | None, *, is_over: bool) -> str:
    """Return how a target stands: "reached", "on_the_way", "behind", "lost".

    What is to be at least its goal is reached once it is there; what may be at most its goal is reached only when the
    year is over, and lost once it is beyond. Without a forecast (shares) what stands now is compared.
    """
    if value is None:
        return LOST if is_over else BEHIND
    if direction == DOWN:
        if value > goal and (end is None or end.low > goal or is_over):
            return LOST if is_over or end is not None else BEHIND
        if is_over:
            return REACHED
        return ON_THE_WAY if (end.total if end else value) <= goal else BEHIND
    if value >= goal:
        return REACHED
    if is_over or (end is not None and goal - value > OUT_OF_REACH * max(end.best, end.high - value)):
        return LOST
    return ON_THE_WAY if end is not None and end.total + 0.5 >= goal else BEHIND


def missing(value: float | None, goal: float, direction: str) -> float:
    """Return how much is missing to a goal that is to be reached from below; 0 where nothing is."""
    return max(0.0, goal - (value or 0.0)) if direction == UP else 0.0


def times(amount: float, size: float) -> int:
    """Return how many activities of a size bring an amount: at least one."""
    return max(1, ceil(amount / size - 1e-9))


def months_left(passed: float) -> int:
    """Return in how many months something can still be done, the one under way included while it has days left."""
    return max(1, ceil(12 - passed - 1e-9))


def stage_of(
    *, state: str, has_peers: bool, value: float | None, own_best: float | None, peers: Sequence[float]
) -> str:  # fmt: skip
    """Return where a target is between choosing a mark and setting one.

    Without a body to compare with it is 寻标, then 对标; reached it is 达标; 夺标 when it also lies above the middle of
    the bodies compared with, 创标 when nothing of theirs nor of its own past lies above it.
    """
    if state != REACHED or value is None:
        return COMPARE if has_peers else SEEK
    if has_peers and peers and value >= max(peers) and (own_best is None or value > own_best):
        return SET
    if has_peers and peers and value > median(peers):
        return LEAD
    return REACH


def middle(values: Sequence[float]) -> float | None:
    """Return the middle of some values, None of none."""
    return median(values) if values else None


def phase_of(today: date, ends: Sequence[date]) -> int:
    """Return which phase a day lies in, counted from 0; after the last end that many as there are."""
    return sum(today > end for end in ends)
