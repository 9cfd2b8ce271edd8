"""Who may see and change teams, volunteers and engagements."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from kexie.core.gate import PUBLIC, Actor, guard
from kexie.core.paths import is_within
from kexie.network.access.policies import SharedPolicy, TreePolicy, scope, within

from .models import (
    Application,
    Assignment,
    Engagement,
    Post,
    Shift,
    Stay,
    Suspension,
    Team,
    TeamStrength,
    Transfer,
    Volunteer,
)


class BothPolicy(TreePolicy):
    """Rows between two bodies: either sees them; "receive" is editing at the `other` one, all else at the first."""

    def __init__(self, path: str, other: str) -> None:
        super().__init__(path)
        self.other = TreePolicy(other)

    def visible(self, actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows with a body in the subtrees the actor may view."""
        paths = scope(actor, self.view)
        return rows.filter(within(paths, self.path) | within(paths, self.other.path))

    def allows(self, actor: Actor, action: str, row: Any) -> bool:
        """Let the body concerned act."""
        if action == "receive":
            return self.other.allows(actor, "edit", row)
        if action == "view" and row is not None:
            here = (self.place(row), self.other.place(row))
            return any(is_within(place, path) for place in here for path in scope(actor, self.view))
        return super().allows(actor, action, row)


class AssignmentPolicy(BothPolicy):
    """Between the recruiting unit and the volunteer's own: the latter proposes and withdraws its volunteers."""

    def allows(self, actor: Actor, action: str, row: Any) -> bool:
        """Let the volunteer's unit propose and withdraw, and the public apply; everything else is the recruiter's."""
        if action == "apply":
            return actor is PUBLIC or self.allows(actor, "step_back", row)
        if action == "step_back":
            return super().allows(actor, "edit", row) or super().allows(actor, "receive", row)
        return super().allows(actor, action, row)


class ApplicationPolicy(TreePolicy):
    """Like the tree; and everyone may ask. Taking it back is for whoever asked: no role brings it."""

    def allows(self, actor: Actor, action: str, row: Any) -> bool:
        """Let the public ask to be registered."""
        return (actor is PUBLIC and action == "ask_to_register") or super().allows(actor, action, row)


guard(Application, ApplicationPolicy())
guard(Team, SharedPolicy())
guard(Volunteer, TreePolicy())
guard(TeamStrength, TreePolicy())
guard(Engagement, TreePolicy())
guard(Suspension, TreePolicy("volunteer__organisation__path"))
guard(Stay, BothPolicy("organisation__path", "volunteer__organisation__path"))
guard(Transfer, BothPolicy("organisation__path", "team__organisation__path"))
guard(Post, SharedPolicy())
guard(Shift, SharedPolicy("post__organisation__path"))
guard(Assignment, AssignmentPolicy("shift__post__organisation__path", "volunteer__organisation__path"))
