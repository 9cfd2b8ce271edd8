"""What can be done with spreadsheets: take them in, correct how they were understood, apply, undo."""

from .applying import Applied, apply, undo
from .batches import add_files, correct, open_batch, preview, remember_organisation

__all__ = ["Applied", "add_files", "apply", "correct", "open_batch", "preview", "remember_organisation", "undo"]
