"""Teams, volunteers, and advisers engaged for a time."""

from .engagements import Engagement
from .teams import Team, TeamStrength
from .volunteers import Stay, Transfer, Volunteer

__all__ = ["Engagement", "Stay", "Team", "TeamStrength", "Transfer", "Volunteer"]
