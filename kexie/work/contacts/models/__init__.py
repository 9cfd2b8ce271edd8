"""Who keeps contact with whom, the grid, and help."""

from .grid import Allotment, Cell
from .help import HelpVisit, Pairing
from .ties import Tie, Visit

__all__ = ["Allotment", "Cell", "HelpVisit", "Pairing", "Tie", "Visit"]
