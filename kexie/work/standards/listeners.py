"""What standards does when a roster of bodies says which of them are demonstration sites."""

from __future__ import annotations

from kexie.core.events import hear
from kexie.work.governance import events

from . import services


def report(event: events.SiteReported) -> None:
    """Keep the site and count it."""
    services.report_site(
        organisation=event.organisation, name=event.name, on=event.on, named_on=event.named_on, grant=event.grant,
        actor=event.actor, note=event.note,
    )  # fmt: skip


def retract(event: events.SiteRetracted) -> None:
    """Take it back."""
    services.retract_site(organisation=event.organisation, name=event.name, actor=event.actor, note=event.note)


hear(events.SiteReported, report)
hear(events.SiteRetracted, retract)
