"""What we do when an activity is called off, moved or copied, or a volunteer takes their sign-up back."""

from django.utils.translation import gettext as _

from kexie.core import gate
from kexie.core.events import hear
from kexie.work.activities.events import Cancelled, Copied, SessionCancelled, SessionMoved
from kexie.work.signups.events import SignupCancelled

from . import services
from .flows import STANDING
from .models import Assignment, Shift


def cancel_shifts(event: Cancelled) -> None:
    """Call off the shifts of an activity that will not take place, with its reason."""
    for shift in Shift.objects.filter(post__activity=event.activity, cancelled_at=None).select_related("post"):
        services.cancel_shift(shift=shift, actor=gate.SYSTEM, at=event.at, note=event.reason)


def step_back(event: SignupCancelled) -> None:
    """Take whoever cancelled their sign-up for a session out of its shifts."""
    rows = Assignment.objects.filter(signup=event.signup, state__in=STANDING)
    services.leave_all(rows, at=event.at, note=event.note or _("本人取消报名"))


def cancel_shifts_of_session(event: SessionCancelled) -> None:
    """Call off the shifts of a session that will not take place."""
    for shift in Shift.objects.filter(session=event.session, cancelled_at=None).select_related("post"):
        services.cancel_shift(shift=shift, actor=gate.SYSTEM, at=event.at, note=event.reason)


def move_shifts(event: SessionMoved) -> None:
    """Move the shifts of a session with it."""
    services.move_shifts(session=event.session, before=event.before, actor=gate.SYSTEM, at=event.at)


def copy_posts(event: Copied) -> None:
    """Draft for copied activities what volunteers were wanted for in those they were copied from."""
    services.copy_posts(activities=event.activities, sessions=event.sessions, actor=event.actor)


hear(Copied, copy_posts)
hear(SessionMoved, move_shifts)
hear(SessionCancelled, cancel_shifts_of_session)
hear(Cancelled, cancel_shifts)
hear(SignupCancelled, step_back)
