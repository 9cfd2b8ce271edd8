"""What can be done to teams, volunteers and engagements: the verbs on the buttons."""

from .assignments import (
    AlreadyIn,
    CannotServe,
    apply,
    assign,
    fill,
    mark_absent,
    mark_present,
    pass_over,
    require_fit,
    settle_imported,
    step_back,
    take_on,
    unsettle_imported,
)
from .engagements import end_engagement, engage
from .posts import Overlapping, ShiftHasPeople, cancel_shift, draft_posts, keep_shift, remove_shift
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
    "TAKEN",
    "AlreadyIn",
    "AlreadyRegistered",
    "CannotServe",
    "Overlapping",
    "ShiftHasPeople",
    "answer_transfer",
    "apply",
    "ask_transfer",
    "assign",
    "cancel_shift",
    "disband",
    "draft_posts",
    "end_engagement",
    "engage",
    "enlist",
    "fill",
    "found_teams",
    "identity_of",
    "keep",
    "keep_shift",
    "keep_team",
    "mark_absent",
    "mark_present",
    "pass_over",
    "post_imported",
    "post_imported_strengths",
    "remove_shift",
    "report_strength",
    "require_fit",
    "retire",
    "settle_imported",
    "step_back",
    "take_back_transfer",
    "take_on",
    "unfound_teams",
    "unsettle_imported",
]
