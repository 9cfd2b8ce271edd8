"""What sign-ups do when an activity, or one session of it, is called off, moved or copied."""

from kexie.core import events
from kexie.work.activities.events import Cancelled, Copied, SessionCancelled, SessionMoved

from . import services


def on_cancelled(event: Cancelled) -> None:
    """Cancel everybody's sign-up behind the pages, and tell them why."""
    services.start_calling_off(activity=event.activity, reason=event.reason, actor=event.actor)


def on_session_cancelled(event: SessionCancelled) -> None:
    """Cancel the sign-ups of the session alone."""
    services.start_calling_off(
        activity=event.session.activity, session=event.session, reason=event.reason, actor=event.actor
    )


def on_copied(event: Copied) -> None:
    """Let one sign up for the copies as one did for what they were copied from."""
    services.copy_settings(activities=event.activities, sessions=event.sessions, actor=event.actor)


def on_session_moved(event: SessionMoved) -> None:
    """Tell everybody who is signed up, behind the pages."""
    services.start_telling_moved(session=event.session, actor=event.actor)


events.hear(Copied, on_copied)
events.hear(SessionMoved, on_session_moved)
events.hear(Cancelled, on_cancelled)
events.hear(SessionCancelled, on_session_cancelled)
