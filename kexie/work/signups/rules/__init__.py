"""What is decided without a database: whether one may sign up, whose turn it is, what an answer says."""

from .questions import LONGEST, MOST_QUESTIONS, TYPES, Problem, read, why_not_questions
from .turns import HOLDING, Waiter, holds_place, in_turn
from .windows import offer_until, why_not_accept, why_not_age, why_not_offer, why_not_sign_up

__all__ = [
    "HOLDING",
    "LONGEST",
    "MOST_QUESTIONS",
    "TYPES",
    "Problem",
    "Waiter",
    "holds_place",
    "in_turn",
    "offer_until",
    "read",
    "why_not_accept",
    "why_not_age",
    "why_not_offer",
    "why_not_questions",
    "why_not_sign_up",
]
