"""Who may see and decide hours."""

from __future__ import annotations

from typing import Any

from kexie.core.gate import Actor, guard
from kexie.network.access.policies import SharedPolicy, TreePolicy

from .models import Correction, Service, Standard


class StandardPolicy(SharedPolicy):
    """Everyone below reads the standard; whoever sets definitions sets it, not everyone who keeps records."""

    def allows(self, actor: Actor, action: str, row: Any) -> bool:
        """Test an action, with editing held to those who define metrics."""
        return super().allows(actor, "define_metric" if action == "edit" else action, row)


guard(Standard, StandardPolicy())
guard(Service, TreePolicy())
guard(Correction, TreePolicy("service__organisation__path"))
