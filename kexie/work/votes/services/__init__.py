"""The verbs of assemblies: prepare, open, sign in, vote, count, end."""

from kexie.work.votes.rules import Named

from .coming import HasVoted, NotRunning, UnknownCode, attend, choose_way, entry_of, issue_codes, undo_attend
from .counting import NotAgreed, count_votes, next_round, type_tally
from .ending import NotElected, end_assembly, take_office
from .freezing import CannotOpen, Frozen, open_assembly
from .keeping import add_to_roll, clear_roll, keep_assembly, keep_question, lead_assembly, remove_question
from .voting import AlreadyVoted, NotOpen, cast, close_vote, hand_out, open_vote, take_back_paper

__all__ = [
    "AlreadyVoted", "CannotOpen", "Frozen", "HasVoted", "Named", "NotAgreed", "NotElected", "NotOpen", "NotRunning",
    "UnknownCode", "add_to_roll", "attend", "cast", "choose_way", "clear_roll", "close_vote", "count_votes",
    "end_assembly", "entry_of", "hand_out", "issue_codes", "keep_assembly", "keep_question", "lead_assembly",
    "next_round", "open_assembly", "open_vote", "remove_question", "take_back_paper", "take_office", "type_tally",
    "undo_attend",
]  # fmt: skip
