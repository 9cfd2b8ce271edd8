"""The public's pages."""

from .mine import correct, leave, mine, prove
from .reading import activity, activity_calendar, calendar, campaign, find

__all__ = [
    "activity",
    "activity_calendar",
    "calendar",
    "campaign",
    "correct",
    "find",
    "leave",
    "mine",
    "prove",
]
