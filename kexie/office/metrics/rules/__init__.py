"""What a metric is, which there are, and over which days: pure."""

from .catalogue import CATALOGUE, CHAPTERS
from .definitions import (
    DIMENSIONS,
    RATIO,
    STOCK,
    SUM,
    Definition,
    in_force,
    names_in,
    narrowed,
    told,
    why_not_definition,
)
from .periods import Period, year_of

__all__ = [
    "CATALOGUE", "CHAPTERS", "DIMENSIONS", "RATIO", "STOCK", "SUM", "Definition", "Period", "in_force", "names_in",
    "narrowed", "told", "why_not_definition", "year_of",
]  # fmt: skip
