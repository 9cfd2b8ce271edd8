"""Kinds of evidence, and what each is worth: whether there was any in the year, and in how many months, never how much.

A month with one record and a month with a hundred are the same month. So volume, splitting one activity into many and
copying records change nothing at all; spreading them over other months moves a kind by less than five points.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from .parameters import Parameters

YEAR = 12  # months
THIS_YEAR = (1 << YEAR) - 1


@dataclass(frozen=True)
class Kind:
    """One kind of evidence: the measures that show it, whether it stands or flows, whether it is an activity."""

    code: str
    measures: tuple[str, ...]
    stands: bool = False  # it is there on the day or not; otherwise it was done in some months
    is_activity: bool = False  # what "without activity for a year" speaks of


KINDS = (
    Kind("gatherings", ("activities.held",), is_activity=True),
    Kind("public", ("activities.participations",)),
    Kind("volunteering", ("hours.minutes", "activities.volunteers"), is_activity=True),
    Kind("visits", ("contacts.visits",), is_activity=True),
    Kind("members", ("membership.members", "membership.group_members", "membership.reported_members")),
    Kind("relays", ("notices.reach",)),
    Kind("projects", ("registers.count",)),
    Kind("posts", ("governance.officers", "governance.heads", "governance.informants"), stands=True),
    Kind("term", ("governance.terms",), stands=True),
    Kind("sites", ("standards.sites", "volunteering.teams"), stands=True),
)
BY_CODE = {kind.code: kind for kind in KINDS}
KIND_OF = {measure: kind for kind in KINDS for measure in kind.measures}
MEASURES = tuple(KIND_OF)


@dataclass
class Facts:
    """What the ledger says of one body up to a day.

    `months` are sets of months as bits, bit 0 the month of the day; `gone` is the day since when something that stood
    stands no more.
    """

    body: int
    group: tuple[str, str] = ("", "")  # kind and level of the organisation
    parent: int | None = None
    known_on: date | None = None
    months: dict[str, int] = field(default_factory=dict)
    last: dict[str, date] = field(default_factory=dict)
    first_active: date | None = None
    standing: dict[str, int] = field(default_factory=dict)
    gone: dict[str, date] = field(default_factory=dict)

    @property
    def active_months(self) -> int:
        """The months in which it was active, whatever the kind of activity."""
        found = 0
        for kind in KINDS:
            if kind.is_activity:
                found |= self.months.get(kind.code, 0)
        return found

    @property
    def last_active(self) -> date | None:
        """The last day it was active."""
        return max(
            (self.last[kind.code] for kind in KINDS if kind.is_activity and kind.code in self.last), default=None
        )


def add(
    facts: Facts,
    measure: str,
    *,
    months: int,
    standing: int,
    first: date | None,
    last: date | None,
    fallen: date | None,
) -> None:
    """Put what one measure says into the facts of its body."""
    kind = KIND_OF[measure]
    if kind.stands:
        facts.standing[kind.code] = facts.standing.get(kind.code, 0) + max(standing, 0)
        if standing <= 0 and fallen:
            facts.gone[kind.code] = max(facts.gone.get(kind.code, fallen), fallen)
        return
    facts.months[kind.code] = facts.months.get(kind.code, 0) | months
    if last:
        facts.last[kind.code] = max(facts.last.get(kind.code, last), last)
    if first and kind.is_activity:
        facts.first_active = min(facts.first_active or first, first)


def points(facts: Facts, parameters: Parameters, *, back: int = 0) -> dict[str, float]:
    """Return the points of each kind of evidence there is, in the year that ended `back` months ago.

    What stands is taken as it stands now: the ledger is not asked twice.
    """
    found = {}
    for kind in KINDS:
        if kind.stands:
            share = 1.0 if facts.standing.get(kind.code, 0) > 0 else 0.0
        else:
            share = _share((facts.months.get(kind.code, 0) >> back) & THIS_YEAR, parameters)
        if share:
            found[kind.code] = parameters.weight * share
    return found


@lru_cache(maxsize=65536)
def _share(year: int, parameters: Parameters) -> float:
    """Return how much of its points a kind has by the months it was done in: rising, ever more slowly, to 1."""
    if not year:
        return 0.0
    fresh = sum(0.5 ** (age / parameters.half_life) for age in range(YEAR) if year >> age & 1)
    first = parameters.first_share / 100
    return first + (1 - first) * (1 - 0.5**fresh)


def lacking(facts: Facts, points_of: Mapping[str, float]) -> list[str]:
    """Return the kinds that flow of which there was none in the year."""
    return [kind.code for kind in KINDS if not kind.stands and kind.code not in points_of]
