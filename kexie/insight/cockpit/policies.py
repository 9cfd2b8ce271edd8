"""Boundaries are read by whoever sees the association, and loaded by whoever defines its metrics."""

from __future__ import annotations

from typing import Any

from kexie.core.gate import Actor, guard
from kexie.network.access.policies import TreePolicy

from .models import Outline


class OutlinePolicy(TreePolicy):
    """Loading is for those who set up how figures are shown."""

    def allows(self, actor: Actor, action: str, row: Any) -> bool:
        """Test an action, with editing held to defining metrics."""
        return super().allows(actor, "define_metric" if action == "edit" else action, row)


guard(Outline, OutlinePolicy())
