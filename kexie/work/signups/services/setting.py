"""How one signs up, and how much room there is."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kexie.core import gate, places, records
from kexie.core.places import Places
from kexie.work.signups.models import Admission, Quota
from kexie.work.signups.queries import room

from ._room import heal, hold


def keep_admission(*, admission: Admission, actor: gate.Actor, at: datetime) -> Admission:
    """Write how one signs up for a session; what that frees is offered to those who wait.

    Fewer places than are taken drop nobody: the session is over-booked and offers nothing until it no longer is.

    :raises NotAllowed: the actor may not edit the activity
    :raises Invalid: a field refuses
    """
    gate.require(actor, "edit", admission)
    return _keep(admission, admission.session.activity_id, actor=actor, at=at, did="keep_admission")


def keep_quota(*, quota: Quota, actor: gate.Actor, at: datetime) -> Quota:
    """Write room of a group or of the whole activity; who is there already counts, what is free is offered.

    :raises NotAllowed: the actor may not edit the activity
    :raises Invalid: a field refuses
    """
    gate.require(actor, "edit", quota)
    return _keep(quota, quota.activity_id, actor=actor, at=at, did="keep_quota")


def remove_quota(*, quota: Quota, actor: gate.Actor, at: datetime) -> None:
    """Take a quota away; who waited for it alone is offered a place.

    :raises NotAllowed: the actor may not edit the activity
    """
    gate.require(actor, "edit", quota)
    activity = quota.activity_id
    with transaction.atomic():
        hold(activity)
        records.remove(quota, actor=actor, did="remove_quota")
        heal(activity, at=at)


def _keep(row: Places, activity: int, *, actor: gate.Actor, at: datetime, did: str) -> Places:
    with transaction.atomic():
        hold(activity)
        records.save(row, actor=actor, did=did)
        places.recount(row, room.holders(row).count())
        heal(activity, at=at)
    row.refresh_from_db(fields=["taken"])
    return row
