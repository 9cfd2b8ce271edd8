"""What governance does when bodies come, change and go: it counts them anew."""

from __future__ import annotations

from kexie.core.events import hear
from kexie.network.organisations import events

from . import services


def count(event: events.BodiesChanged) -> None:
    """Post what the bodies say now."""
    services.count_bodies(bodies=event.bodies, actor=event.actor, note=event.note)


for kind in (
    events.Founded, events.Confirmed, events.Amended, events.KindChanged, events.Dissolved, events.Reopened,
    events.Withdrawn,
):  # fmt: skip
    hear(kind, count)
