"""What can be done to teams, volunteers and engagements: the verbs on the buttons."""

from .engagements import end_engagement, engage
from .teams import (
    disband,
    found_teams,
    keep_team,
    post_imported_strengths,
    report_strength,
    unfound_teams,
)
from .transfers import answer_transfer, ask_transfer, take_back_transfer
from .volunteers import TAKEN, AlreadyRegistered, enlist, identity_of, keep, post_imported, retire

__all__ = [
    "TAKEN", "AlreadyRegistered", "answer_transfer", "ask_transfer", "disband", "end_engagement", "engage", "enlist",
    "found_teams", "identity_of", "keep", "keep_team", "post_imported", "post_imported_strengths", "report_strength",
    "retire", "take_back_transfer", "unfound_teams",
]  # fmt: skip
