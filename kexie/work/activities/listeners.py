"""What activities do when their approval is decided."""

from __future__ import annotations

from kexie.core import events
from kexie.office.approvals.events import Agreed, Decided, SentBack

from . import services
from .models import Activity


def _walk(decided: Decided, move: str) -> None:
    request = decided.request
    if request.kind == Activity._meta.label_lower:
        services.decide(key=request.source_id, move=move, actor=decided.actor, note=decided.note)


events.hear(Agreed, lambda decided: _walk(decided, "approve"))
events.hear(SentBack, lambda decided: _walk(decided, "send_back"))
