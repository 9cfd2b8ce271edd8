"""The life of an activity: who moves it on, and what that brings about."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from kexie.core import gate
from kexie.work.activities.flows import ACTIVITY
from kexie.work.activities.models import Activity

from .counting import post
from .keeping import require_begun


def complete(*, activity: Activity, actor: gate.Actor, today: date, note: str = "") -> Activity:
    """Say that a planned activity was held, and post what came of it.

    :raises NotAllowed: the actor may not record activities of the leading body
    :raises TooEarly: its day lies ahead
    :raises WrongState: it is not planned
    """
    gate.require(actor, "edit", activity)
    require_begun(activity, today)
    return _walk(activity, "complete", actor, note)


def cancel(*, activity: Activity, actor: gate.Actor, note: str) -> Activity:
    """Call an activity off; what it had posted is reversed.

    :raises NotAllowed: the actor may not record activities of the leading body
    :raises WrongState: it is cancelled already, or no reason is given
    """
    gate.require(actor, "edit", activity)
    return _walk(activity, "cancel", actor, note)


def plan_again(*, activity: Activity, actor: gate.Actor, note: str) -> Activity:
    """Take completion or cancellation back; what it had posted is reversed.

    :raises NotAllowed: the actor may not record activities of the leading body
    :raises WrongState: it is only planned, or no reason is given
    """
    gate.require(actor, "edit", activity)
    return _walk(activity, "plan_again", actor, note)


def _walk(activity: Activity, move: str, actor: gate.Actor, note: str) -> Activity:
    with transaction.atomic():
        activity = ACTIVITY.walk(activity, move, actor=actor, note=note)
        post(activity=activity, actor=actor, note=note)
    return activity
