"""Pages of sign-ups: one's own by its link, and those staff work on."""

from .links import link, link_answers, link_feedback, link_move
from .one import arrange, change_answers, reissue, shift_signup
from .public import sign_up
from .staff import (
    add_quota,
    admission,
    change_quota,
    desk_signup,
    quotas,
    remove_quota,
    session,
)

__all__ = [
    "add_quota",
    "admission",
    "arrange",
    "change_answers",
    "change_quota",
    "desk_signup",
    "link",
    "link_answers",
    "link_feedback",
    "link_move",
    "quotas",
    "reissue",
    "remove_quota",
    "session",
    "shift_signup",
    "sign_up",
]
