"""What can be counted: work apps declare their measures here, once, beside the code that posts them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Measure:
    """Something the ledger adds up.

    `scale` is how many decimal digits of `unit` the stored whole numbers carry: 0 for people or sheets, 2 for yuan
    kept in fen. `per` is how many of them make one unit where that is no power of ten: 60 for hours kept in minutes.
    A stock is a sum of changes: its figure is everything up to a date. A level is a stock that is
    reported again and again as a number (a team of 89): its lines say what stands from their day on at an
    organisation, kind and team, and the ledger works out the change from the report before.
    """

    code: str  # "activities.participations"
    title: str | Promise
    unit: str
    is_stock: bool = False
    scale: int = 0
    is_level: bool = False
    per: int = 1


_measures: dict[str, Measure] = {}


def declare(*measures: Measure) -> None:
    """Make measures known; the same code twice is a mistake, and so is a level that is no stock."""
    for measure in measures:
        if measure.code in _measures:
            raise ValueError(f"measure {measure.code} is declared twice")
        if measure.is_level and not measure.is_stock:
            raise ValueError(f"measure {measure.code} is a level, so it must be a stock")
        _measures[measure.code] = measure


def get(code: str) -> Measure:
    """Return a declared measure.

    :raises KeyError: no app declares it
    """
    return _measures[code]


def every() -> list[Measure]:
    """Return all declared measures by code."""
    return [_measures[code] for code in sorted(_measures)]


def title_of(code: str) -> str:
    """Return what a measure is called; the code itself when the app that declared it is gone."""
    return str(_measures[code].title) if code in _measures else code
