from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from kexie.core.gate import Actor, Policy, guard
from kexie.network.access.policies import SharedPolicy, TreePolicy, scope, within

from .models import Attachment, Challenge, Message, Notice, Receipt, Relay


class OutboxPolicy(TreePolicy):
    """Who manages background work over a place sees and steers what leaves it; nobody else does."""

    def allows(self, actor: Actor, action: str, row: Any) -> bool:
        """Let them look, export and steer; seeing an address in full needs that right too."""
        if action not in ("view", "export", "manage_jobs", "view_personal"):
            return False
        is_theirs = super().allows(actor, "manage_jobs", row)
        return is_theirs and (action != "view_personal" or super().allows(actor, action, row))


class NoticePolicy(SharedPolicy):
    """Once sent it may be read by everyone below; a draft stays with its sender, and only a draft is edited."""

    def visible(self, actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the subtree's notices, and those from above that were sent."""
        own = Q(within(scope(actor, self.view), self.path))
        return super().visible(actor, rows).filter(~Q(state=Notice.State.DRAFT) | own)

    def allows(self, actor: Actor, action: str, row: Any) -> bool:
        """Let nobody below see a draft, and nobody edit what was sent."""
        is_draft = row is None or row.state == Notice.State.DRAFT
        if action == "edit" and not is_draft:
            return False
        if action == "view" and row is not None and is_draft:
            return TreePolicy.allows(self, actor, action, row)
        return super().allows(actor, action, row)


guard(Message, OutboxPolicy(view="manage_jobs"))
guard(Challenge, Policy())  # nobody
guard(Notice, NoticePolicy("organisation__path"))
guard(Attachment, TreePolicy("notice__organisation__path"))
for model in (Receipt, Relay):
    guard(model, TreePolicy())
