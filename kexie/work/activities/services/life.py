"""The life of an activity: who moves it on, and what that brings about."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from kexie.core import clock, events, gate
from kexie.core.flow import WrongState
from kexie.core.refusals import Refusal
from kexie.office.approvals import queries as approvals
from kexie.office.approvals import services as chain
from kexie.work.activities import queries, rules
from kexie.work.activities.events import Cancelled, Closed, Published
from kexie.work.activities.flows import ACTIVITY
from kexie.work.activities.models import Activity, Session

from .counting import post
from .keeping import require_begun
from .photos import add_photos
from .sessions import settle_timetable


class NotReady(Refusal):
    """Something is missing that everyone must be told, or that must be thought of, before it is published."""

    code = "not_ready"
    status = 422


class NothingAsked(Refusal):
    """No approval of the activity is under way."""

    code = "nothing_asked"


def submit(*, activity: Activity, actor: gate.Actor, at: datetime, note: str = "") -> Activity:
    """Ask everybody whose word it needs; where nobody's is needed, publish it.

    :raises NotAllowed: the actor may not edit activities of the leading body
    :raises NotReady: something is missing; the message says what
    :raises NobodyDecides: the chain asks for a role that nobody but the actor holds
    :raises WrongState: it is no plan
    """
    gate.require(actor, "edit", activity)
    _require_ready(activity, at)
    with transaction.atomic():
        activity = ACTIVITY.walk(activity, "submit", actor=actor, note=note)
        asked = chain.ask(source=activity, organisation=activity.organisation, actor=actor, at=at)
        if asked is not None:
            return activity
        activity = ACTIVITY.walk(activity, "approve", actor=gate.SYSTEM, note=_("没有设审批流程"))
        return publish(activity=activity, actor=actor, at=at, note=note)


def approve(*, activity: Activity, actor: gate.Actor, at: datetime, note: str = "") -> Activity:
    """Agree to a submitted activity where it is the actor's turn; the last agreement approves it.

    :raises NotAllowed: the actor agrees to nothing here
    :raises NotYours: the step asks for somebody else, or the actor submitted it
    """
    gate.require(actor, "agree", activity)
    chain.agree(request=_asked(activity), actor=actor, at=at, note=note)
    activity.refresh_from_db()
    return activity


def send_back(*, activity: Activity, actor: gate.Actor, at: datetime, note: str) -> Activity:
    """Send a submitted activity back to its plan, with the reason.

    :raises NotAllowed: the actor agrees to nothing here
    :raises NotYours: the step asks for somebody else, or the actor submitted it
    """
    gate.require(actor, "agree", activity)
    chain.send_back(request=_asked(activity), actor=actor, at=at, note=note)
    activity.refresh_from_db()
    return activity


def take_back(*, activity: Activity, actor: gate.Actor) -> Activity:
    """Take a submitted activity back before it is decided.

    :raises NotAllowed: the actor may not edit activities of the leading body
    :raises NotYours: it was decided a moment ago
    :raises WrongState: it is not submitted
    """
    gate.require(actor, "edit", activity)
    with transaction.atomic():
        chain.withdraw(request=_asked(activity), actor=actor)
        return ACTIVITY.walk(activity, "take_back", actor=actor)


def publish(*, activity: Activity, actor: gate.Actor, at: datetime, note: str = "") -> Activity:
    """Let everyone see an approved activity.

    :raises NotAllowed: the actor may not edit activities of the leading body
    :raises NotReady: something is missing; the message says what
    :raises WrongState: it is not approved
    """
    gate.require(actor, "edit", activity)
    _require_ready(activity, at)
    with transaction.atomic():
        activity = ACTIVITY.walk(activity, "publish", actor=actor, note=note, published_at=at)
        events.announce(Published(activity=activity, actor=actor, at=at))
    return activity


def start(*, activity: Activity, actor: gate.Actor, at: datetime) -> Activity:
    """Say that a published activity is under way.

    :raises NotAllowed: the actor may not edit activities of the leading body
    :raises TooEarly: its first day lies ahead
    :raises WrongState: it is not published
    """
    gate.require(actor, "edit", activity)
    require_begun(activity, clock.day(at))
    return ACTIVITY.walk(activity, "start", actor=actor)


def start_due(*, actor: gate.Actor, at: datetime) -> int:
    """Say of every published activity whose first session has begun that it is under way; return how many.

    :raises NotAllowed: only the platform itself does this
    """
    gate.require(actor, "keep_time", Activity)
    begun = Session.objects.filter(activity=OuterRef("pk"), state=Session.State.PLANNED, starts_at__lte=at)
    due = Activity.objects.filter(Exists(begun), state=Activity.State.PUBLISHED).order_by("pk")
    done = 0
    for activity in due:
        try:
            ACTIVITY.walk(activity, "start", actor=actor)
        except WrongState:  # somebody was quicker
            continue
        done += 1
    return done


def complete(*, activity: Activity, actor: gate.Actor, at: datetime, note: str = "") -> Activity:
    """Say that a planned activity was held, and post what came of it.

    :raises NotAllowed: the actor may not record activities of the leading body
    :raises TooEarly: its day lies ahead
    :raises NothingHeld: it has sessions and none of them was held
    :raises WrongState: it is not planned
    """
    gate.require(actor, "edit", activity)
    return _finish(activity, "complete", actor, at, note, held=None)


def close(
    *, activity: Activity, actor: gate.Actor, at: datetime, held: Collection[int] | None = None,
    pictures: Sequence[rules.Picture] = (), note: str = "",
) -> Activity:  # fmt: skip
    """Close a published activity with the results it carries, and post them.

    held: keys of the sessions that took place (None: all that were not cancelled); the others are cancelled.

    :raises NotAllowed: the actor may not record activities of the leading body
    :raises TooEarly: its day lies ahead
    :raises NothingHeld: none of its sessions was held
    :raises TooManyPhotos: there are more photos than an activity keeps
    :raises WrongState: it is neither published nor running
    """
    gate.require(actor, "edit", activity)
    with transaction.atomic():
        add_photos(activity=activity, pictures=pictures, actor=actor)
        return _finish(activity, "close", actor, at, note, held=held)


def cancel(*, activity: Activity, actor: gate.Actor, at: datetime, note: str) -> Activity:
    """Call an activity off; what it had posted is reversed, and whoever signed up is told.

    :raises NotAllowed: the actor may not record activities of the leading body
    :raises WrongState: it is cancelled already, or waits for approval, or no reason is given
    """
    gate.require(actor, "edit", activity)
    with transaction.atomic():
        activity = ACTIVITY.walk(activity, "cancel", actor=actor, note=note)
        post(activity=activity, actor=actor, note=note)
        events.announce(Cancelled(activity=activity, actor=actor, at=at, reason=note))
    return activity


def plan_again(*, activity: Activity, actor: gate.Actor, note: str) -> Activity:
    """Take approval, completion or cancellation back; what it had posted is reversed, and the public sees it no more.

    :raises NotAllowed: the actor may not record activities of the leading body
    :raises WrongState: it is only planned, or no reason is given
    """
    gate.require(actor, "edit", activity)
    with transaction.atomic():
        activity = ACTIVITY.walk(activity, "plan_again", actor=actor, note=note, published_at=None)
        post(activity=activity, actor=actor, note=note)
    return activity


def decide(*, key: int, move: str, actor: gate.Actor, note: str) -> None:
    """Walk a submitted activity on as its approval was decided: "approve" or "send_back".

    :raises NotAllowed: the actor agrees to nothing here
    :raises WrongState: it is not submitted any more
    """
    activity = Activity.objects.get(pk=key)
    gate.require(actor, "agree", activity)
    ACTIVITY.walk(activity, move, actor=actor, note=note)


def _finish(
    activity: Activity, move: str, actor: gate.Actor, at: datetime, note: str, *, held: Collection[int] | None
) -> Activity:
    require_begun(activity, clock.day(at))
    with transaction.atomic():
        if (count := settle_timetable(activity=activity, held=held, actor=actor)) is not None:
            activity.sessions = count
        results = {name: getattr(activity, name) for name in rules.OUTCOME}
        activity = ACTIVITY.walk(activity, move, actor=actor, note=note, **results)
        post(activity=activity, actor=actor, note=note)
        events.announce(Closed(activity=activity, actor=actor, at=at))
    return activity


def _require_ready(activity: Activity, at: datetime) -> None:
    if missing := queries.missing(activity, clock.day(at)):
        raise NotReady(_("还不能发布：%s。请补上再提交。") % "；".join(missing), missing=missing)


def _asked(activity: Activity) -> object:
    found = approvals.open_request(Activity._meta.label_lower, activity.pk)
    if found is None:
        raise NothingAsked(_("“%s”现在没有在审批，请刷新页面看最新状态。") % activity)
    return found
