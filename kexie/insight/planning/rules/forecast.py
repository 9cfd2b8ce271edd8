"""What a year will come to, from what earlier years did and this one has done so far: pure, by month.

A year is twelve amounts. Its season is how the amount of a year spreads over the months; a year's level is what all of
it comes to. The level is what earlier years make likely, corrected by what this year has done against its season so
far; the season is the body's own, drawn towards that of the bodies around it where it has few years or few records.
Which weights do best was tried on series held out in time (benchmarks/forecast.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

Months = Sequence[float]  # twelve amounts

FADE = 0.9  # weight of a year's season against that of the year after it
LEVEL_FADE = 0.3  # weight of a year's total against that of the year after it
OWN_YEARS = 2.0  # how many years of its own a body needs until its season counts as much as the one around it
FLAT = 0.06  # share of a season that is spread evenly: no month is impossible
TREND = 0.2  # how much of last year's growth is expected again
MOST_GROWTH = 1.5  # growth beyond this, up or down, is not expected to repeat
FIRM = 0.7  # how much of a year has to be over until it speaks as loud as all earlier years together
SPREAD, SPREAD_YEARS = 0.35, 4.0  # how far a rest of a year lies off, as a log ratio; past cuts that weigh as much
REACH = 1.2816  # of a band that eight in ten years end in


@dataclass(frozen=True)
class Forecast:
    """What a year will come to: most likely, and the band that eight in ten years end in.

    share: how much of a year is done by now in a usual season, 0 to 1. best: the most that the rest of a year ever
    brought, as far as is known.
    """

    total: float
    low: float
    high: float
    share: float
    best: float


def season_of(years: Sequence[Months], around: Sequence[Months] = ()) -> tuple[float, ...]:
    """Return how a year spreads over its months, as shares that add up to 1.

    years: the body's own, earliest first; around: those of the bodies around it, for want of own ones.
    """
    own, wide = _shape(years), _shape(around)
    if own is None and wide is None:
        return (1 / 12,) * 12
    weight = _weight(years) / (_weight(years) + OWN_YEARS) if own and wide else float(own is not None)
    mixed = [weight * a + (1 - weight) * b for a, b in zip(own or (0.0,) * 12, wide or (0.0,) * 12, strict=True)]
    return tuple((1 - FLAT) * part + FLAT / 12 for part in mixed)


def forecast(years: Sequence[Months], so_far: Months, elapsed: float, around: Sequence[Months] = ()) -> Forecast:
    """Return what a year will come to.

    so_far: its months up to now, the one under way included; elapsed: how many months are over, 6.5 in the middle of
    July. years: earlier years, earliest first. All amounts are counts of zero and more.
    """
    season = season_of(years, around)
    share = _share(season, elapsed)
    done, rest = sum(so_far), _rest(years, so_far, season, share)
    spread = sqrt(_spread(years, elapsed, around) ** 2 + 1 / (1 + rest))  # small counts scatter more
    past = [sum(year) - _upto(year, elapsed) for year in years]
    if elapsed >= 12:
        return Forecast(done, done, done, 1.0, 0.0)
    wide = exp(REACH * spread)
    scatter = REACH * sqrt(rest * _lump(years)) if rest else 0.0
    low, high = min(rest / wide, max(0.0, rest - scatter)), max(max(rest, 1.0) * wide, rest + scatter)
    return Forecast(done + rest, done + low, done + high, share, max([*past, high]))


def forecast_level(levels: Sequence[Months], now: float, elapsed: float) -> Forecast:
    """Return where a stock will stand at the end of the year.

    levels: what stood at the end of each month of earlier years; it changes for the rest of the year as it did in them,
    drawn towards no change at all.
    """
    cut = min(int(elapsed), 11)
    changes = [year[11] - (year[cut - 1] if cut else _before(levels, n)) for n, year in enumerate(levels)]
    changes = [change * (12 - elapsed) / (12 - cut) for change in changes]
    if elapsed >= 12:
        return Forecast(now, now, now, 1.0, 0.0)
    mean = sum(changes) / (len(changes) + 1)
    scatter = sqrt((sum((c - mean) ** 2 for c in changes) + max(abs(now) * 0.02, 1.0) ** 2) / (len(changes) + 1))
    low, high = (now + mean + side * REACH * scatter for side in (-1, 1))
    return Forecast(now + mean, low, high, elapsed / 12, max([*changes, high - now]))


def expected_by(season: Months, elapsed: float, goal: float) -> float:
    """Return how much of a year's goal is due after so many months, by season."""
    return goal * _share(season, elapsed)


