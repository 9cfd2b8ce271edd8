"""Who may see and register people."""

from __future__ import annotations

from typing import Any

from kexie.core.gate import PUBLIC, Actor, guard
from kexie.network.access.policies import AccountPolicy, TreePolicy

from .models import Account, Consent, Person


class PersonPolicy(TreePolicy):
    """Like the tree; and everybody may say who they themselves are, which shows them nothing."""

    def allows(self, actor: Actor, action: str, row: Any) -> bool:
        """Let the public be recognised, and whoever edits at a place recognise who came there."""
        if action == "recognise":
            return actor is PUBLIC or super().allows(actor, "edit", row)
        return super().allows(actor, action, row)


guard(Person, PersonPolicy())
guard(Consent, TreePolicy("person__organisation__path"))
guard(Account, AccountPolicy("user__organisation__path", owner="user_id", edit="manage_users"))
