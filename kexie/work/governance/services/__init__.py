"""What can be done to posts and terms, and what keeps the ledger in step with them."""

from .appointments import (
    AlreadyEnded,
    AlreadyHolds,
    NotAsked,
    appoint,
    confirm_transfer,
    end_appointment,
    keep_both,
    remove_appointment,
    standing_at,
    term_on,
)
from .counting import count_appointments, count_around, count_bodies, count_posts
from .terms import TermIsOver, TermRuns, TooLong, close_term, delay_term, keep_term, open_term

__all__ = [
    "AlreadyEnded", "AlreadyHolds", "NotAsked", "TermIsOver", "TermRuns", "TooLong", "appoint", "close_term",
    "confirm_transfer", "count_appointments", "count_around", "count_bodies", "count_posts", "delay_term",
    "end_appointment", "keep_both", "keep_term", "open_term", "remove_appointment", "standing_at", "term_on",
]  # fmt: skip
