"""What workdays announces: whoever keeps deadlines counts them anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kexie.core.gate import Actor


@dataclass(frozen=True)
class CalendarChanged:
    """Days off or make-up days were entered, changed or taken back at a body; they hold for it and all below."""

    path: str
    actor: Actor