def _rest(years: Sequence[Months], so_far: Months, season: Months, share: float) -> float:
    """Return what the rest of a year brings: its likely level, times what of a season is still to come."""
    before = _level(years)
    done = sum(so_far)
    if before is None:
        return done / share * max(0.0, 1 - share) if share > 0 else 0.0
    return (FIRM * before + done) / (FIRM + share) * max(0.0, 1 - share)


def _level(years: Sequence[Months]) -> float | None:
    """Return what a year comes to by those before it: the later the weightier, part of the last growth going on."""
    totals = [sum(year) for year in years]
    if not any(totals):
        return None
    weights = [LEVEL_FADE ** (len(totals) - 1 - n) for n in range(len(totals))]
    mean = sum(w * t for w, t in zip(weights, totals, strict=True)) / sum(weights)
    if len(totals) < 2 or not totals[-1] or not totals[-2]:
        return mean
    growth = min(max(totals[-1] / totals[-2], 1 / MOST_GROWTH), MOST_GROWTH)
    return mean * growth**TREND


def _spread(years: Sequence[Months], elapsed: float, around: Sequence[Months]) -> float:
    """Return how far the rest of a year lies from its forecast, as a log ratio: from forecasts of years gone by."""
    found = []
    for n in range(1, len(years)):
        for cut in {max(0, int(elapsed) - 1), int(elapsed), min(11, int(elapsed) + 1)}:
            year, season = years[n], season_of(years[:n], around)
            said = _rest(years[:n], year[:cut], season, _share(season, cut))
            true = sum(year[cut:])
            found.append(log((true + 1) / (said + 1)))
    known = SPREAD**2 * SPREAD_YEARS + sum(e * e for e in found)
    return sqrt(known / (SPREAD_YEARS + len(found)))


def _lump(years: Sequence[Months]) -> float:
    """Return how much comes at once where most months bring nothing: such rests scatter by the lump, not by one."""
    months = [amount for year in years if any(year) for amount in year]
    some = [amount for amount in months if amount]
    return 1.0 + (sum(some) / len(some)) * (1 - len(some) / len(months)) if some else 1.0


def _shape(years: Sequence[Months]) -> tuple[float, ...] | None:
    weights = [FADE ** (len(years) - 1 - n) if any(year) else 0.0 for n, year in enumerate(years)]
    if not any(weights):
        return None
    shares = [[amount / sum(year) if any(year) else 0.0 for amount in year] for year in years]
    found = [sum(w * s[m] for w, s in zip(weights, shares, strict=True)) for m in range(12)]
    return tuple(part / sum(found) for part in found)


def _weight(years: Sequence[Months]) -> float:
    return float(sum(any(year) for year in years))


def _share(season: Months, elapsed: float) -> float:
    return min(1.0, _upto(season, elapsed))


def _upto(months: Months, elapsed: float) -> float:
    """Return what lies before a moment, the month under way by its days."""
    whole = min(int(elapsed), 12)
    return sum(months[:whole]) + (months[whole] * (elapsed - whole) if whole < 12 else 0.0)


def _before(levels: Sequence[Months], n: int) -> float:
    return levels[n - 1][11] if n else levels[0][0]
