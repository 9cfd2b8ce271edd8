"""Whether a body will be silent until it counts as dormant, from its own rhythm and that of similar bodies.

A body is active in a month or not. While it lives it is active now and then, at a rate of its own; after any active
month it may fall asleep. Rates and the chance of falling asleep differ from body to body as a gamma and a beta
distribution do (the MBG/NBD model of Batislam, Denizel and Filiztekin, 2007, after Fader, Hardie and Lee, 2005); the
four numbers are fitted to each group of similar bodies. Time runs by the season: where everybody works in May and
September, a silent January says little. What this model was chosen against is in benchmarks/README.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import exp, lgamma, log

YEAR = 12
EVEN = (1.0,) * YEAR
FEWEST = 20  # bodies with some rhythm without which nothing is fitted
MOST_FITTED = 1500  # bodies a fit looks at; more change nothing that could be seen


@dataclass(frozen=True)
class Rhythm:
    """What is needed of one body: repeated active months, when the last was, how long it is known; in season's time."""

    repeats: int
    last: float
    known: float


@dataclass(frozen=True)
class Habitat:
    """How similar bodies behave: gamma of their rates (shape, months), beta of their falling asleep, their season."""

    shape: float = 1.0
    months: float = 3.0
    a: float = 0.5
    b: float = 4.0
    season: tuple[float, ...] = EVEN


def season_of(active: Iterable[int], month: int, *, span: int) -> tuple[float, ...]:
    """Return how much more or less than usual each calendar month is worked in, January first; the mean is 1.

    active: sets of months as bits, bit 0 being the calendar month `month` (1 to 12); span: how many of them to look at.
    """
    counts = [1.0] * YEAR  # a month nobody worked in is rare, not impossible
    for months in active:
        for back in range(span):
            if months >> back & 1:
                counts[(month - 1 - back) % YEAR] += 1
    total = sum(counts)
    return tuple(count * YEAR / total for count in counts)


def rhythm_of(active: int, month: int, season: Sequence[float], *, first: int) -> Rhythm | None:
    """Return the rhythm of a body, None of one that was never active.

    first: how many months ago it is known from at the earliest; an older active month is left out.
    """
    active &= (1 << first + 1) - 1
    if not active:
        return None
    begin, last = active.bit_length() - 1, (active & -active).bit_length() - 1
    weights = [season[(month - 1 - back) % YEAR] for back in range(begin)]  # of the months after the first, from now
    return Rhythm(active.bit_count() - 1, sum(weights[last:]), sum(weights))


def ahead(month: int, season: Sequence[float], *, months: int) -> float:
    """Return how long the coming months are in season's time."""
    return sum(season[(month - 1 + step) % YEAR] for step in range(1, months + 1))


def silent(rhythm: Rhythm, habitat: Habitat, coming: float) -> float:
    """Return the chance that nothing more comes within `coming`: it sleeps already, or lives and stays silent."""
    living = alive(rhythm, habitat)
    power = habitat.shape + rhythm.repeats
    known = habitat.months + rhythm.known
    return 1 - living + living * exp(power * (log(known) - log(known + coming)))


def alive(rhythm: Rhythm, habitat: Habitat) -> float:
    """Return the chance that a body has not fallen asleep."""
    power = habitat.shape + rhythm.repeats
    odds = power * (log(habitat.months + rhythm.known) - log(habitat.months + rhythm.last))
    odds += log(habitat.a) - log(habitat.b + rhythm.repeats)
    return 1 / (1 + exp(min(odds, 700.0)))


def fitted(rhythms: Iterable[Rhythm], season: tuple[float, ...] = EVEN) -> Habitat:
    """Return the habitat under which these rhythms are likeliest; the usual one when they are too few to say."""
    every = [*rhythms]
    if len(every) < FEWEST:
        return Habitat(season=season)
    some = every[:: -(-len(every) // MOST_FITTED)]
    kept = Counter(Rhythm(r.repeats, round(r.last, 1), round(r.known, 1)) for r in some).items()

    def unlikely(logs: Sequence[float]) -> float:
        # Drawn softly towards usual sizes: where data say nothing the numbers must not run away.
        shape, months, a, b = (exp(value) for value in logs)
        drawn = sum((value - usual) ** 2 for value, usual in zip(logs, (0.0, 1.0, -0.7, 1.4), strict=True)) / 8
        return drawn - sum(n * _likelihood(rhythm, shape, months, a, b) for rhythm, n in kept)

    best = lowest(unlikely, (0.0, 1.0, -0.7, 1.4))
    return Habitat(*(exp(value) for value in best), season=season)


def _likelihood(rhythm: Rhythm, shape: float, months: float, a: float, b: float) -> float:
    """Return the logarithm of how likely one rhythm is."""
    x, power = rhythm.repeats, shape + rhythm.repeats
    common = lgamma(power) - lgamma(shape) + shape * log(months) + lgamma(a + b) - lgamma(b)
    lives = lgamma(b + x + 1) - lgamma(a + b + x + 1) - power * log(months + rhythm.known)
    sleeps = log(a) + lgamma(b + x) - lgamma(a + b + x + 1) - power * log(months + rhythm.last)
    top = max(lives, sleeps)
    return common + top + log(exp(lives - top) + exp(sleeps - top))


def lowest(of: Callable[[Sequence[float]], float], start: Sequence[float], *, steps: int = 240) -> list[float]:
    """Return where a smooth function is lowest, walking a simplex downhill (Nelder and Mead, 1965)."""
    corners = [[*start], *([*start[:i], start[i] + 0.7, *start[i + 1 :]] for i in range(len(start)))]
    ranked = sorted(((of(corner), corner) for corner in corners), key=lambda pair: pair[0])
    for _step in range(steps):
        if ranked[-1][0] - ranked[0][0] < 1e-4:
            break
        middle = [sum(values) / len(start) for values in zip(*(corner for _at, corner in ranked[:-1]), strict=True)]
        worst = ranked[-1][1]

        def along(far: float, middle: list[float] = middle, worst: list[float] = worst) -> tuple[float, list[float]]:
            point = [m + far * (m - w) for m, w in zip(middle, worst, strict=True)]
            return of(point), point

        tried = along(1.0)
        if tried[0] < ranked[0][0]:
            tried = min(tried, along(2.0), key=lambda pair: pair[0])
        elif tried[0] >= ranked[-2][0]:
            tried = min(along(0.5), along(-0.5), key=lambda pair: pair[0])
        if tried[0] < ranked[-1][0]:
            ranked[-1] = tried
        else:
            best = ranked[0][1]
            drawn = [[(v + b) / 2 for v, b in zip(corner, best, strict=True)] for _at, corner in ranked[1:]]
            ranked = [ranked[0], *((of(corner), corner) for corner in drawn)]
        ranked.sort(key=lambda pair: pair[0])
    return ranked[0][1]
