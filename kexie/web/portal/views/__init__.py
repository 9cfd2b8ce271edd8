"""The public's pages."""

from .identity import contact, leave, prove
from .mine import correct, leave_shift, mine, withdraw_application
from .reading import activity, activity_calendar, calendar, campaign, find
from .volunteers import apply, post, posts, register

__all__ = [
    "activity",
    "activity_calendar",
    "apply",
    "calendar",
    "campaign",
    "contact",
    "correct",
    "find",
    "leave",
    "leave_shift",
    "mine",
    "post",
    "posts",
    "prove",
    "register",
    "withdraw_application",
]
