"""What bodies, posts and terms count and mean, free of the database."""

from .counting import Span, changes, counts, remainders, union
from .terms import DELAY_YEARS, TERM_YEARS, due_after, latest_delay, state_of

__all__ = [
    "DELAY_YEARS", "TERM_YEARS", "Span", "changes", "counts", "due_after", "latest_delay", "remainders", "state_of",
    "union",
]  # fmt: skip
