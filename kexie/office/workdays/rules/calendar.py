"""Counting working days; pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from .notices import NOTICES

_DAY = timedelta(days=1)
SURE = ((1, 1), (5, 1), (10, 1))  # days off in every notice: a year that lacks one of them has not been entered whole


@dataclass(frozen=True)
class Calendar:
    """Days off and make-up working days that are known; all other days go by the week."""

    off: frozenset[date]
    working: frozenset[date]

    def is_working(self, day: date) -> bool:
        """Test whether offices are open on a day."""
        return day in self.working or (day.weekday() < 5 and day not in self.off)

    def after(self, day: date, count: int) -> date:
        """Return the `count`-th working day after a day, before it where negative; the day itself for 0."""
        step = _DAY if count > 0 else -_DAY
        left = abs(count)
        while left:
            day += step
            left -= self.is_working(day)
        return day

    def knows(self, year: int) -> bool:
        """Test whether the notice of a year is known."""
        return all(date(year, month, day) in self.off for month, day in SURE)

    def unknown(self, first: date, last: date) -> list[int]:
        """Return the years from a day to a day, either way round, whose notice is not known."""
        first, last = sorted((first, last))
        return [year for year in range(first.year, last.year + 1) if not self.knows(year)]


def calendar_of(stated: Iterable[tuple[date, bool]]) -> Calendar:
    """Return the calendar of the notices shipped and of days stated since as (day, is it a working day).

    What is stated later wins over what is stated earlier, and all of it over what is shipped.
    """
    said = {day: is_working for notice in NOTICES for day, _title, is_working in notice.days}
    said |= dict(stated)
    return Calendar(
        off=frozenset(day for day, is_working in said.items() if not is_working),
        working=frozenset(day for day, is_working in said.items() if is_working),
    )


ORDINARY = Calendar(frozenset(), frozenset())
