"""The public's pages."""

from .mine import leave, mine, prove
from .reading import activity, activity_calendar, calendar, campaign, find
from .signing_up import sign_up

__all__ = [
    "activity",
    "activity_calendar",
    "calendar",
    "campaign",
    "find",
    "leave",
    "mine",
    "prove",
    "sign_up",
]
