"""Who may see and keep saved views: their owner."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from kexie.core.gate import Actor, Policy, guard

from .models import SavedView


class OwnerPolicy(Policy):
    """Only the owner, for everything; anybody signed in may have views."""

    def visible(self, actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the actor's own."""
        return rows.filter(owner_id=getattr(actor, "pk", None) or 0)

    def allows(self, actor: Actor, action: str, row: Any) -> bool:
        """Let the owner do what they like with it."""
        key = getattr(actor, "pk", None)
        return key is not None and (row is None or row.owner_id == key)


guard(SavedView, OwnerPolicy())
