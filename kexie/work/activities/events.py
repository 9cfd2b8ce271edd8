"""What activities announce to the floors above: they are published, called off, closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kexie.core.gate import Actor

    from .models import Activity, Session


@dataclass(frozen=True)
class ActivityMoved:
    """Something happened to an activity that others must know of."""

    activity: Activity
    actor: Actor
    at: datetime


class Published(ActivityMoved):
    """Everyone may see it from now on."""


@dataclass(frozen=True)
class Cancelled(ActivityMoved):
    """It will not take place, for this reason."""

    reason: str


class Closed(ActivityMoved):
    """It was held, and its results are posted."""


@dataclass(frozen=True)
class SessionCancelled:
    """One session will not take place, for this reason; the activity goes on."""

    session: Session
    actor: Actor
    reason: str
    at: datetime


@dataclass(frozen=True)
class Copied:
    """Activities were planned again: each by the key of the one it was copied from, its sessions likewise."""

    activities: Mapping[int, Activity]
    sessions: Mapping[int, Session]
    actor: Actor


@dataclass(frozen=True)
class Corrected:
    """What a completed activity says has changed: its hosts, campaign, form; what counts under it may count anew."""

    activity: Activity
    actor: Actor


@dataclass(frozen=True)
class SessionMoved:
    """A session to come takes place at another time or place than `before` said."""

    session: Session
    before: Session
    actor: Actor
    at: datetime
