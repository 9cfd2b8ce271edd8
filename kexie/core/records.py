"""The one place rows are written, so that the trail is complete without signals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction

from . import bulk
from .audit import trail
from .gate import Actor, GuardedQuerySet
from .refusals import Invalid

R = TypeVar("R", bound="Record")


class Record(models.Model):
    """Base of every domain row: guarded, dated, trailed."""

    created_at = models.DateTimeField("登记时间", auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    objects = GuardedQuerySet.as_manager()
    named_by: ClassVar[tuple[str, ...]] = ()  # the fields its name is made of: what a list reads of rows it only names

    class Meta:
        abstract = True


def save(row: R, *, actor: Actor, did: str, note: str = "", is_checked: bool = False) -> R:
    """Check, write and trail one row. `did` is the verb shown in its history.

    With `is_checked` the caller has cleaned the fields and leaves constraints to the database, which raises
    IntegrityError and breaks the caller's transaction: for what has to be quick, since checking asks the database
    about every relation.

    :raises Invalid: a field or constraint refuses; `facts["fields"]` says which and why
    """
    with transaction.atomic(savepoint=not is_checked):
        before = _stored(row)
        if not is_checked:
            _clean(row.full_clean)
        if row._state.adding:
            bulk.add(row)
        else:
            row.save()
        trail.write(row, actor=actor, did=did, note=note, before=before, after=trail.plain(row))
    return row


def check(row: Record, *, but: Sequence[str] = ()) -> None:
    """Check the fields of one row by themselves, all `but` some, without asking the database: before `is_checked`.

    :raises Invalid: a field refuses; `facts["fields"]` says which and why
    """
    _clean(lambda: row.clean_fields(exclude=but))


def add_many(rows: Sequence[R], *, actor: Actor, did: str, path: str, note: str = "", chunk: int = 2000) -> list[R]:
    """Write many new rows in one transaction, with one trail line, on `path`, that names how many and which.

    Field and constraint checks are the caller's (an import has parsed every cell); the database still refuses
    what breaks a constraint. Rows come back with their primary keys.
    """
    if not rows:
        return []
    with transaction.atomic():
        written = bulk.insert(rows, chunk=chunk)
        trail.write_many(type(rows[0]), [row.pk for row in written], actor=actor, did=did, note=note, path=path)
    return written


def change_many(rows: Sequence[R], fields: Iterable[str], *, actor: Actor, did: str, path: str, note: str = "") -> None:
    """Write the named `fields` of many stored rows in one transaction, with one trail line for all."""
    if not rows:
        return
    with transaction.atomic():
        model = type(rows[0])
        for name in (fields := [*fields]):
            for row in rows:
                model._meta.get_field(name).pre_save(row, add=False)  # bulk_update does not
        model._base_manager.bulk_update(rows, fields, batch_size=500)
        trail.write_many(model, [row.pk for row in rows], actor=actor, did=did, note=note, path=path)


def remove(row: Record, *, actor: Actor, did: str, note: str = "") -> None:
    """Delete one row and keep what it held in the trail.

    Only for rows that nothing counts any more: whoever posted it to the ledger reverses that posting first.
    """
    with transaction.atomic():
        trail.write(row, actor=actor, did=did, note=note, before=trail.plain(row), after={})
        row.delete()


def remove_many(rows: Sequence[Record], *, actor: Actor, did: str, path: str, note: str = "") -> None:
    """Delete many rows of one model with one trail line for all."""
    if not rows:
        return
    with transaction.atomic():
        model, keys = type(rows[0]), [row.pk for row in rows]
        trail.write_many(model, keys, actor=actor, did=did, note=note, path=path)
        for start in range(0, len(keys), 500):
            model._base_manager.filter(pk__in=keys[start : start + 500]).delete()


def _clean(check: Callable[[], None]) -> None:
    try:
        check()
    except ValidationError as error:
        raise Invalid("；".join(error.messages), fields=error.message_dict) from error


def _stored(row: Record) -> dict[str, Any]:
    if row._state.adding:
        return {}
    old = type(row)._base_manager.filter(pk=row.pk).first()
    return trail.plain(old) if old else {}
