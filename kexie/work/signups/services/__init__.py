"""What can be done to sign-ups, and to how one signs up."""

from .asking import NotYet, answer, give_feedback, keep_questionnaire
from .entering import Already, Draft, KeyUsed, NotOpen, admit, sign_up
from .leaving import InUse, Late, accept, cancel, confirm, decline, is_late, refuse, reissue, take_out
from .setting import copy_settings, keep_admission, keep_quota, remove_quota
from .shifting import CannotShift, shift_signup
from .turning import arrange, call_off, keep_turns, start_calling_off, start_telling_moved, tell_moved

__all__ = [
    "Already",
    "CannotShift",
    "Draft",
    "InUse",
    "KeyUsed",
    "Late",
    "NotOpen",
    "NotYet",
    "accept",
    "admit",
    "answer",
    "arrange",
    "call_off",
    "cancel",
    "confirm",
    "copy_settings",
    "decline",
    "give_feedback",
    "is_late",
    "keep_admission",
    "keep_questionnaire",
    "keep_quota",
    "keep_turns",
    "refuse",
    "reissue",
    "remove_quota",
    "shift_signup",
    "sign_up",
    "start_calling_off",
    "start_telling_moved",
    "take_out",
    "tell_moved",
]
