"""The ledger's verbs: post, withdraw, close a period, reopen it."""

from kexie.office.ledger.rules import EACH, LEAD, SPLIT, shares

from .book import Line, Source
from .closing import CannotClose, CannotReopen, close_period, reopen_period
from .posting import place_again, post, post_many, withdraw

__all__ = [
    "EACH", "LEAD", "SPLIT", "CannotClose", "CannotReopen", "Line", "Source", "close_period", "place_again", "post",
    "post_many", "reopen_period", "shares", "withdraw",
]  # fmt: skip
