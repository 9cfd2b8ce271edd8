"""What others may ask about sign-ups."""

from .answers import Asked, asked_by, asked_in, options_of, read_answers, told
from .drafts import why_not_age, why_not_draft
from .feedback import Summary, summary
from .links import link_to, signup_of, token_of
from .room import (
    Standing,
    admission_of,
    groups_of,
    over_booked,
    public_admission,
    rooms_of,
    sessions_of,
    standing,
    why_closed,
)

__all__ = [
    "Asked",
    "Standing",
    "Summary",
    "admission_of",
    "asked_by",
    "asked_in",
    "groups_of",
    "link_to",
    "options_of",
    "over_booked",
    "public_admission",
    "read_answers",
    "rooms_of",
    "sessions_of",
    "signup_of",
    "standing",
    "summary",
    "token_of",
    "told",
    "why_closed",
    "why_not_age",
    "why_not_draft",
]
