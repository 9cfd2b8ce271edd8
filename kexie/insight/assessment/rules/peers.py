"""Similar bodies: whom a body is compared with, where their middle is, how far one year's points can be trusted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import erf, sqrt
from statistics import fmean, median

from .evidence import THIS_YEAR, YEAR, Facts, points
from .parameters import Parameters
from .rhythm import EVEN, Habitat, fitted, rhythm_of, season_of

Group = tuple[str, str]  # kind and level, "" where it does not matter
EVERYBODY: Group = ("", "")
LEAST_NOISE = 9.0  # points squared: two years of one body are never quite the same
USUAL_NOISE = 64.0  # where no body is known for two years


@dataclass(frozen=True)
class Peers:
    """A group of similar bodies: the middle of its points, how bodies differ, how much a body's own years differ."""

    group: Group
    bodies: int
    middle: float
    mean: float
    between: float  # variance of what bodies are, in points squared
    noise: float  # variance of one year's points around what a body is
    kinds: Mapping[str, float] = field(default_factory=dict)  # the share of bodies that have each kind
    habitat: Habitat = field(default_factory=Habitat)


@dataclass(frozen=True)
class Standing:
    """Where a body stands by its points, drawn towards its group as far as a short record asks for."""

    points: float
    drawn: float
    spread: float  # standard deviation of `drawn`

    def above(self, level: float) -> float:
        """Return the chance that the body stands above a level."""
        return 0.5 * (1 + erf((self.drawn - level) / (self.spread * sqrt(2))))

    @property
    def range(self) -> tuple[float, float]:
        """Where it stands with four chances in five."""
        return max(0.0, self.drawn - 1.28 * self.spread), self.drawn + 1.28 * self.spread


def compared(
    every: Sequence[Facts], parameters: Parameters, *, month: int, span: int
) -> tuple[list[Peers], dict[int, int]]:
    """Return the groups of similar bodies, and by body the number of its own.

    A group with fewer bodies than asked for joins its kind, then everybody.

    month: the calendar month of the day, 1 to 12; span: how many months the histories hold
    """
    bodies: dict[Group, list[Facts]] = defaultdict(list)
    for facts in every:
        for group in dict.fromkeys((facts.group, *_wider(facts.group))):
            bodies[group].append(facts)
    found: list[Peers] = []
    numbers: dict[Group, int] = {}  # by the group that is compared with
    number: dict[Group, int] = {}  # by the group a body is of
    for own in dict.fromkeys(facts.group for facts in every):
        group = next((g for g in (own, *_wider(own)) if len(bodies[g]) >= parameters.group), EVERYBODY)
        if group not in numbers:
            numbers[group] = len(found)
            found.append(peers_of(bodies[group], parameters, month=month, span=span))
        number[own] = numbers[group]
    return found, {facts.body: number[facts.group] for facts in every}


def peers_of(members: Sequence[Facts], parameters: Parameters, *, month: int, span: int) -> Peers:
    """Return what a group is like.

    month: the calendar month of the day, 1 to 12; span: how many months the histories hold.
    """
    living = [facts for facts in members if facts.active_months & THIS_YEAR] or [*members]
    totals = [sum(points(facts, parameters).values()) for facts in living]
    noise = _noise(living, parameters)
    mean = fmean(totals) if totals else 0.0
    spread = fmean((total - mean) ** 2 for total in totals) if totals else 0.0
    kinds: dict[str, int] = defaultdict(int)
    for facts in living:
        for code in points(facts, parameters):
            kinds[code] += 1
    return Peers(
        group=_common(members), bodies=len(members), middle=median(totals) if totals else 0.0, mean=mean,
        between=max(spread - noise, LEAST_NOISE), noise=noise,
        kinds={code: count / len(living) for code, count in kinds.items()} if living else {},
        habitat=habitat_of(members, month=month, span=span),
    )  # fmt: skip


def habitat_of(members: Sequence[Facts], *, month: int, span: int) -> Habitat:
    """Return how the group's bodies behave in time."""
    active = [facts.active_months for facts in members if facts.active_months]
    season = season_of(active, month, span=span) if len(active) >= YEAR else EVEN
    rhythms = (rhythm_of(months, month, season, first=span - 1) for months in active)
    return fitted([rhythm for rhythm in rhythms if rhythm is not None], season)


def standing_of(facts: Facts, peers: Peers, parameters: Parameters, *, months_known: int) -> Standing:
    """Return where a body stands; the fewer of the year's months it is known for, the nearer to its group."""
    total = sum(points(facts, parameters).values())
    noise = peers.noise * YEAR / max(1, min(YEAR, months_known))
    weight = peers.between / (peers.between + noise)
    return Standing(total, peers.mean + weight * (total - peers.mean), sqrt(weight * noise))


def _wider(group: Group) -> tuple[Group, Group]:
    return (group[0], ""), EVERYBODY


def _common(members: Sequence[Facts]) -> Group:
    """Return the kind and level all members have in common, "" for what they have not."""
    first = members[0].group
    return next(
        (g for g in (first, *_wider(first)) if all(g in (f.group, *_wider(f.group)) for f in members)), EVERYBODY
    )


def _noise(members: Sequence[Facts], parameters: Parameters) -> float:
    old = (1 << 2 * YEAR) - 1 - THIS_YEAR
    pairs = [
        sum(points(f, parameters).values()) - sum(points(f, parameters, back=YEAR).values())
        for f in members
        if f.active_months & old and f.active_months & THIS_YEAR
    ]
    return max(LEAST_NOISE, fmean(d * d for d in pairs) / 2) if len(pairs) > 1 else USUAL_NOISE
