from __future__ import annotations

from typing import Any

from kexie.core.gate import Actor, Policy, guard
from kexie.network.access.policies import TreePolicy

from .models import Challenge, Message


class OutboxPolicy(TreePolicy):
    """Who manages background work over a place sees and steers what leaves it; nobody else does."""

    def allows(self, actor: Actor, action: str, row: Any) -> bool:
        """Let them look, export and steer; seeing an address in full needs that right too."""
        if action not in ("view", "export", "manage_jobs", "view_personal"):
            return False
        is_theirs = super().allows(actor, "manage_jobs", row)
        return is_theirs and (action != "view_personal" or super().allows(actor, action, row))


guard(Message, OutboxPolicy(view="manage_jobs"))
guard(Challenge, Policy())  # nobody
