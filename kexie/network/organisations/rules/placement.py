"""Whose child a body was on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import pairwise


def placed_on(history: Iterable[tuple[date | None, int | None]], on: date) -> int | None:
    """Return the parent's key on a day, from (starts_on, parent key) rows; no start means since ever.

    Before the first row the first parent holds: figures older than the tree belong where the body first stood.
    """
    rows = sorted(history, key=lambda row: row[0] or date.min)
    if not rows:
        return None
    for (_start, parent), (until, _next) in pairwise(rows):
        if on < (until or date.min):
            return parent
    return rows[-1][1]
