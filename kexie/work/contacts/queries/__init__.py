"""What is asked about contacts."""

from .behind import WHYS, behind, count_behind, waiting
from .chains import Link, chain_of, reach
from .coverage import (
    OUTSIDE,
    Totals,
    bodies,
    count_leaders,
    gaps,
    leaders,
    reached_of,
    running,
    told_of,
    totals,
    totals_kept,
)  # fmt: skip
from .grid import Ready, cell_of, cells_of, covered_people, gaps_of_grid, places_in, ready, to_place
from .help import CONSENT
from .mine import by_due, mine, of_body, of_person, progress, with_cases

__all__ = [
    "CONSENT", "OUTSIDE", "WHYS", "Link", "Ready", "Totals", "behind", "bodies", "by_due", "cell_of", "cells_of",
    "chain_of", "count_behind", "count_leaders", "covered_people", "gaps", "gaps_of_grid", "leaders", "mine",
    "of_body", "of_person", "places_in", "progress", "reach", "reached_of", "ready", "running", "to_place", "told_of",
    "totals", "totals_kept", "waiting", "with_cases",
]  # fmt: skip
