"""What stands below a body: counted and listed without walking the tree."""

from __future__ import annotations

from typing import Any

from django.db.models import Count

from kexie.core import paths
from kexie.core.gate import Actor
from kexie.network.organisations.models import Organisation

MOST_TOPS = 50


def kinds_below(rows: Any) -> list[tuple[str, str, int]]:
    """Return how many active bodies there are among `rows` of each kind, as (kind, its word, count)."""
    found = dict(rows.active().order_by().values_list("kind").annotate(count=Count("pk")))
    return [(kind.value, kind.label, found[kind.value]) for kind in Organisation.Kind if kind.value in found]


def children_of(rows: Any) -> dict[int, int]:
    """Return how many bodies stand right below each of a page of bodies that has any."""
    keys = [row.pk for row in rows]
    below = Organisation.objects.standing().filter(parent__in=keys).order_by()
    return dict(below.values_list("parent").annotate(count=Count("pk")))


def tops_for(actor: Actor) -> list[Organisation]:
    """Return the highest bodies an actor may see, where their tree begins; fifty at most.

    One index step for each: everything below a top is jumped over.
    """
    seen = Organisation.objects.visible_to(actor).standing().without_personal().order_by("path")
    found: list[Organisation] = []
    row = seen.first()
    while row is not None and len(found) < MOST_TOPS:
        found.append(row)
        row = seen.filter(path__gte=paths.after(row.path)).first()
    return found


def line_of(body: Organisation, actor: Actor) -> list[Organisation]:
    """Return a body and those above it that the actor may see, the highest first."""
    chain = paths.ancestors(body.path)
    return list(Organisation.objects.visible_to(actor).filter(path__in=chain).order_by("path"))
