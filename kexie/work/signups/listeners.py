"""What sign-ups do when an activity, or one session of it, is called off."""

from kexie.core import events
from kexie.work.activities.events import Cancelled, SessionCancelled

from . import services


def on_cancelled(event: Cancelled) -> None:
    """Cancel everybody's sign-up behind the pages, and tell them why."""
    services.start_calling_off(activity=event.activity, reason=event.reason, actor=event.actor)


def on_session_cancelled(event: SessionCancelled) -> None:
    """Cancel the sign-ups of the session alone."""
    services.start_calling_off(
        activity=event.session.activity, session=event.session, reason=event.reason, actor=event.actor
    )


events.hear(Cancelled, on_cancelled)
events.hear(SessionCancelled, on_session_cancelled)
