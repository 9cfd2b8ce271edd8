"""Who runs an assembly and who votes in it: staff by the tree, a voter's code for that one entry of the roll alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from kexie.core.gate import Actor, guard
from kexie.network.access.policies import TreePolicy

from .models import Assembly, Candidate, Outcome, Presence, Question, RollEntry, Tally, VotingCode


@dataclass(frozen=True)
class Voter:
    """Whoever came with the code of one entry of a roll: they may sign in and vote as it, and do nothing else."""

    entry: RollEntry

    is_authenticated = False

    def __str__(self) -> str:
        return "link"


class RollPolicy(TreePolicy):
    """Staff by the tree; a voter may sign in and cast for their own entry. Nobody on the staff may cast for them."""

    def visible(self, actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows of visible bodies; to a voter their own entry alone."""
        if isinstance(actor, Voter):
            return rows.filter(pk=actor.entry.pk)
        return super().visible(actor, rows)

    def allows(self, actor: Actor, action: str, row: Any) -> bool:
        """Let a voter act as their own entry, everybody else by the tree."""
        if isinstance(actor, Voter):
            return action in ("attend", "cast") and row is not None and row.pk == actor.entry.pk
        return super().allows(actor, "edit" if action == "attend" else action, row)


guard(Assembly, TreePolicy())
guard(RollEntry, RollPolicy("assembly__organisation__path"))
guard(Question, TreePolicy("assembly__organisation__path"))
for model in (Presence, VotingCode):
    guard(model, TreePolicy("entry__assembly__organisation__path"))
for model in (Candidate, Tally, Outcome):
    guard(model, TreePolicy("question__assembly__organisation__path"))
