"""What doors do when something happens to their activity."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from kexie.core import clock, events
from kexie.work.activities.events import Cancelled, Closed, Corrected
from kexie.work.activities.models import Session
from kexie.work.signups.events import SignupMoved

from . import services


def settle_what_was_held(closed: Closed) -> None:
    """Count the people of a closed activity's sessions, where doors or headcounts know of any."""
    known = Q(attendances__isnull=False) | Q(headcounts__isnull=False)
    sessions = closed.activity.timetable.filter(known, starts_at__lte=closed.at).exclude(state=Session.State.CANCELLED)
    for session in sessions.distinct():
        services.settle(session=session, actor=closed.actor, at=closed.at)


def take_back(cancelled: Cancelled) -> None:
    """Take out of the ledger what a cancelled activity's sessions had counted."""
    for session in cancelled.activity.timetable.filter(settlement__isnull=False):
        services.recount(session=session, actor=cancelled.actor, at=cancelled.at, note=cancelled.reason)


def count_anew(corrected: Corrected) -> None:
    """Make the ledger say anew of the doors what the activity says otherwise by now: its hosts, campaign, form."""
    for session in corrected.activity.timetable.filter(settlement__isnull=False).select_related(
        "activity__organisation"
    ):
        services.recount(session=session, actor=corrected.actor, at=clock.now(), note=_("随活动更正"))


def keep_at_its_door(moved: SignupMoved) -> None:
    """Let nobody be brought to another session who was at the door of this one."""
    if moved.before.pk != moved.signup.session_id:
        services.require_unscanned(signup=moved.signup)


events.hear(Corrected, count_anew)
events.hear(SignupMoved, keep_at_its_door)
events.hear(Closed, settle_what_was_held)
events.hear(Cancelled, take_back)
