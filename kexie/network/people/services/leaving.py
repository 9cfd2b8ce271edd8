"""Letting people go whom a list had brought and nothing names any more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kexie.core import gate, records
from kexie.network.people.models import Person


def let_go(*, keys: Sequence[int], since: datetime | None, actor: gate.Actor, path: str) -> None:
    """Remove those of these people who were registered since that moment and whom no record names any more.

    For an import that is taken back: the right list that comes after it must not find the people of the wrong one, and
    nobody's data is kept without a reason (PIPL art. 47). Who was registered before the import, or has been given an
    account, a consent or any other record since, stays. `since` None removes nobody.

    :raises NotAllowed: the actor may undo no import
    """
    gate.require(actor, "undo_import", Person)
    if since is None:
        return
    listed = sorted(set(keys))
    for start in range(0, len(listed), 500):
        part = listed[start : start + 500]
        part = set(Person.objects.filter(pk__in=part, created_at__gte=since).values_list("pk", flat=True))
        rows = [*Person.objects.filter(pk__in=part - _named(part))]
        records.remove_many(rows, actor=actor, did="undo_import", path=path)


def _named(keys: set[int]) -> set[int]:
    """Return those of these people whom a record of any kind names."""
    named: set[int] = set()
    for relation in Person._meta.related_objects:
        field = relation.field
        rows = relation.related_model._base_manager.filter(**{f"{field.name}__in": keys - named})
        named.update(rows.values_list(field.name, flat=True))
    return named
