"""Builders: an activity with sessions, people signed up, devices at its door."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from uuid import UUID

from kexie.core.gate import SYSTEM
from kexie.network.people.models import Person
from kexie.work.activities.models import Party
from kexie.work.activities.tests import make as activities
from kexie.work.attendance import queries, services
from kexie.work.signups.models import Signup

NINE = datetime(2026, 5, 16, 1, 0, tzinfo=UTC)  # nine o'clock in the morning of a Saturday
EVENING = NINE + timedelta(hours=9)
_numbers = count(1)


def after(seconds):
    return NINE + timedelta(seconds=seconds)


def activity(organisation, name="院士进校园", sessions=1, parties=(), **fields):
    """Return an activity to come; its sessions are two hours each, one after the other from nine."""
    row = activities.planned(organisation=organisation, name=name, form="讲座", starts_on=date(2026, 5, 16), **fields)
    for body in parties:
        Party.objects.create(activity=row, organisation=body)
    for number in range(sessions):
        activities.session(activity=row, starts_at=NINE + timedelta(hours=2 * number))
    return row


def person(organisation, name="张小明"):
    return Person.objects.create(organisation=organisation, name=name)


def signup(session, name="张小明", who=None, **fields):
    """Return one person's place in a session."""
    who = who or person(session.activity.organisation, name)
    return Signup.objects.create(session=session, person=who, signed_up_at=NINE, moved_at=NINE, **fields)


def device(activity, name="东门", **fields):
    """Return a device at the door and the secret of its link."""
    return services.open_door(activity=activity, name=name, actor=SYSTEM, at=NINE, **fields)


def scan(signup, at=NINE, direction="in", session=None, **more):
    """Return one scan of a participant's code as a device sends it."""
    number = next(_numbers)
    return {
        "key": str(UUID(int=number)), "session": (session or signup.session).pk, "direction": direction,
        "how": "camera", "at": at.isoformat(), "code": queries.code_of(signup), "said": "ok", **more,
    }  # fmt: skip


def tapped(signup, at=NINE, **more):
    """Return one tap on the list as a device sends it."""
    row = scan(signup, at, **more)
    return {**{k: v for k, v in row.items() if k != "code"}, "how": "list", "signup": signup.pk}


def send(door, *rows, sent_at=None, at=EVENING):
    """Let a device upload rows; its clock is right unless `sent_at` says otherwise."""
    sent = (sent_at or at).isoformat()
    return services.upload(device=door, rows=list(rows), sent_at=sent, at=at, actor=door)
