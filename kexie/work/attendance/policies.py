"""Who may see and change what happens at doors: staff by the tree, a door's device its own activity only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from kexie.core.gate import Actor, guard
from kexie.network.access.policies import TreePolicy
from kexie.work.activities.models import Activity
from kexie.work.signups.models import Signup

from .models import Attendance, Device, Headcount, Scan, Settlement


@dataclass(frozen=True)
class Oneself:
    """A participant who said at the screen who they are: they may sign in that sign-up and do nothing else."""

    signup: Signup

    is_authenticated = False

    def __str__(self) -> str:
        return "oneself"


class DoorPolicy(TreePolicy):
    """Whoever sees an activity sees what happens at its doors; its lead may change that, and a device may scan."""

    def __init__(self, activity: str) -> None:
        super().__init__(f"{activity}__organisation__path")
        self.activity = activity

    def visible(self, actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows of visible activities; a device's own activity's."""
        if isinstance(actor, Device):
            return rows.filter(**{self.activity: actor.activity_id})
        return rows.filter(**{f"{self.activity}__in": Activity.objects.visible_to(actor).order_by().values("pk")})

    def allows(self, actor: Actor, action: str, row: Any) -> bool:
        """Let a device scan for its own activity, a participant for themself, and everybody else by the tree."""
        if (held := getattr(actor, "signup", None)) is not None:  # oneself, or whoever holds the sign-up's link
            return action == "scan" and isinstance(row, Attendance) and row.signup_id == held.pk
        if not isinstance(actor, Device):
            return super().allows(actor, "edit" if action == "scan" else action, row)
        return action in ("scan", "view") and row is not None and self._activity_of(row) == actor.activity_id

    def _activity_of(self, row: Any) -> int:
        *steps, last = self.activity.split("__")
        for step in steps:
            row = getattr(row, step)
        return getattr(row, f"{last}_id")


guard(Device, DoorPolicy("activity"))
for model in (Scan, Attendance, Headcount, Settlement):
    guard(model, DoorPolicy("session__activity"))
