"""What others may ask about doors: codes to show, who was there, what a door may know."""

from .codes import code_of, keys_of, number_of, screen_code, screen_secret
from .door import Claim, claim_of, facts_of, list_for, sentences, when
from .lists import PAPER_COLUMNS, age_of, around, name_list, nearest, of_activity, signed_up
from .presence import Presence, folded, overview, presences, state_print

__all__ = [
    "PAPER_COLUMNS", "Claim", "Presence", "age_of", "around", "claim_of", "code_of", "facts_of", "folded", "keys_of",
    "list_for", "name_list", "nearest", "number_of", "of_activity", "overview", "presences", "screen_code",
    "screen_secret", "sentences", "signed_up", "state_print", "when",
]  # fmt: skip
