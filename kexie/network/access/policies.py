"""The policy the whole house shares: rows hang on the organisation tree, grants open subtrees of it."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import Model, Q, QuerySet

from kexie.core import clock
from kexie.core.audit.models import TrailEntry
from kexie.core.files.models import StoredFile
from kexie.core.gate import SYSTEM, Actor, Policy, guard, once
from kexie.core.jobs.models import Job
from kexie.core.paths import STEP, after, ancestors, is_within
from kexie.core.terms.models import Term
from kexie.network.organisations.models import Alias, FormerName, Organisation, Placement

from . import rules
from .models import ApiToken, Client, Grant, SecondFactor, User

EVERYTHING = ("",)
OPENING = ("view", "import", "export", "view_personal")  # what a stored file may ask of whoever opens it


def scope(actor: Actor, action: str = "view") -> list[str]:
    """Return the paths at whose subtrees `actor` may do `action` today; no path lies under another.

    The one predicate behind pages, analytics, files and exports. SYSTEM has `[""]`: everything.
    """
    if actor is SYSTEM:
        return list(EVERYTHING)
    if isinstance(actor, Client):
        return [actor.path] if actor.may(action) else []
    roles = rules.roles_for(action, separated=settings.SEPARATE_ADMINISTRATORS)
    day = clock.today()
    paths = sorted({path for role, path, start, end in _grants(actor) if role in roles and _holds(start, end, day)})
    tops: list[str] = []
    for path in paths:
        if not tops or not is_within(path, tops[-1]):
            tops.append(path)
    return tops


def within(paths: list[str], field: str) -> Q:
    """Return the condition that `field` (a path column, or an organisation's over relations) lies in the subtrees.

    Over relations the organisations are asked for first and the rows are not joined to them: joined, SQLite walks
    the tree and visits every row of it, whatever the list is ordered or filtered by (docs/decisions/0010).
    """
    if "" in paths:
        return Q()
    body, _sep, column = field.rpartition("__")
    if body and paths:
        return Q(**{f"{body}__in_branches": paths})
    found = Q(pk__in=[])
    for path in paths:
        found |= Q(**{f"{column}__gte": path, f"{column}__lt": after(path)})
    return found


def reaches_all(actor: Actor, action: str = "view") -> bool:
    """Test whether `actor` may do `action` at every body there is: then no condition on bodies leaves a row out.

    Whoever works for the association itself does; without that condition SQLite counts 100,000 rows in 0.05 ms
    instead of 7, and walks to page 1000 in 0.4 instead of 5 (docs/decisions/0010).
    """
    paths = scope(actor, action)
    if "" in paths:
        return True
    tops = tuple(path for path in paths if len(path) == STEP)
    return bool(tops) and once(actor, ("reaches_all", tops), lambda: not _others(tops).exists())


def _others(tops: tuple[str, ...]) -> QuerySet[Any]:
    return Organisation.objects.order_by().filter(parent=None).exclude(path__in=tops)


@cache
def _is_always_set(model: type[Model], body: str) -> bool:
    """Test whether every row of `model` has the body that `body` leads to."""
    field = None
    for step in body.split("__"):
        field = (field.related_model if field else model)._meta.get_field(step)
        if field.null or not field.concrete:
            return False
    return True


def holds(actor: Actor, role: str, path: str, *, exactly: bool = False) -> bool:
    """Test whether `actor` holds a role over a place today; `exactly` at that very body, not above it."""
    day = clock.today()
    return any(
        held == role and (top == path if exactly else is_within(path, top)) and _holds(start, end, day)
        for held, top, start, end in _grants(actor)
    )


class TreePolicy(Policy):
    """Rows hang on the organisation tree at `path`; grants over that node, or above it, open them."""

    def __init__(self, path: str = "organisation__path", view: str = "view") -> None:
        self.path = path
        self.view = view

    def visible(self, actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows in the subtrees the actor may view."""
        return rows.filter(self.inside(actor, rows.model))

    def inside(self, actor: Actor, model: type[Model]) -> Q:
        """Return the condition that a row of `model` lies in the subtrees the actor may view."""
        body, _sep, _column = self.path.rpartition("__")
        if body and _is_always_set(model, body) and reaches_all(actor, self.view):
            return Q()
        return within(scope(actor, self.view), self.path)

    def allows(self, actor: Actor, action: str, row: Any) -> bool:
        """Test an action against the grants over the row's place; without a row, against any grant."""
        paths = scope(actor, self.view if action == "view" else action)
        if row is None:
            return bool(paths)
        here = self.place(row)
        return any(is_within(here, path) for path in paths)

    def place(self, row: Any) -> str:
        """Return the path a row hangs at."""
        for step in self.path.split("__"):
            row = getattr(row, step)
        return row


class SharedPolicy(TreePolicy):
    """Like the tree, and what is kept at a body may be read by everyone below it: words, campaigns, templates."""

    def visible(self, actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the subtree's rows and those of the bodies above it."""
        inside = self.inside(actor, rows.model)
        above = {top for path in scope(actor, self.view) for top in ancestors(path)}
        return rows.filter(inside | Q(**{f"{self.path}__in": sorted(above)}) if inside else inside)

    def allows(self, actor: Actor, action: str, row: Any) -> bool:
        """Let everyone below view it; anything else needs rights over the place where it is kept."""
        if action == "view" and row is not None:
            here = self.place(row)
            return any(is_within(here, path) or is_within(path, here) for path in scope(actor, self.view))
        return super().allows(actor, action, row)


class OwnPolicy(TreePolicy):
    """Like the tree, and a person may always see and edit what is their own."""

    def __init__(self, path: str, owner: str, view: str) -> None:
        super().__init__(path, view)
        self.owner = owner

    def visible(self, actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the subtree's rows and the actor's own."""
        inside = self.inside(actor, rows.model)
        return rows.filter(inside | Q(**{self.owner: actor.pk}) if inside else inside)

    def allows(self, actor: Actor, action: str, row: Any) -> bool:
        """Let the owner view and edit what is theirs."""
        own = row is not None and action in ("view", "edit_own") and getattr(row, self.owner) == actor.pk
        return own or super().allows(actor, action, row)


class AccountPolicy(OwnPolicy):
    """Users and grants: whoever may edit the work's records may not therefore edit these."""

    def __init__(self, path: str, owner: str, edit: str) -> None:
        super().__init__(path, owner, view="view_users")
        self.said = {"edit": edit, "export": "view_users"}

    def allows(self, actor: Actor, action: str, row: Any) -> bool:
        """Test an action, with editing and exporting held to what administrators may do."""
        return super().allows(actor, self.said.get(action, action), row)


class TokenPolicy(TreePolicy):
    """Keys of programs: seen by whoever sees users, given and taken by whoever gives rights."""

    def allows(self, actor: Actor, action: str, row: Any) -> bool:
        """Test an action; nothing of a key is ever edited."""
        if action not in ("view", "export", "grant"):
            return False
        return super().allows(actor, "grant" if action == "grant" else "view", row)


class TrailPolicy(TreePolicy):
    """The trail: what happened in one's subtree; what the platform itself did, for whoever audits the whole tree."""

    def visible(self, actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the lines the actor may read."""
        paths = scope(actor, self.view)
        own = Q(path="", model="") if any(len(path) <= STEP for path in paths) else Q(pk__in=[])
        return rows.filter(within(paths, self.path) | own)

    def allows(self, actor: Actor, action: str, row: Any) -> bool:
        """Let whoever reads the trail export it."""
        return action in ("view", "export") and super().allows(actor, "view", row)


class FilePolicy(Policy):
    """A file opens for whoever holds the action it names over its organisation; a private one for its owner alone."""

    def visible(self, actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the files the actor may open now."""
        found = Q(pk__in=[])
        for action in OPENING:
            found |= Q(may=action, organisation_key__in=_organisations(actor, action))
        return rows.filter(found & (Q(is_private=False) | Q(owner_key=actor.pk)))

    def allows(self, actor: Actor, action: str, row: Any) -> bool:
        """Let whoever opens a file view it, and its owner discard it."""
        if row is None or not self.visible(actor, type(row).objects.filter(pk=row.pk)).exists():
            return False
        return action == "view" or (action == "discard" and row.owner_key == actor.pk)


class JobPolicy(Policy):
    """One's own jobs, as long as one sees their organisation; all of a subtree for whoever manages jobs."""

    def visible(self, actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the jobs the actor may follow."""
        own = Q(owner_key=actor.pk, organisation_key__in=_organisations(actor, "view"))
        return rows.filter(own | Q(organisation_key__in=_organisations(actor, "manage_jobs")))

    def allows(self, actor: Actor, action: str, row: Any) -> bool:
        """Let whoever follows a job stop it."""
        if row is None:
            return action == "view" and bool(scope(actor, "manage_jobs"))
        return action in ("view", "cancel_job") and self.visible(actor, type(row).objects.filter(pk=row.pk)).exists()


def _organisations(actor: Actor, action: str) -> QuerySet[Any]:
    return Organisation.objects.filter(within(scope(actor, action), "path")).values("pk")


def _grants(actor: Any) -> list[tuple]:
    # Read once a request: the user object lives as long as one, so an ended or moved grant shows at the next.
    if not getattr(actor, "pk", None) or not actor.is_active or isinstance(actor, Client):
        return []
    return once(actor, "grants", lambda: [*_held(actor)])


def _held(actor: Any) -> QuerySet[Any]:
    held = Grant.objects.filter(user=actor).order_by()
    return held.values_list("role", "organisation__path", "starts_on", "ends_on")


def _holds(start: Any, end: Any, day: Any) -> bool:
    return start <= day and (end is None or day <= end)


guard(Organisation, TreePolicy("path"))
for model in (Placement, FormerName, Alias):
    guard(model, TreePolicy())
guard(User, AccountPolicy("organisation__path", owner="pk", edit="manage_users"))
guard(Grant, AccountPolicy("organisation__path", owner="user_id", edit="grant"))
guard(SecondFactor, OwnPolicy("user__organisation__path", owner="user_id", view="manage_users"))
guard(ApiToken, TokenPolicy(view="view_users"))
guard(StoredFile, FilePolicy())
guard(Job, JobPolicy())
guard(TrailEntry, TrailPolicy("path", view="view_trail"))
guard(Term, SharedPolicy("path"))
