"""The public's pages."""

from .mine import leave, mine, prove
from .reading import activity, activity_calendar, calendar, campaign, find

__all__ = [
    "activity",
    "activity_calendar",
    "calendar",
    "campaign",
    "find",
    "leave",
    "mine",
    "prove",
]
