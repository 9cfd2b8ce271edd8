"""What founding does when days off are entered: deadlines in working days move."""

from __future__ import annotations

from kexie.core.events import hear
from kexie.office.workdays import events

from . import services


def recount(event: events.CalendarChanged) -> None:
    """Count the deadlines there anew."""
    services.recount_deadlines(path=event.path, actor=event.actor)


hear(events.CalendarChanged, recount)
