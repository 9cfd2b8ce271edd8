"""What others may ask about vitality."""

from .explaining import doubted_url, evidence_of, method_numbers, picture_of, reasons_of
from .judging import SPAN, Judgement, facts_of, judgement, rule_in_force
from .reading import (
    Overview,
    Rectification,
    current,
    history_of,
    latest_of,
    latest_rounds,
    overview,
    rectifications_of,
    standing_rectification,
    to_put_right,
)

__all__ = [
    "SPAN", "Judgement", "Overview", "Rectification", "current", "doubted_url", "evidence_of", "facts_of",
    "history_of", "judgement", "latest_of", "latest_rounds", "method_numbers", "overview", "picture_of",
    "reasons_of", "rectifications_of", "rule_in_force", "standing_rectification", "to_put_right",
]  # fmt: skip
