"""What is asked about contacts."""

from .coverage import OUTSIDE, bodies, gaps, leaders, reach, reached_of, running, told_of, totals
from .grid import Ready, cell_of, cells_of, covered_people, gaps_of_grid, places_in, ready, to_place
from .help import CONSENT
from .mine import mine, of_body, of_person, progress

__all__ = [
    "CONSENT", "OUTSIDE", "Ready", "bodies", "cell_of", "cells_of", "covered_people", "gaps", "gaps_of_grid", "leaders",
    "mine", "of_body", "of_person", "places_in", "progress", "reach", "reached_of", "ready", "running", "to_place",
    "told_of", "totals",
]  # fmt: skip
