"""Counting and freezing: `recount` is one file that stands alone, so that anybody may count without the platform."""

from .recount import (
    FORMAT,
    MARKS,
    MOTION,
    chained,
    decide,
    digest,
    faults,
    frozen_digest,
    handed_out_of,
    lines,
    needed,
    question_digest,
    seal,
    tally,
    why_invalid,
    why_not_counted,
)
from .roll import MOST, Named, of_rows, pasted

__all__ = [
    "FORMAT", "MARKS", "MOST", "MOTION", "Named", "chained", "decide", "digest", "faults", "frozen_digest",
    "handed_out_of", "lines", "needed", "of_rows", "pasted", "question_digest", "seal", "tally", "why_invalid",
    "why_not_counted",
]  # fmt: skip
