"""What we do when an activity is called off, or a volunteer takes their sign-up back."""

from django.utils.translation import gettext as _

from kexie.core import gate
from kexie.core.events import hear
from kexie.work.activities.events import Cancelled
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


hear(Cancelled, cancel_shifts)
hear(SignupCancelled, step_back)
