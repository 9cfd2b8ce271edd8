"""Sessions of an activity: when and where it takes place."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils.translation import gettext as _

from kexie.core import events, gate, records
from kexie.core.clock import ZONE
from kexie.core.refusals import Refusal
from kexie.work.activities import rules
from kexie.work.activities.events import SessionCancelled, SessionMoved
from kexie.work.activities.flows import SESSION
from kexie.work.activities.models import Activity, Session

from .keeping import require_open


class InUse(Refusal):
    """Something hangs on the session that must not be lost."""

    code = "in_use"


class NothingHeld(Refusal):
    """An activity of whose sessions none was held was not held."""

    code = "nothing_held"


class TooManySessions(Refusal):
    """One series adds a limited number of sessions."""

    code = "too_many_sessions"
    status = 422


def keep_session(
    *, session: Session, actor: gate.Actor, did: str = "keep_session", note: str = "", at: datetime | None = None
) -> Session:
    """Write a session of an activity; a new one without a number comes after the last.

    at: now, where whoever signed up and serves has to follow when one to come takes place at another time or place.

    :raises NotAllowed: the actor may not edit the activity
    :raises Settled: the activity waits for approval, or has it
    :raises Invalid: a field refuses, or the activity has a session of this number
    """
    gate.require(actor, "edit", session)
    require_open(session.activity)
    with transaction.atomic():
        before = Session.objects.filter(pk=session.pk).first() if at and not session._state.adding else None
        if session.number is None:
            session.number = _last(session.activity) + 1
        records.save(session, actor=actor, did=did, note=note)
        if (
            before is not None
            and before.starts_at > at
            and any(getattr(before, name) != getattr(session, name) for name in ("starts_at", "ends_at", "place"))
        ):
            events.announce(SessionMoved(session=session, before=before, actor=actor, at=at))
    return session


def add_sessions(
    *, activity: Activity, days: Sequence[date], begins: time, ends: time, actor: gate.Actor, name: str = "",
    place: str = "", online_url: str = "", capacity: int | None = None,
) -> list[Session]:  # fmt: skip
    """Add a session on each of these days, from one time of day to another; an end before the beginning is tomorrow's.

    :raises NotAllowed: the actor may not edit the activity
    :raises Settled: the activity waits for approval, or has it
    :raises TooManySessions: there are more days than one series may have, or none
    :raises Invalid: a field refuses
    """
    gate.require(actor, "edit", activity)
    if not 0 < len(days) <= rules.MOST_SESSIONS:
        raise TooManySessions(_("一次可以加 1 到 %d 场。请核对起止日期和例外。") % rules.MOST_SESSIONS)
    later = timedelta(days=1 if ends <= begins else 0)
    how = {"name": name, "place": place, "online_url": online_url, "capacity": capacity}
    with transaction.atomic():
        return [
            keep_session(
                session=Session(
                    activity=activity, starts_at=datetime.combine(day, begins, ZONE),
                    ends_at=datetime.combine(day + later, ends, ZONE), **how,
                ),
                actor=actor,
            )
            for day in days
        ]  # fmt: skip


def cancel_session(*, session: Session, actor: gate.Actor, at: datetime, note: str) -> Session:
    """Call one session off; the activity itself goes on, and whoever signed up for it is told.

    :raises NotAllowed: the actor may not edit the activity
    :raises WrongState: it is cancelled already, or no reason is given
    """
    with transaction.atomic():
        session = SESSION.walk(session, "cancel_session", actor=actor, note=note)
        events.announce(SessionCancelled(session=session, actor=actor, reason=note, at=at))
    return session


def remove_session(*, session: Session, actor: gate.Actor) -> None:
    """Take a session away that nobody has signed up for.

    :raises NotAllowed: the actor may not edit the activity
    :raises Settled: the activity waits for approval, or has it
    :raises InUse: sign-ups or attendance hang on it
    """
    gate.require(actor, "edit", session)
    require_open(session.activity)
    try:
        with transaction.atomic():
            records.remove(session, actor=actor, did="remove_session")
    except ProtectedError as error:
        raise InUse(_("“%s”已经有人报名或签到，不能删去；不办了请改成“已取消”。") % session) from error


def settle_timetable(*, activity: Activity, held: Collection[int] | None, actor: gate.Actor) -> int | None:
    """Say which planned sessions of an activity took place (None: all), and return how many did; None without any.

    :raises NotAllowed: the actor may not edit the activity
    :raises NothingHeld: none of them took place
    """
    gate.require(actor, "edit", activity)
    timetable = [*activity.timetable.all()]
    if not timetable:
        return None
    count = 0
    for session in timetable:
        if session.state == Session.State.PLANNED:
            is_held = held is None or session.pk in held
            move, note = ("hold", "") if is_held else ("cancel_session", _("没有举办"))
            session = SESSION.walk(session, move, actor=actor, note=note)
        count += session.state == Session.State.HELD
    if not count:
        raise NothingHeld(_("“%s”一场都没有举办。没有办成的，请用“取消活动”。") % activity)
    return count


def _last(activity: Activity) -> int:
    return activity.timetable.aggregate(last=Max("number"))["last"] or 0
