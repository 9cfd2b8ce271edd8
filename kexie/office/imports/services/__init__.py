"""What can be done with spreadsheets: take them in, correct how they were understood, apply, undo, throw away."""

from .applying import Applied, NotReady, apply, bring_in, undo
from .batches import NotOpen, add_files, discard, is_spreadsheet, open_batch, preview, spreadsheets_in
from .behind import VERBS, start
from .correcting import correct, remember_organisation

__all__ = [
    "VERBS", "Applied", "NotOpen", "NotReady", "add_files", "apply", "bring_in", "correct", "discard",
    "is_spreadsheet", "open_batch", "preview", "remember_organisation", "spreadsheets_in", "start", "undo",
]  # fmt: skip
