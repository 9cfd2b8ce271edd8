"""How one signs up, and how much room there is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from kexie.core import gate, places, records
from kexie.core.places import Places
from kexie.work.activities.models import Activity, Session
from kexie.work.signups.models import Admission, Quota
from kexie.work.signups.queries import room

from ._room import heal, hold

TIMES = ("opens_at", "closes_at")
COPIED = (
    "places", "is_by_link_only", "needs_review", "keeps_waiting", "offer_hours", "age_from", "age_to",
    "companions_most", "needs_phone", "needs_email", "needs_id_number", "needs_born_on", "questionnaire_id",
    "feedback_id", "note",
)  # fmt: skip


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


def copy_settings(*, activities: Mapping[int, Activity], sessions: Mapping[int, Session], actor: gate.Actor) -> None:
    """Set sign-up and quotas of copied activities as those they were copied from had them.

    Opening and closing move along with the session.

    activities, sessions: the copies by the key of what each was copied from. Nobody is signed up, no room is taken.

    :raises NotAllowed: the actor may not edit one of the activities
    """
    for activity in activities.values():
        gate.require(actor, "edit", activity)
    admissions, quotas = [], []
    for keys in _parts(sessions):
        for row in Admission.objects.filter(session__in=keys).select_related("session").order_by("pk"):
            after = sessions[row.session_id]
            by = after.starts_at - row.session.starts_at
            times = {name: moment and moment + by for name in TIMES for moment in [getattr(row, name)]}
            admissions.append(Admission(session=after, **times, **{name: getattr(row, name) for name in COPIED}))
    for keys in _parts(activities):
        for row in Quota.objects.filter(activity__in=keys).order_by("pk"):
            if row.session_id is None or row.session_id in sessions:
                session = sessions[row.session_id] if row.session_id else None
                after = activities[row.activity_id]
                quotas.append(Quota(activity=after, session=session, group=row.group, places=row.places))
    for rows in (admissions, quotas):
        if rows:
            records.add_many(rows, actor=actor, did="copy", path=rows[0].organisation.path)


def _parts(rows: Mapping[int, Any]) -> Iterator[list[int]]:
    keys = [*rows]
    return (keys[start : start + 500] for start in range(0, len(keys), 500))


def _keep(row: Places, activity: int, *, actor: gate.Actor, at: datetime, did: str) -> Places:
    with transaction.atomic():
        hold(activity)
        records.save(row, actor=actor, did=did)
        places.recount(row, room.holders(row).count())
        heal(activity, at=at)
    row.refresh_from_db(fields=["taken"])
    return row
