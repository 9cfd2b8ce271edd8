"""What parties of one activity count each, and what reported levels change: free of the database and the clock."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple, TypeVar

Key = TypeVar("Key", bound=Hashable)

LEAD, EACH, SPLIT = "lead", "each", "split"


def shares(rule: str, amount: int, parties: int) -> list[int]:
    """Return what each of `parties` counts of `amount`, the leading party first.

    lead: the leading party all, the others nothing; each: every party all; split: equal parts, and what does not
    divide goes one by one to the first. Raises ValueError for an unknown rule or no parties.
    """
    if parties < 1:
        raise ValueError("nobody to share with")
    if rule == LEAD:
        return [amount] + [0] * (parties - 1)
    if rule == EACH:
        return [amount] * parties
    if rule == SPLIT:
        part, rest = divmod(amount, parties)
        return [part + (1 if place < rest else 0) for place in range(parties)]
    raise ValueError(f"unknown rule of shares: {rule}")


class Report(NamedTuple):
    """One report of a stock: what stood from a day on. Of two reports of one day the later one (`order`) holds."""

    on: date
    order: int
    key: Hashable
    level: int


def levels(changes: Iterable[tuple[date, int, Key, int]]) -> list[Report]:
    """Return the reports behind (day, order, key, change) rows: the running sum is what each report said."""
    reports, stood = [], 0
    for on, order, key, change in sorted(changes, key=lambda row: row[:2]):
        stood += change
        reports.append(Report(on, order, key, stood))
    return reports


def changes(reports: Sequence[Report]) -> Mapping[tuple[Hashable, date], int]:
    """Return what each report adds to the one before it, by (key, day): their running sum gives the levels again."""
    found, stood = {}, 0
    for report in sorted(reports, key=lambda row: row[:2]):
        found[report.key, report.on] = report.level - stood
        stood = report.level
    return found
