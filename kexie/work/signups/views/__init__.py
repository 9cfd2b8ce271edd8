"""Pages of sign-ups: one's own by its link, and those staff work on."""

from .links import link, link_answers, link_feedback, link_move
from .public import sign_up
from .staff import (
    add_quota,
    admission,
    arrange,
    change_quota,
    desk_signup,
    quotas,
    reissue,
    remove_quota,
    session,
)

__all__ = [
    "add_quota",
    "admission",
    "arrange",
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
    "sign_up",
]
