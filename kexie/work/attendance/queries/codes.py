"""Codes people show and screens display. Their keys are derived from the key ring; the database holds none."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from kexie.core import keys
from kexie.work.activities.models import Activity, Session
from kexie.work.attendance import rules
from kexie.work.signups.models import Signup


def keys_of(activity: Activity) -> rules.Keys:
    """Return the pair of keys that participants' codes of an activity are signed with."""
    return _pair(keys.derived(f"attendance.codes:{activity.public_id}"))


def code_of(signup: Signup) -> str:
    """Return the text of a participant's code: to be shown as a QR code, read at the door with or without network."""
    claim = rules.Pass(signup.reference, signup.issue, signup.session_id)
    return rules.sign(claim, keys_of(signup.session.activity).private)


def number_of(signup: Signup) -> str:
    """Return the six signs under a participant's code (签到号), for doors where no camera reads it."""
    return rules.number(signup.reference)


def screen_secret(session: Session) -> bytes:
    """Return what the changing code on a session's screen is made from."""
    return keys.derived(f"attendance.screen:{session.activity.public_id}")


def screen_code(session: Session, at: datetime) -> str:
    """Return the code a session's screen shows at a moment; it stands for `rules.WINDOW` seconds."""
    return rules.moment_code(screen_secret(session), session.pk, at.timestamp())


@lru_cache(maxsize=256)
def _pair(seed: bytes) -> rules.Keys:
    return rules.keys_from(seed)
