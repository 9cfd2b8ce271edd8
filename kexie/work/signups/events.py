"""What sign-ups announce to the floors above: somebody who was in is not coming."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kexie.core.gate import Actor
    from kexie.work.activities.models import Session

    from .models import Signup


@dataclass(frozen=True)
class SignupCancelled:
    """A sign-up was taken back, by its holder or by staff."""

    signup: Signup
    actor: Actor
    at: datetime
    note: str


@dataclass(frozen=True)
class SignupMoved:
    """A sign-up was brought from one session, `before`, to where it is now; whoever cannot have that refuses."""

    signup: Signup
    before: Session
    actor: Actor
    at: datetime
