"""What hours do when a door has settled who was there."""

from __future__ import annotations

from kexie.core.events import hear
from kexie.core.gate import SYSTEM
from kexie.work.attendance import queries as attendance
from kexie.work.attendance.events import Settled
from kexie.work.signups.models import Signup

from . import queries, services


def take(event: Settled) -> None:
    """Work out the hours of the session's volunteers: what the door saw is evidence, whoever settled it."""
    there = [one for one in attendance.presences(event.session) if one.role == Signup.Role.VOLUNTEER]
    services.take_signed_in(
        session=event.session, stays={one.person_id: one.stays for one in there},
        windows=queries.shifts_in(event.session), actor=SYSTEM, at=event.at,
    )  # fmt: skip


hear(Settled, take)
