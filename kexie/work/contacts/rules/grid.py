"""Cells of the grid: each place in one of them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from collections.abc import Set as AbstractSet
from datetime import date


def why_not_split(
    *, since: date, until: date | None, on: date, holds: AbstractSet[Hashable],
    parts: Mapping[str, AbstractSet[Hashable]],
) -> str:  # fmt: skip
    """Return why a cell cannot be split on a day, or "".

    holds: what lies in it that day; parts: what each new cell takes. "not_running": it does not run the day before
    and on the day. "one_part": fewer than two parts. "empty_part": a part takes nothing. "foreign": a part takes what
    does not lie here. "twice": two parts take the same. "left_over": something is in no part.
    """
    if on <= since or (until is not None and on > until):
        return "not_running"
    if len(parts) < 2:
        return "one_part"
    if not all(parts.values()):
        return "empty_part"
    taken = [place for part in parts.values() for place in part]
    if not holds.issuperset(taken):
        return "foreign"
    if len(taken) != len(set(taken)):
        return "twice"
    return "left_over" if len(taken) < len(holds) else ""
