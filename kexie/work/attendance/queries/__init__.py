"""What others may ask about doors: codes to show, who was there, what a door may know."""

from .codes import code_of, keys_of, number_of, screen_code, screen_secret
from .door import facts_of, list_for, sentences
from .presence import Presence, folded, overview, presences, state_print

__all__ = [
    "Presence", "code_of", "facts_of", "folded", "keys_of", "list_for", "number_of", "overview", "presences",
    "screen_code", "screen_secret", "sentences", "state_print",
]  # fmt: skip
