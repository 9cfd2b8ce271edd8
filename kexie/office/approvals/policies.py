"""Who may set chains, see what waits, and agree."""

from __future__ import annotations

from typing import Any

from kexie.core.gate import Actor, guard
from kexie.network.access.policies import SharedPolicy, TreePolicy

from .models import Chain, Request, Step


class ChainPolicy(SharedPolicy):
    """Everyone a chain binds may read it; setting it is for those who manage chains where it stands."""

    def allows(self, actor: Actor, action: str, row: Any) -> bool:
        """Test an action, with editing held to managing."""
        return super().allows(actor, "manage_chains" if action == "edit" else action, row)


guard(Chain, ChainPolicy())
guard(Request, TreePolicy())
guard(Step, TreePolicy("request__organisation__path"))
