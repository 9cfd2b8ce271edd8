"""What can be done about messages and notices."""

from .challenges import TooMany, WrongCode, challenge, forget_old, prove
from .delivery import NoPause, deliver_due, halt, may_steer, pause, paused, resume
from .notices import (
    NobodyThere,
    NotNow,
    TooManyFiles,
    attach,
    detach,
    open_notice,
    recall_notice,
    remind,
    report_relay,
    retract_relay,
    send_notice,
)
from .outbox import NoAddress, cancel, cancel_many, erase_old, resend, resend_many, send, way_to

__all__ = [
    "NoAddress",
    "NoPause",
    "NobodyThere",
    "NotNow",
    "TooMany",
    "TooManyFiles",
    "WrongCode",
    "attach",
    "cancel",
    "cancel_many",
    "challenge",
    "deliver_due",
    "detach",
    "erase_old",
    "forget_old",
    "halt",
    "may_steer",
    "open_notice",
    "pause",
    "paused",
    "prove",
    "recall_notice",
    "remind",
    "report_relay",
    "resend",
    "resend_many",
    "resume",
    "retract_relay",
    "send",
    "send_notice",
    "way_to",
]
