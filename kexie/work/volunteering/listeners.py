"""What we do when an activity is called off."""

from kexie.core import gate
from kexie.core.events import hear
from kexie.work.activities.events import Cancelled

from . import services
from .models import Shift


def cancel_shifts(event: Cancelled) -> None:
    """Call off the shifts of an activity that will not take place, with its reason."""
    for shift in Shift.objects.filter(post__activity=event.activity, cancelled_at=None).select_related("post"):
        services.cancel_shift(shift=shift, actor=gate.SYSTEM, at=event.at, note=event.reason)


hear(Cancelled, cancel_shifts)
