"""Vitality as pure functions: numbers in, what is said out (docs/decisions/0051)."""

from .bands import (
    ACTIVE,
    DORMANT,
    FALLING,
    NEVER,
    NEW,
    NO_ANSWER,
    ONE_KIND,
    OVERDUE,
    POST_VACANT,
    SILENT,
    STEADY,
    TERM_OVER,
    WEAKENING,
    Verdict,
    chance_of_dormancy,
    judged,
)
from .doubts import COPIED, CROWDED, INFLATED, LATE, Habit, doubts, suspicion
from .evidence import BY_CODE, KINDS, MEASURES, YEAR, Facts, Kind, add, points
from .parameters import RANGES, Parameters, why_not
from .peers import EVERYBODY, Peers, Standing, compared, peers_of, standing_of

__all__ = [
    "ACTIVE", "BY_CODE", "COPIED", "CROWDED", "DORMANT", "EVERYBODY", "FALLING", "INFLATED", "KINDS", "LATE",
    "MEASURES", "NEVER", "NEW", "NO_ANSWER", "ONE_KIND", "OVERDUE", "POST_VACANT", "RANGES", "SILENT", "STEADY",
    "TERM_OVER", "WEAKENING", "YEAR", "Facts", "Habit", "Kind", "Parameters", "Peers", "Standing", "Verdict", "add",
    "chance_of_dormancy", "compared", "doubts", "judged", "peers_of", "points", "standing_of", "suspicion",
    "why_not",
]  # fmt: skip
