"""Decisions about signing in, free of the database and the clock: codes, verdicts, and what scans add up to."""

from .codes import WINDOW, Keys, Pass, age_of, digest, is_genuine, keys_from, moment_code, number, read, sign
from .folding import (
    ABSENT,
    CLOCK,
    IN,
    LEFT,
    OUT,
    OUT_ONLY,
    OVERRULED,
    PRESENT,
    STALE,
    TWICE,
    UNDO,
    Presence,
    Seen,
    corrected,
    fingerprint,
    fold,
)  # fmt: skip
from .judging import OK, TABLE, judge
from .sending import MOST_ROWS, Sent, Unusable, moment, read_row, time_of_day

__all__ = [
    "ABSENT", "CLOCK", "IN", "LEFT", "MOST_ROWS", "OK", "OUT", "OUT_ONLY", "OVERRULED", "PRESENT", "STALE", "TABLE",
    "TWICE", "UNDO", "WINDOW", "Keys", "Pass", "Presence", "Seen", "Sent", "Unusable", "age_of", "corrected", "digest",
    "fingerprint", "fold", "is_genuine", "judge", "keys_from", "moment", "moment_code", "number", "read", "read_row",
    "sign", "time_of_day",
]  # fmt: skip
