"""Who reads what is said of a body: whoever looks after it. Rules and rounds are read by everyone below."""

from __future__ import annotations

from typing import Any

from kexie.core.gate import Actor, guard
from kexie.network.access.policies import SharedPolicy, TreePolicy

from .models import Assessment, Round, RuleVersion


class MethodPolicy(SharedPolicy):
    """Everyone below reads it; whoever sets definitions for the whole sets it."""

    def allows(self, actor: Actor, action: str, row: Any) -> bool:
        """Test an action, with editing and assessing held to those who define metrics."""
        return super().allows(actor, "define_metric" if action in ("edit", "assess") else action, row)


guard(RuleVersion, MethodPolicy())
guard(Round, MethodPolicy())
guard(Assessment, TreePolicy())
