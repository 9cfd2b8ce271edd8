"""What a body counts from its days alone, and what posts and headcounts come to over time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

_DAY = timedelta(days=1)


class Span(NamedTuple):
    """From a day to a day, both inclusive; without a last day it goes on."""

    first: date
    last: date | None = None

    @property
    def over(self) -> date:
        """Return the first day after it; date.max for one that goes on."""
        return self.last + _DAY if self.last and self.last != date.max else date.max

    def until(self, day: date | None) -> Span | None:
        """Return what of it lies up to a day, that day included; None where nothing does."""
        if day is None or (self.last is not None and self.last <= day):
            return self
        return Span(self.first, day) if self.first <= day else None


def counts(
    *, counts_from: date | None, founded_on: date | None, dissolved_on: date | None
) -> Iterator[tuple[str, int, date]]:
    """Yield what a body counts as (measure, amount, day).

    One more body from `counts_from` on, nothing while nobody has confirmed that it exists; newly founded only on a
    founding day that is known; one less from the day it is dissolved.
    """
    if counts_from is None:
        return
    yield "bodies", 1, counts_from
    if founded_on is not None:
        yield "founded", 1, founded_on
    if dissolved_on is not None:
        yield "bodies", -1, dissolved_on
        yield "dissolved", 1, dissolved_on


def changes(span: Span) -> Iterator[tuple[int, date]]:
    """Yield what a span adds to a stock: one on its first day, one less the day after its last."""
    yield 1, span.first
    if span.last is not None:
        yield -1, span.over


def union(spans: Iterable[Span]) -> list[Span]:
    """Return the days of all spans as the fewest spans, in order; what follows on without a gap is one."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.first, span.over)):
        if found and span.first <= found[-1].over:
            if found[-1].last is not None and span.over > found[-1].over:
                found[-1] = Span(found[-1].first, span.last)
        else:
            found.append(span)
    return found


def remainders(
    reports: Sequence[tuple[date, int]], named: Iterable[Span], *, over: date | None = None
) -> list[list[tuple[int, date]]]:
    """Return for each report (day, headcount) what it adds to a stock beside those who are known by name.

    A report of 12 informants of whom 9 are named counts the 3 others, until the next report; as names come, the rest
    becomes less: whoever is in a headcount and in a list is one person. `reports` are in order of days; from the day
    `over` on nothing counts.
    """
    spans, end = [*named], over or date.max
    days = sorted({day for span in spans for day in (span.first, span.over)} - {date.max})
    found, before = [], 0
    for number, (on, amount) in enumerate(reports):
        until = min(end, reports[number + 1][0] if number + 1 < len(reports) else date.max)
        lines = []
        for day in [on, *(day for day in days if on < day < until)] if on < until else ():
            rest = max(0, amount - sum(span.first <= day < span.over for span in spans))
            if rest != before:
                lines.append((rest - before, day))
            before = rest
        if before and until == end != date.max:
            lines.append((-before, end))
            before = 0
        found.append(lines)
    return found
