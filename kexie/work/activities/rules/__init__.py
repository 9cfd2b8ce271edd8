"""Days, evidence, what a name tells; and pictures without what they give away."""

from .pictures import LARGEST, MOST, Picture, picture_of
from .records import PEOPLE, RESULTS, evidence_of, parse_lines, team_in, why_not_complete, why_not_dates

__all__ = [
    "LARGEST", "MOST", "PEOPLE", "RESULTS", "Picture", "evidence_of", "parse_lines", "picture_of", "team_in",
    "why_not_complete", "why_not_dates",
]  # fmt: skip
