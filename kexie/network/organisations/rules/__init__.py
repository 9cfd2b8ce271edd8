"""Placements, names and division codes, free of the database and the clock."""

from .codes import LEVELS, Code, level_of, pad, parent_of, why_not_code
from .naming import (
    Forms,
    bare,
    canon,
    forms_of,
    is_town,
    normal_name,
    pairs_of,
    place_of_town,
    places_of,
    stem,
    town_forms,
    town_name,
    without_level,
)
from .placement import placed_on

__all__ = [
    "LEVELS",
    "Code",
    "Forms",
    "bare",
    "canon",
    "forms_of",
    "is_town",
    "level_of",
    "normal_name",
    "pad",
    "pairs_of",
    "parent_of",
    "place_of_town",
    "placed_on",
    "places_of",
    "stem",
    "town_forms",
    "town_name",
    "why_not_code",
    "without_level",
]  # fmt: skip
