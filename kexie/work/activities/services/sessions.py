"""Sessions of an activity: when and where it takes place."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils.translation import gettext as _

from kexie.core import gate, records
from kexie.core.refusals import Refusal
from kexie.work.activities.models import Session


class InUse(Refusal):
    """Something hangs on the session that must not be lost."""

    code = "in_use"


def keep_session(*, session: Session, actor: gate.Actor, did: str = "keep_session", note: str = "") -> Session:
    """Write a session of an activity; a new one without a number comes after the last.

    :raises NotAllowed: the actor may not edit the activity
    :raises Invalid: a field refuses, or the activity has a session of this number
    """
    gate.require(actor, "edit", session)
    with transaction.atomic():
        if session.number is None:
            session.number = (session.activity.timetable.aggregate(last=Max("number"))["last"] or 0) + 1
        return records.save(session, actor=actor, did=did, note=note)


def remove_session(*, session: Session, actor: gate.Actor) -> None:
    """Take a session away that nobody has signed up for.

    :raises NotAllowed: the actor may not edit the activity
    :raises InUse: sign-ups or attendance hang on it
    """
    gate.require(actor, "edit", session)
    try:
        with transaction.atomic():
            records.remove(session, actor=actor, did="remove_session")
    except ProtectedError as error:
        raise InUse(_("“%s”已经有人报名或签到，不能删去；不办了请改成“已取消”。") % session) from error
