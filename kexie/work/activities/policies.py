"""Who may see and change activities."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from kexie.core.gate import Actor, guard, once
from kexie.network.access.policies import SharedPolicy, TreePolicy, reaches_all, scope, within

from .models import Activity, Brand, Campaign, Party, Photo, Session


class JointPolicy(TreePolicy):
    """Like the tree by the lead, and whoever held an activity together with it may see it too."""

    def visible(self, actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return what the actor's bodies led or held together with others.

        Few have co-hosted anything that is led from outside; the question is asked first, because a list over two
        alternatives can walk no index.
        """
        if reaches_all(actor, self.view):
            return rows
        paths = scope(actor, self.view)
        inside = within(paths, self.path)
        joined = Party.objects.filter(within(paths, "organisation__path")).exclude(
            within(paths, "activity__organisation__path")
        )
        if paths and once(actor, ("joined", self.view), joined.exists):
            return rows.filter(inside | Q(pk__in=joined.values("activity_id")))
        return rows.filter(inside)


class AttachedPolicy(TreePolicy):
    """Whoever sees an activity sees what hangs on it; only its lead may change that."""

    def visible(self, actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows of visible activities."""
        if reaches_all(actor, self.view):
            return rows
        return rows.filter(activity__in=Activity.objects.visible_to(actor).order_by().values("pk"))


for shared in (Campaign, Brand):
    guard(shared, SharedPolicy())
guard(Activity, JointPolicy())
for attached in (Party, Photo, Session):
    guard(attached, AttachedPolicy("activity__organisation__path"))
