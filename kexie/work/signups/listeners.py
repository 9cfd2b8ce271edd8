"""What sign-ups do when an activity is called off."""

from kexie.core import events
from kexie.work.activities.events import Cancelled

from . import services


def on_cancelled(event: Cancelled) -> None:
    """Cancel everybody's sign-up behind the pages, and tell them why."""
    services.start_calling_off(activity=event.activity, reason=event.reason, actor=event.actor)


events.hear(Cancelled, on_cancelled)
