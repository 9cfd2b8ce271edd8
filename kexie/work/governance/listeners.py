"""What governance does when bodies come, change and go: it counts them anew."""

from __future__ import annotations

from kexie.core.events import hear
from kexie.network.organisations import events

from . import services


def count(event: events.BodiesChanged) -> None:
    """Post what the bodies say now."""
    services.count_bodies(bodies=event.bodies, actor=event.actor, note=event.note)


def count_with_posts(event: events.BodiesChanged) -> None:
    """Post what the bodies say now, and who stands at them: nobody at a body that is no more."""
    count(event)
    services.count_posts(bodies=event.bodies, actor=event.actor, note=event.note)


for kind in (events.Founded, events.Confirmed, events.Amended, events.KindChanged, events.Withdrawn):
    hear(kind, count)
for kind in (events.Dissolved, events.Reopened):
    hear(kind, count_with_posts)
