"""What can be done about messages and notices."""

from .challenges import TooMany, WrongCode, challenge, forget_old, prove
from .delivery import NoPause, deliver_due, halt, may_steer, pause, paused, resume
from .outbox import NoAddress, cancel, cancel_many, resend, resend_many, send

__all__ = [
    "NoAddress",
    "NoPause",
    "TooMany",
    "WrongCode",
    "cancel",
    "cancel_many",
    "challenge",
    "deliver_due",
    "forget_old",
    "halt",
    "may_steer",
    "pause",
    "paused",
    "prove",
    "resend",
    "resend_many",
    "resume",
    "send",
]
