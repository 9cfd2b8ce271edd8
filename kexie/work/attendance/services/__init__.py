"""The verbs of doors: open one, take what it scans, count whom nobody named, settle."""

from .counting import NotYet, look_at, record_headcount, recount, remove_headcount, settle
from .doors import DoorClosed, open_door, require_open, revoke_door
from .scanning import (
    Answer,
    BadUpload,
    ScannedAlready,
    ScreenCodeUnknown,
    check_in,
    from_paper,
    require_unscanned,
    self_check_in,
    undo_paper,
    upload,
)

__all__ = [
    "Answer",
    "BadUpload",
    "DoorClosed",
    "NotYet",
    "ScannedAlready",
    "ScreenCodeUnknown",
    "check_in",
    "from_paper",
    "look_at",
    "open_door",
    "record_headcount",
    "recount",
    "remove_headcount",
    "require_open",
    "require_unscanned",
    "revoke_door",
    "self_check_in",
    "settle",
    "undo_paper",
    "upload",
]
