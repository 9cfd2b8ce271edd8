"""What the ledger does when a body has moved: whatever was posted since that day is placed again."""

from __future__ import annotations

from kexie.core.events import hear
from kexie.network.organisations.events import Moved

from . import services


def place_again(event: Moved) -> None:
    """Post again, at its new place, what the body and all below it have standing since."""
    services.place_again(body=event.body, since=event.since, actor=event.actor, note=event.note)


hear(Moved, place_again)
