"""Habits that differ from those of similar bodies so much that a human should look: a doubt, never a punishment.

Each habit is compared with the middle of similar bodies, in middle deviations (median and MAD): what everybody does is
no doubt, whatever it is. Nothing here touches points or bands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from statistics import median

CROWDED, COPIED, LATE, INFLATED = "crowded", "copied", "late", "inflated"
ENOUGH = 3  # records of the year before without which nothing is compared with it


@dataclass(frozen=True)
class Habit:
    """How a body's records of people reached came in within a year, and how many there were the year before."""

    records: int
    days: int  # with a record, like months
    months: int
    total: int
    together: int  # months written down in one month, long after their end
    alike: int  # records that say the same in form and every number as most of them do
    records_before: int = 0
    total_before: int = 0


def _jump(habit: Habit) -> float:
    """Return how much more people a time than the year before, on a scale of factors; 0 where nobody can say."""
    if habit.records_before < ENOUGH:
        return 0.0
    return log((habit.total / habit.records) / (habit.total_before / habit.records_before))


# Each habit on a scale where usual differences are about alike, and the least deviation that counts as one on it:
# where nearly all bodies do the same, a small difference is not a doubt yet.
HABITS: dict[str, tuple[Callable[[Habit], float], float]] = {
    CROWDED: (lambda h: log(h.records / h.days), 0.08),  # many records on one day: one activity split
    COPIED: (lambda h: (h.alike - 1) / (h.records + 2), 0.08),  # the same record again and again
    # Slow paper is late, too, but a month at a time; a year made up is written down in one sitting.
    LATE: (lambda h: max(0, h.together - 1) / (h.months + 2), 0.08),
    INFLATED: (_jump, 0.25),  # far more people a time than before
}


def doubts(habits: Mapping[int, Habit], *, least: int) -> dict[int, dict[str, float]]:
    """Return by body how many middle deviations each habit is above the middle of these similar bodies.

    Bodies with fewer than `least` records are left out: a few say nothing of habits.
    """
    told = {body: habit for body, habit in habits.items() if habit.records >= least}
    found: dict[int, dict[str, float]] = {body: {} for body in told}
    for name, (scale, smallest) in HABITS.items():
        values = {body: scale(habit) for body, habit in told.items()}
        middle, deviation = _middle(list(values.values()))
        for body, value in values.items():
            found[body][name] = (value - middle) / max(deviation, smallest)
    return found


def suspicion(of: Mapping[str, float]) -> float:
    """Return one number to look at bodies by: their most unusual habit."""
    return max(of.values(), default=0.0)


def _middle(values: Sequence[float]) -> tuple[float, float]:
    if not values:
        return 0.0, 0.0
    middle = median(values)
    return middle, 1.4826 * median(abs(value - middle) for value in values)
