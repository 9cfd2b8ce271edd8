"""Days, evidence, what a name tells; and pictures without what they give away."""

from .pictures import LARGEST, MOST, Picture, picture_of
from .plans import MOST_SESSIONS, a_year_on, needs_safety_plan, weekly, why_not_publish, years_until
from .records import OUTCOME, PEOPLE, RESULTS, evidence_of, parse_lines, team_in, why_not_complete, why_not_dates

__all__ = [
    "LARGEST", "MOST", "MOST_SESSIONS", "OUTCOME", "PEOPLE", "RESULTS", "Picture", "a_year_on", "evidence_of",
    "needs_safety_plan", "parse_lines", "picture_of", "team_in", "weekly", "why_not_complete", "why_not_dates",
    "why_not_publish", "years_until",
]  # fmt: skip
