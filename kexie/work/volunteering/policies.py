"""Who may see and change teams, volunteers and engagements."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from kexie.core.gate import Actor, guard
from kexie.core.paths import is_within
from kexie.network.access.policies import SharedPolicy, TreePolicy, scope, within

from .models import Engagement, Stay, Team, TeamStrength, Transfer, Volunteer


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


guard(Team, SharedPolicy())
guard(Volunteer, TreePolicy())
guard(TeamStrength, TreePolicy())
guard(Engagement, TreePolicy())
guard(Stay, BothPolicy("organisation__path", "volunteer__organisation__path"))
guard(Transfer, BothPolicy("organisation__path", "team__organisation__path"))
