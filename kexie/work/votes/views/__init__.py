"""Pages of assemblies: the staff's, and the voter's own."""

from .running import (
    close_vote,
    codes,
    count_votes,
    end_assembly,
    hand_out,
    next_round,
    open_assembly,
    open_vote,
    presence,
    remove_question,
    screen,
    take_back_paper,
    take_office,
    tally,
)
from .sending import ballot, paper, recount_file, recount_program, roll_export
from .taking import clear_roll, roll
from .voter import enter_code, voter

__all__ = [
    "ballot", "clear_roll", "close_vote", "codes", "count_votes", "end_assembly", "enter_code", "hand_out",
    "next_round", "open_assembly", "open_vote", "paper", "presence", "recount_file", "recount_program",
    "remove_question", "roll", "roll_export", "screen", "take_back_paper", "take_office", "tally", "voter",
]  # fmt: skip
