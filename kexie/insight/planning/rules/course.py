"""How a year goes month by month beside its goal, last year and what is to come, and the picture of it: pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil, floor, log10

from .forecast import Forecast, expected_by

WIDE, HIGH = 720, 300  # units of the picture
LEFT, RIGHT, TOP, BOTTOM = 88, 16, 16, 40  # what is kept free at its edges for words
STEPS = (1, 2, 2.5, 5, 10)  # what lies between two lines of the scale, times a power of ten
MOST_LINES = 5  # of the scale


@dataclass(frozen=True)
class Month:
    """What stands at the end of a month, added up from the year's beginning.

    `done`: None where the month has not begun; of the month under way what stands now. `last`: None where last year was
    not kept. `ahead`: low, likely, high; None where the month is over.
    """

    number: int
    done: float | None
    due: float
    last: float | None
    ahead: tuple[float, float, float] | None


@dataclass(frozen=True)
class Course:
    """A year of twelve months. `start`: what a stock began the year with, 0 for what adds up; `passed`: months over."""

    months: tuple[Month, ...]
    start: float
    passed: float
    goal: float

    @property
    def rounded(self) -> tuple[Month, ...]:
        """The months in whole numbers, as a table says them."""
        whole = lambda n: None if n is None else round(n)  # noqa: E731
        return tuple(
            Month(m.number, whole(m.done), round(m.due), whole(m.last), m.ahead and tuple(map(round, m.ahead)))
            for m in self.months
        )  # fmt: skip

    @property
    def now(self) -> tuple[float, float]:
        """How many months are over, and what stands."""
        return max(
            [(0.0, self.start), *((min(m.number, self.passed), m.done) for m in self.months if m.done is not None)]
        )


@dataclass(frozen=True)
class Picture:
    """A year as lines over its months: their points as SVG writes them, by what they show.

    `band` is the outline of what is likely, "" where the year is over; `scale` and `months` are (x, y, number).
    """

    lines: dict[str, str]
    band: str
    now: tuple[float, float] | None
    scale: tuple[tuple[float, float, float], ...]
    months: tuple[tuple[float, float, int], ...]
    wide: int = WIDE
    high: int = HIGH
    right: int = WIDE - RIGHT


def course(
    *, months: Sequence[float], last: Sequence[float] | None, season: Sequence[float], passed: float, goal: float,
    end: Forecast, start: float | None = None,
) -> Course:  # fmt: skip
    """Return how a year goes.

    months, last: amounts of this year and of the one before; with a `start` they are what stood at each month's end (a
    stock). passed: how many months are over, 6.5 in the middle of July.
    """
    added = accumulate if start is None else list
    done, before, begun = [*added(months)], None if last is None else [*added(last)], start or 0.0
    now = done[ceil(passed) - 1] if passed else begun
    gone = expected_by(season, passed, 1.0)
    rows = []
    for n in range(1, 13):
        share = expected_by(season, n, 1.0)
        part = (share - gone) / (1 - gone) if gone < 1 else 1.0
        ahead = (now + (end.low - now) * part, now + (end.total - now) * part, now + (end.high - now) * part)
        rows.append(
            Month(
                n, done[n - 1] if n - 1 < passed else None, begun + (goal - begun) * share,
                None if before is None else before[n - 1], ahead if n > passed else None,
            )
        )  # fmt: skip
    return Course(tuple(rows), begun, passed, goal)


def drawn(year: Course) -> Picture:
    """Return the picture of a year."""
    every = [n for m in year.months for n in (m.done, m.due, m.last, *(m.ahead or ())) if n is not None]
    step, top = _scale(max([year.goal, year.start, *every]))

    def place(points: Iterable[tuple[float, float]]) -> str:
        return " ".join(f"{_x(month)},{_y(amount, top)}" for month, amount in points)

    begun, now = (0.0, year.start), year.now
    ahead = [(m.number, m.ahead) for m in year.months if m.ahead is not None]
    last = [(m.number, m.last) for m in year.months if m.last is not None]
    lines = {
        "last": place([begun, *last] if last and not year.start else last),
        "due": place([begun, *((m.number, m.due) for m in year.months)]),
        "goal": place([(0, year.goal), (12, year.goal)]),
        "likely": place([now, *((month, three[1]) for month, three in ahead)]) if ahead else "",
        "done": place(
            [begun, *((min(m.number, year.passed), m.done) for m in year.months if m.done is not None)]
            if year.passed else []
        ),
    }  # fmt: skip
    low, high = ([(month, three[side]) for month, three in ahead] for side in (0, 2))
    return Picture(
        lines={kind: points for kind, points in lines.items() if points},
        band=place([now, *low, *reversed(high)]) if ahead else "",
        now=(_x(now[0]), _y(now[1], top)) if year.passed else None,
        scale=tuple((LEFT - 8, _y(n * step, top), n * step) for n in range(round(top / step) + 1)),
        months=tuple((_x(n - 0.5), HIGH - 10, n) for n in range(1, 13)),
    )


def _x(month: float) -> float:
    return round(LEFT + (WIDE - LEFT - RIGHT) * month / 12, 1)


def _y(amount: float, top: float) -> float:
    return round(HIGH - BOTTOM - (HIGH - BOTTOM - TOP) * amount / top, 1)


def _scale(most: float) -> tuple[float, float]:
    """Return how far apart the lines of a scale are, in round numbers, and where the last one lies."""
    most = max(most, 1.0)
    power = 10 ** floor(log10(most / MOST_LINES))
    step = next(s * power for s in STEPS if most <= MOST_LINES * s * power)
    return step, step * ceil(most / step - 1e-9)
