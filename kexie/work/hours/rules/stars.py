"""Stars: how many hours make which, and on which day somebody got there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

DEFAULT_THRESHOLDS = (100, 300, 600, 1000, 1500)  # hours; 民函〔2012〕340号
HOUR = 60


def stars(minutes: int, thresholds: Sequence[int] = DEFAULT_THRESHOLDS) -> int:
    """Return how many stars so many minutes make: exactly the threshold is enough, a minute less is not."""
    return sum(minutes >= hours * HOUR for hours in thresholds)


def next_threshold(minutes: int, thresholds: Sequence[int] = DEFAULT_THRESHOLDS) -> int | None:
    """Return the hours of the next star, None for who has them all."""
    return next((hours for hours in thresholds if minutes < hours * HOUR), None)


def crossed(
    before: int, changes: Iterable[tuple[date, int]], thresholds: Sequence[int] = DEFAULT_THRESHOLDS
) -> list[tuple[int, date]]:
    """Return (stars, day) for each star gained and kept, from what stood `before` and dated changes in minutes.

    Of a star that was lost and gained again within the changes the last day holds.
    """
    total, at = before, stars(before, thresholds)
    gained: dict[int, date] = {}
    for day, amount in sorted(changes):
        total += amount
        now = stars(total, thresholds)
        for star in range(at + 1, now + 1):
            gained[star] = day
        for star in range(now + 1, at + 1):
            gained.pop(star, None)
        at = now
    return sorted(gained.items())


def why_not_thresholds(thresholds: Sequence[int]) -> str:
    """Return what is wrong with a ladder, or "": "count" (one to ten steps), "rising" (each above the one before)."""
    if not 1 <= len(thresholds) <= 10:
        return "count"
    steps = [0, *thresholds]
    return "" if all(low < high for low, high in pairwise(steps)) else "rising"
