"""What a quota of so many contacts a year asks for on a day, and since when it is not met."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from datetime import date, timedelta
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
Span = tuple[date, date | None]  # first and last day, both counted; None: until further notice

DAY = timedelta(days=1)
LATEST = date(9999, 12, 31)


def expected(*, quota: int, since: date, until: date | None, on: date) -> int:
    """Return how many contacts of this calendar year should have been made by the end of a day.

    The quota of a year is spread evenly over its days; a tie that began within the year owes its part of it.
    """
    first, last = _in_year(since, until, on.year)
    if first is None or on < first:
        return 0
    return quota * ((min(on, last) - first).days + 1) // _days(on.year)


def deadline(*, quota: int, since: date, until: date | None, year: int, number: int) -> date | None:
    """Return the last day for the `number`-th contact of a year (1 is the first), None where the year asks for fewer.

    The first day on which `expected` says `number`.
    """
    first, last = _in_year(since, until, year)
    if first is None or quota < 1:
        return None
    day = first + timedelta(days=-(-number * _days(year) // quota) - 1)
    return day if day <= last else None


def due_on(*, quota: int, since: date, until: date | None, done: Iterable[date], today: date) -> date | None:
    """Return the last day for the next contact, seen from `today`; in the past when it is overdue, None for no quota.

    What a year did not get is not owed in the next. A tie that ends before anything more is due has no such day.
    """
    start = max(today, since)
    made = sum(1 for day in done if day.year == start.year and day <= start)
    found = deadline(quota=quota, since=since, until=until, year=start.year, number=made + 1)
    return found or deadline(quota=quota, since=since, until=until, year=start.year + 1, number=1)


def overdue_spans(
    *, quota: int, since: date, until: date | None, done: Iterable[date], today: date
) -> list[tuple[date, date | None]]:
    """Return the stretches of days, up to `today`, on which a tie was behind its quota; the last may be still open.

    Behind from the day after a deadline until the day before a contact that catches up, or the end of the year.
    """
    days = sorted(day for day in done if since <= day <= today)
    found: list[tuple[date, date | None]] = []
    for year in range(since.year, today.year + 1):
        made = [day for day in days if day.year == year]
        _first, last = _in_year(since, until, year)
        for number in range(1, quota + 1):
            late = deadline(quota=quota, since=since, until=until, year=year, number=number)
            if late is None or last is None or late >= today:
                break
            end = made[number - 1] - DAY if number <= len(made) else last
            start = late + DAY
            if found and found[-1][1] is not None and start <= found[-1][1] + DAY and found[-1][0].year == year:
                found[-1] = found[-1][0], max(found[-1][1], end)
            elif start <= end:
                found.append((start, end))
    return [(first, None if last >= today and (until is None or until > today) else last) for first, last in found]


def shares_of_cover(spans: Sequence[tuple[Key, date, date | None]]) -> dict[Key, list[Span]]:
    """Return which of overlapping ties counts a body as covered on which days: each day once, the earliest tie first.

    spans: (key, first day, last day or None). The sum over all keys is 1 on every day at least one tie runs.
    """
    found: dict[Key, list[Span]] = {key: [] for key, _first, _last in spans}
    reached: date | None = None  # the last day that is counted already
    for key, first, last in sorted(spans, key=lambda span: (span[1], span[2] or LATEST)):
        if reached == LATEST:
            break
        start = first if reached is None else max(first, reached + DAY)
        if start <= (last or LATEST):
            found[key].append((start, last))
            reached = last or LATEST
    return found


def _in_year(since: date, until: date | None, year: int) -> tuple[date | None, date]:
    """Return the first and last day of a year on which a tie runs; no first day when it does not."""
    first, last = max(since, date(year, 1, 1)), min(until or LATEST, date(year, 12, 31))
    return (first if first <= last else None), last


def _days(year: int) -> int:
    return (date(year + 1, 1, 1) - date(year, 1, 1)).days if year < LATEST.year else 365
