"""Pages of contacts: my contacts, coverage, the grid."""

from .coverage import coverage
from .ending import end_tie, remove_help, remove_tie, remove_visit
from .grid import allot, grid, merge_cells, ready_cells, split_cell
from .noting import mine, note

__all__ = [
    "allot", "coverage", "end_tie", "grid", "merge_cells", "mine", "note", "ready_cells", "remove_help", "remove_tie",
    "remove_visit", "split_cell",
]  # fmt: skip
