"""What can be done with contacts: the verbs on the buttons."""

from .cells import CannotSplit, Made, allot, keep_cell, merge_cells, ready_cells, split_cell
from .help import NeedsConsent, forget_causes, keep_pairing, log_help, remove_help
from .leavers import ask_about_leavers
from .reminders import remind_overdue
from .ties import (
    AlreadyEnded,
    CannotBring,
    StillNeeded,
    end_tie,
    end_ties_of,
    keep_tie,
    post_imported,
    remove_tie,
    turn_days,
    withdraw_imported,
)
from .visits import WrongDay, keep_visit, note_visit, post_imported_visits, remove_visit, withdraw_imported_visits

__all__ = [
    "AlreadyEnded", "CannotBring", "CannotSplit", "Made", "NeedsConsent", "StillNeeded", "WrongDay", "allot",
    "ask_about_leavers", "end_tie", "end_ties_of", "forget_causes", "keep_cell", "keep_pairing", "keep_tie",
    "keep_visit", "log_help", "merge_cells", "note_visit", "post_imported", "post_imported_visits", "ready_cells",
    "remind_overdue", "remove_help", "remove_tie", "remove_visit", "split_cell", "turn_days", "withdraw_imported",
    "withdraw_imported_visits",
]  # fmt: skip
