"""Pages of doors: the device's own, the participant's, and the staff's."""

from .door import door, door_list, door_scans, door_worker
from .here import here
from .staff import (
    check_in,
    doors,
    export,
    headcount,
    look_at,
    open_door,
    paper,
    remove_headcount,
    revoke_door,
    session,
    sessions,
    settle,
)  # fmt: skip

__all__ = [
    "check_in", "door", "door_list", "door_scans", "door_worker", "doors", "export", "headcount", "here", "look_at",
    "open_door", "paper", "remove_headcount", "revoke_door", "session", "sessions", "settle",
]  # fmt: skip
