"""How long somebody served, what speaks against a claim, notices and stars: free of the database and the clock."""

from .claims import HARD, SAID, Claim, Limits, doubts, why_not_approve
from .stars import DEFAULT_THRESHOLDS, crossed, next_threshold, stars, why_not_thresholds
from .times import Served, clock_of, minutes_between, served, weighted

__all__ = [
    "DEFAULT_THRESHOLDS", "HARD", "SAID", "Claim", "Limits", "Served", "clock_of", "crossed", "doubts",
    "minutes_between", "next_threshold", "served", "stars", "weighted", "why_not_approve", "why_not_thresholds",
]  # fmt: skip
