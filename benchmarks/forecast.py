"""Forecast of a year's end, asked at the end of each month, on years held out in time.

Series: made-up counties (season, growth, campaign weeks that move, strikes of rain, towns that start late, months of
nothing) and the flows of the county of the example in 2013, continued backward and forward with noise. The years are
forecast one after the other from those before them alone. Three ways in one run: ours, last year's same months, and
the straight line. Error: WAPE of the year's end (sum of errors by sum of totals) and MASE (error by the error of last
year's total, the middle of all series); coverage: how often the year ended in the band that should hold eight in ten.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from statistics import median
from time import process_time

from kexie.insight.planning.rules.forecast import forecast

COUNTIES, SEED = 60, 2026
YEARS, FIRST_TESTED = 7, 2  # years of a series; the first that is forecast, counted from 0
SHAPES = {  # how counties spread their year: campaign weeks in May and September, winter schools, evenly
    "campaigns": (3, 3, 8, 6, 26, 6, 5, 6, 20, 7, 6, 4),
    "schools": (2, 4, 12, 12, 14, 6, 1, 1, 14, 13, 12, 9),
    "farming": (16, 10, 12, 8, 5, 3, 3, 5, 6, 8, 10, 14),
    "even": (8, 7, 8, 8, 9, 8, 8, 8, 9, 9, 9, 9),
    "end of year": (1, 1, 4, 4, 12, 5, 4, 5, 14, 10, 15, 25),
}
LIKE_2013 = (  # activities' participations of the example county by month, in hundreds; see examples
    12, 18, 41, 37, 196, 22, 18, 24, 121, 33, 28, 54,
)  # fmt: skip


def run() -> Iterator[tuple[str, str, str]]:
    """Measure and yield rows of (what, found, against)."""
    begun = process_time()
    sets = {
        "made-up counties": [*counties(COUNTIES, Random(SEED))],
        "sparse towns": [*towns(COUNTIES, Random(SEED + 1))],
        "like the county of 2013": [*like_2013(COUNTIES // 3, Random(SEED + 2))],
    }
    for name, series in sets.items():
        for month, row in measured(series).items():
            wape, mase = ({way: one[way] for way in WAYS} for one in (row["wape"], row["mase"]))
            yield (
                f"{name}, asked after {month} months" if month != "all" else f"{name}, all months",
                f"WAPE {wape['ours']:.1%}, MASE {mase['ours']:.2f}, in the band {row['coverage']:.0%}",
                "; ".join(f"{way} {wape[way]:.1%}, {mase[way]:.2f}" for way in WAYS[1:]),
            )
    yield "CPU of the whole run", f"{process_time() - begun:.1f} s", ""


Series = tuple[list[list[float]], list[list[float]]]  # years of a body, years of what lies around it
WAYS = ("ours", "last year", "line")


def measured(series: Sequence[Series]) -> dict[str, dict]:
    """Return errors and coverage by month of asking, and over all."""
    errors: dict[int, list[tuple[float, dict[str, float], bool, float]]] = {month: [] for month in range(12)}
    for own, around in series:
        for n in range(FIRST_TESTED, len(own)):
            year, true = own[n], sum(own[n])
            for cut in range(12):
                said = forecast(own[:n], year[:cut], cut, around[:n])
                done, last = sum(year[:cut]), own[n - 1]
                ways = {
                    "ours": said.total,
                    "last year": done + sum(last[cut:]),
                    "line": done / cut * 12 if cut else sum(last),
                }
                wrong = {way: abs(total - true) for way, total in ways.items()}
                scale = abs(sum(last) - true)
                errors[cut].append((true, wrong, said.low <= true <= said.high, scale))
    rows = {f"{cut}": _summed(lines) for cut, lines in errors.items()}
    return rows | {"all": _summed([line for lines in errors.values() for line in lines])}


def _summed(lines: Sequence[tuple[float, dict[str, float], bool, float]]) -> dict:
    whole = sum(true for true, *_rest in lines)
    scale = median(scale for *_rest, scale in lines) or 1.0
    return {
        "wape": {way: sum(wrong[way] for _t, wrong, _in, _s in lines) / whole for way in WAYS},
        "mase": {way: median(wrong[way] for _t, wrong, _in, _s in lines) / scale for way in WAYS},
        "coverage": sum(inside for _t, _w, inside, _s in lines) / len(lines),
    }


def counties(number: int, random: Random) -> Iterator[Series]:
    """Yield counties of every shape, with growth, campaigns that slip a month, bad months and a few empty ones."""
    for n in range(number):
        shape = list(SHAPES.values())[n % len(SHAPES)]
        yield _grown(shape, random, level=random.choice((400, 3000, 40_000)), noise=random.choice((0.2, 0.4, 0.6)))


def towns(number: int, random: Random) -> Iterator[Series]:
    """Yield towns of few records: most months nothing, some start late; the county around them is rich."""
    for n in range(number):
        shape = list(SHAPES.values())[n % len(SHAPES)]
        own, around = _grown(shape, random, level=random.choice((6, 15, 60)), noise=0.7, empty=0.45)
        for year in range(random.choice((0, 0, 1, 2))):
            own[year] = [0.0] * 12
        yield own, around


def like_2013(number: int, random: Random) -> Iterator[Series]:
    """Yield years like 2013 of the example county: a week in May and one in September carry half of it."""
    for _n in range(number):
        yield _grown(LIKE_2013, random, level=60_000, noise=0.3)


def _grown(shape: Sequence[float], random: Random, *, level: float, noise: float, empty: float = 0.05) -> Series:
    own, around = [], []
    growth = random.gauss(1.04, 0.1)
    mine = [max(0.1, part * random.lognormvariate(0, 0.3)) for part in shape]
    now = level * random.lognormvariate(0, 0.2)
    for _year in range(YEARS):
        now *= growth * random.lognormvariate(0, 0.12)
        months = [now * part / sum(mine) * random.lognormvariate(-noise * noise / 2, noise) for part in mine]
        if random.random() < 0.3:  # a campaign slips into the month after, or falls out
            big = months.index(max(months))
            moved = months[big] * random.choice((0.5, 0.9))
            months[big] -= moved
            if big < 11 and random.random() < 0.7:
                months[big + 1] += moved
        own.append([0.0 if random.random() < empty else float(round(month)) for month in months])
        wide = 20 * level
        around.append([float(round(wide * p / sum(shape) * random.lognormvariate(0, 0.15))) for p in shape])
    return own, around
