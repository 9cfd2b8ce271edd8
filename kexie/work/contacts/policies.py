"""Who may see and keep ties, visits, the grid and help."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from kexie.core.gate import Actor, guard
from kexie.core.paths import is_within
from kexie.network.access.models import User
from kexie.network.access.policies import SharedPolicy, TreePolicy, scope, within

from .models import Allotment, Cell, HelpVisit, Pairing, Tie, Visit


class ContactPolicy(TreePolicy):
    """Kept by the contact's own body; seen by the body that is reached, too, and by whose account keeps it.

    "visit" (to note a contact) is the keepers' and the account's own.
    """

    ENDS = ("body__path", "worker__organisation__path")

    def __init__(self, account: str) -> None:
        super().__init__()
        self.account = account

    def visible(self, actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows with one end in the subtrees the actor may view, and their own."""
        paths = scope(actor, self.view)
        found = self.inside(actor, rows.model)
        if not found:
            return rows
        for end in self.ENDS:
            found |= within(paths, end)
        return rows.filter(found | Q(**{self.account: actor.pk}) if isinstance(actor, User) else found)

    def allows(self, actor: Actor, action: str, row: Any) -> bool:
        """Let both ends look, and whoever keeps the contact note it."""
        if row is None:
            return super().allows(actor, "edit" if action == "visit" else action, None)
        if action == "visit":
            return self._is_own(actor, row) or super().allows(actor, "edit", row)
        if action == "view":
            here = row.end if row.body_id else row.end.organisation
            reached = any(is_within(here.path, path) for path in scope(actor, self.view))
            return reached or self._is_own(actor, row) or super().allows(actor, action, row)
        return super().allows(actor, action, row)

    def _is_own(self, actor: Actor, row: Any) -> bool:
        for step in self.account.split("__"):
            row = getattr(row, step, None)
        return isinstance(actor, User) and row is not None and row == actor.pk


class HelpPolicy(TreePolicy):
    """Seen, and opened, by whoever made it and by 帮扶专员 ("help") alone; whoever keeps records may make one."""

    def __init__(self, path: str, maker: str) -> None:
        super().__init__(path, view="help")
        self.maker = maker

    def visible(self, actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows of the subtrees the actor looks after help in, and those they made where they still work."""
        inside = within(scope(actor, "help"), self.path)
        own = within(scope(actor, "edit"), self.path) & Q(**{self.maker: getattr(actor, "pk", None)})
        return rows.filter(inside | own if inside else inside)

    def allows(self, actor: Actor, action: str, row: Any) -> bool:
        """Test an action: making one is editing; everything done to one is its maker's and 帮扶专员's."""
        if row is None:
            return bool(scope(actor, "help") or (action != "view_personal" and scope(actor, "edit")))
        here, made = self.place(row), row
        if any(is_within(here, path) for path in scope(actor, "help")):
            return True
        for step in self.maker.split("__"):
            made = getattr(made, step, None)
        own = made is None or made == getattr(actor, "pk", None)
        return own and any(is_within(here, path) for path in scope(actor, "edit"))


guard(Tie, ContactPolicy("account_id"))
guard(Visit, ContactPolicy("tie__account_id"))
guard(Cell, SharedPolicy())
guard(Allotment, SharedPolicy())
guard(Pairing, HelpPolicy("organisation__path", "made_by_id"))
guard(HelpVisit, HelpPolicy("pairing__organisation__path", "pairing__made_by_id"))
