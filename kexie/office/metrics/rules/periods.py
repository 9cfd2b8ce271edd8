"""Periods figures are asked for. Days are days in Asia/Shanghai; both ends count."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, order=True)
class Period:
    """From one day to another, both counted. Raises ValueError when it ends before it starts."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"a period cannot end ({self.end}) before it starts ({self.start})")

    @classmethod
    def year(cls, year: int) -> Period:
        """Return a calendar year."""
        return cls(date(year, 1, 1), date(year, 12, 31))

    @classmethod
    def quarter(cls, year: int, number: int) -> Period:
        """Return quarter 1 to 4 of a year."""
        return cls(date(year, 3 * number - 2, 1), _month_end(year, 3 * number))

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        """Return a calendar month."""
        return cls(date(year, month, 1), _month_end(year, month))

    @property
    def kind(self) -> str:
        """Return "year", "quarter", "month", or "" for any other stretch of days."""
        if self.start.day != 1 or self.end != _month_end(self.end.year, self.end.month):
            return ""
        if self.start.year != self.end.year:
            return ""
        months = self.end.month - self.start.month + 1
        if months == 3 and self.start.month % 3 != 1:
            return ""
        return {1: "month", 3: "quarter", 12: "year"}.get(months, "")

    @property
    def months(self) -> list[int]:
        """Return the months it touches as 201305."""
        first, last = self.start.year * 12 + self.start.month - 1, self.end.year * 12 + self.end.month - 1
        return [number // 12 * 100 + number % 12 + 1 for number in range(first, last + 1)]

    @property
    def eve(self) -> date:
        """Return the day before it starts: the day an opening stock speaks of."""
        return self.start - timedelta(days=1)

    def holds(self, other: Period) -> bool:
        """Test whether another period lies inside this one."""
        return self.start <= other.start and other.end <= self.end

    def __str__(self) -> str:
        return {
            "year": f"{self.start.year}年",
            "quarter": f"{self.start.year}年第{(self.start.month + 2) // 3}季度",
            "month": f"{self.start.year}年{self.start.month}月",
        }.get(self.kind, f"{self.start} 至 {self.end}")


def year_of(day: date) -> Period:
    """Return the calendar year a day lies in."""
    return Period.year(day.year)


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
