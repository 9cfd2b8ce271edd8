"""Teams, volunteers, what they are wanted for, and advisers engaged for a time."""

from .applications import Application
from .engagements import Engagement
from .posts import Assignment, Post, Shift
from .teams import Team, TeamStrength
from .volunteers import Stay, Suspension, Transfer, Volunteer

__all__ = [
    "Application",
    "Assignment",
    "Engagement",
    "Post",
    "Shift",
    "Stay",
    "Suspension",
    "Team",
    "TeamStrength",
    "Transfer",
    "Volunteer",
]
