"""What others may ask about vitality."""

from .explaining import evidence_of, method_numbers, picture_of, reasons_of
from .judging import SPAN, Judgement, facts_of, judgement, rule_in_force
from .reading import Overview, current, history_of, latest_of, latest_rounds, overview

__all__ = [
    "SPAN", "Judgement", "Overview", "current", "evidence_of", "facts_of", "history_of", "judgement", "latest_of",
    "latest_rounds", "method_numbers", "overview", "picture_of", "reasons_of", "rule_in_force",
]  # fmt: skip
