"""The waiting list heals by itself: offers run out, places go on to the next; what is called off ends for everybody."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from kexie.core import clock, gate, records
from kexie.core.gate import SYSTEM
from kexie.core.jobs import services as jobs
from kexie.core.jobs.services import Outcome
from kexie.work.activities.models import Activity, Session
from kexie.work.signups.models import Signup

from ._room import heal, hold, locked, move, together
from ._telling import tell

S = Signup.State
LEAVABLE = (S.PENDING, S.WAITING, S.OFFERED, S.CONFIRMED)


def keep_turns(*, actor: gate.Actor, at: datetime) -> int:
    """End the offers whose time has run out and offer every free place; return how many ended or were made.

    Doing it late or twice comes to the same: an offer ends once, and what is free is offered once.

    :raises NotAllowed: only the platform itself does this
    """
    gate.require(actor, "keep_turns", Signup)
    late = Signup.objects.filter(state=S.OFFERED, offer_until__lt=at).values_list("session__activity", flat=True)
    has_room = Q(session__admission__places=None) | Q(session__admission__places__gt=F("session__admission__taken"))
    waiting = Signup.objects.filter(has_room, state=S.WAITING, session__starts_at__gt=at)
    return sum(_turn(key, at) for key in sorted({*late, *waiting.values_list("session__activity", flat=True)}))


def arrange(*, signup: Signup, seat: str, priority: int, actor: gate.Actor) -> Signup:
    """Say where somebody sits, and how soon their turn comes: the greater priority first, then who waits longest.

    Those who signed up together have one turn.

    :raises NotAllowed: the actor may not edit the activity's sign-ups
    """
    gate.require(actor, "edit", signup)
    with transaction.atomic():
        row = locked(signup)
        row.seat, row.priority = seat, priority
        records.save(row, actor=actor, did="arrange", is_checked=True)
        for one in together(row, (S.WAITING,)):
            if one.priority != priority:
                one.priority = priority
                records.save(one, actor=actor, did="arrange", is_checked=True)
    return row


def start_calling_off(
    *, activity: Activity, reason: str, actor: gate.Actor, session: Session | None = None
) -> None:  # fmt: skip
    """Begin to cancel everybody's sign-up for what will not take place, behind the pages: all of it, or one session.

    :raises NotAllowed: the actor does not see its organisation
    """
    gate.require(actor, "view", activity.organisation)
    where = {"session__activity": activity.pk} if session is None else {"session": session.pk}
    if Signup.objects.filter(state__in=LEAVABLE, **where).exists():
        jobs.start(
            "kexie.work.signups.services.call_off", title=_("取消“%s”的报名") % activity, actor=actor,
            organisation=activity.organisation, where=where, reason=reason,
        )  # fmt: skip


def start_telling_moved(*, session: Session, actor: gate.Actor) -> None:
    """Begin to tell everybody who is signed up for a session when and where it takes place now.

    :raises NotAllowed: the actor does not see its organisation
    """
    gate.require(actor, "view", session.organisation)
    if Signup.objects.filter(session=session, state__in=LEAVABLE).exists():
        jobs.start(
            "kexie.work.signups.services.tell_moved", title=_("通知“%s”改期") % session.activity, actor=actor,
            organisation=session.organisation, session=session.pk,
        )  # fmt: skip


def tell_moved(*, progress: Any, actor: gate.Actor, session: int) -> Outcome:
    """Tell everybody who is signed up for a session when and where it takes place now; nobody twice of one time.

    :raises NotAllowed: the actor may not edit the activity's sign-ups
    """
    at = clock.now()
    rows = Signup.objects.filter(session=session, state__in=LEAVABLE)
    rows = [*rows.select_related("person", "session__activity__organisation").order_by("pk")]
    for done, row in enumerate(rows, 1):
        gate.require(actor, "edit", row)
        tell(row, at=at, event="rescheduled", about=f"{row.session.starts_at.timestamp()}:{row.session.place}")
        progress.step(done, len(rows))
    return Outcome(message=_("已通知 %d 人。") % len(rows))


def call_off(*, progress: Any, actor: gate.Actor, where: dict[str, int], reason: str) -> Outcome:
    """Cancel everybody's sign-up and tell them why; those it got to before are not told twice.

    where: {"session__activity": key} or {"session": key}.

    :raises NotAllowed: the actor may not edit the activity's sign-ups
    """
    at = clock.now()
    keys = [*Signup.objects.filter(state__in=LEAVABLE, **where).values_list("pk", flat=True)]
    for done, key in enumerate(keys, 1):
        signup = Signup.objects.select_related("session__activity__organisation").get(pk=key)
        gate.require(actor, "edit", signup)
        with transaction.atomic():
            row = locked(signup)
            if row.state in LEAVABLE:
                move(row, S.CANCELLED, actor=actor, at=at, did="cancel_signup", note=reason, queued_at=None)
        progress.step(done, len(keys))
    return Outcome(message=_("已取消 %d 人的报名。") % len(keys))


def _turn(activity: int, at: datetime) -> int:
    with transaction.atomic():
        hold(activity)
        late = Signup.objects.filter(state=S.OFFERED, offer_until__lt=at, session__activity=activity)
        ended = [*late.select_related("person", "session__activity__organisation").select_for_update(of=("self",))]
        for row in ended:  # those who signed up together were offered at one moment, and end at one
            move(row, S.CANCELLED, actor=SYSTEM, at=at, did="end_offer", note=_("逾期未确认"), queued_at=None)
        return len(ended) + heal(activity, at=at)
