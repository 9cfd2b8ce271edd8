"""What a door may know of its own activity, and nothing else: enough to go on without network."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Container
from datetime import datetime
from typing import Any, NamedTuple

from kexie.core import clock
from kexie.work.activities.models import Activity, Session
from kexie.work.attendance import rules
from kexie.work.attendance.models import Attendance, Device, Doubt, Scan, Verdict
from kexie.work.signups.models import Signup

from .codes import keys_of


class Claim(NamedTuple):
    """What a code claims, and whether it is signed with its activity's key."""

    reference: str
    issue: int
    session: int
    is_genuine: bool


def claim_of(sent: rules.Sent, activity: Activity) -> Claim | None:
    """Return what a scan's code claims at an activity; None without a code, and for what is not one of ours."""
    claim = rules.read(sent.code) if sent.code else None
    if claim is None:
        return None
    is_genuine = rules.is_genuine(sent.code, keys_of(activity).public)
    return Claim(claim.reference, claim.issue, claim.session, is_genuine)


def facts_of(sessions: Container[int], sent: rules.Sent, claim: Claim | None, signup: Signup | None) -> dict[str, str]:
    """Return the facts that a scan is judged by, as the table of verdicts names them.

    The page of the door works out the same from its list (static/attendance/judge.js).
    """
    facts = {"signup": "found" if signup else "missing"}
    if sent.code:
        facts["code"] = "read" if claim else "unreadable"
    if claim:
        facts["activity"] = "own" if claim.session in sessions else "other"
        facts["signature"] = "good" if claim.is_genuine else "bad"
    if signup:
        facts["session"] = "here" if signup.session_id == sent.session else "other"
        facts["issue"] = "current" if claim is None or claim.issue == signup.issue else "old"
        facts["state"] = signup.state
    return facts


def list_for(device: Device, at: datetime) -> dict[str, Any]:
    """Return what a door keeps: its sessions, the table of verdicts, and of each sign-up what it needs to judge.

    No telephone number, no full name, no reference: a sign-up is known by its digest, which opens nothing.
    """
    activity = device.activity
    sessions = Session.objects.filter(activity=activity)
    signups = Signup.objects.filter(session__activity=activity).select_related("person").order_by("person__name", "pk")
    there = dict(Attendance.objects.filter(session__activity=activity).values_list("signup_id", "state"))
    return {
        "activity": str(activity),
        "device": str(device),
        "now": at.isoformat(),
        "key": b64encode(keys_of(activity).public).decode(),
        "table": rules.TABLE,
        "sentences": sentences(),
        "sessions": [
            {"key": s.pk, "name": str(s), "starts": s.starts_at.isoformat(), "when": when(s), "state": s.state}
            for s in sessions
        ],
        "people": [
            {
                "key": s.pk, "digest": rules.digest(s.reference), "number": rules.number(s.reference),
                "name": masked(s.person.name), "session": s.session_id, "issue": s.issue,
                "state": s.state, "there": there.get(s.pk, rules.ABSENT),
                "group": s.group or (s.get_role_display() if s.role == Signup.Role.VOLUNTEER else ""), "seat": s.seat,
            }
            for s in signups
        ],
    }  # fmt: skip


def sentences() -> dict[str, str]:
    """Return what the door says for each verdict and doubt, by code."""
    return {code: str(said) for code, said in (*Verdict.choices, *Doubt.choices, *Scan.Direction.choices)}


def masked(name: str) -> str:
    """Return a name as a door shows it: the first sign and how many follow."""
    return name[:1] + "*" * (len(name) - 1)


def when(session: Session) -> str:
    """Return day and time of a session for people: 5月16日 09:00."""
    local = session.starts_at.astimezone(clock.ZONE)
    return f"{local.month}月{local.day}日 {local:%H:%M}"
