"""When the next contact is due, whom a chain reaches, and where places lie: free of the database and the clock."""

from .chains import LONGEST, why_not_brought
from .grid import why_not_split
from .quotas import LATEST, Span, deadline, due_on, expected, overdue_spans, shares_of_cover

__all__ = [
    "LATEST", "LONGEST", "Span", "deadline", "due_on", "expected", "overdue_spans", "shares_of_cover",
    "why_not_brought", "why_not_split",
]  # fmt: skip
