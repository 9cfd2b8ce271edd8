"""What approvals announce to the floors above: something was agreed to, or sent back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kexie.core.gate import Actor

    from .models import Request


@dataclass(frozen=True)
class Decided:
    """The last word on a request was spoken."""

    request: Request
    actor: Actor
    at: datetime
    note: str = ""


class Agreed(Decided):
    """Everyone who was asked has agreed."""


class SentBack(Decided):
    """Somebody sent it back, for the reason in `note`."""
