"""What can be done to divisions and organisations: the verbs on the buttons."""

from .associations import found_association, suggest_towns
from .bodies import (
    Duplicate,
    amend,
    amend_many,
    change_kind,
    confirm,
    dissolve,
    found,
    found_many,
    rename,
    reopen,
    revive_many,
    withdraw_many,
)
from .divisions import LoadResult, load_divisions
from .moves import CannotMove, merge, move, why_not_move
from .names import learn_alias, report_members, retract_members

__all__ = [
    "CannotMove",
    "Duplicate",
    "LoadResult",
    "amend",
    "amend_many",
    "change_kind",
    "confirm",
    "dissolve",
    "found",
    "found_association",
    "found_many",
    "learn_alias",
    "load_divisions",
    "merge",
    "move",
    "rename",
    "reopen",
    "report_members",
    "retract_members",
    "revive_many",
    "suggest_towns",
    "why_not_move",
    "withdraw_many",
]
