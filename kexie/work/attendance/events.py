"""What doors announce to the floors above: a session's people were counted, or counted again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kexie.core.gate import Actor
    from kexie.work.activities.models import Session


@dataclass(frozen=True)
class Settled:
    """A session was settled, or what its doors sent later changed who was there: `queries.presences` says who."""

    session: Session
    actor: Actor
    at: datetime
