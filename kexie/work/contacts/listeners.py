"""What contacts do when the network announces something."""

from __future__ import annotations

from kexie.core import clock
from kexie.core.events import hear
from kexie.network.organisations.events import Dissolved

from . import services


def end_ties(event: Dissolved) -> None:
    """Nobody keeps contact with a body that is gone."""
    services.end_ties_of(bodies=event.bodies, actor=event.actor, today=clock.today())


hear(Dissolved, end_ties)
