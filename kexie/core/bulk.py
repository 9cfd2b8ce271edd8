"""Writing many new rows the fastest way each database has. Only `core.records` and the ledger write this way."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import connection, models, transaction

M = TypeVar("M", bound=models.Model)

_PLAIN = (str, int, bool, type(None))
_KEPT_AS_THEY_ARE = (models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.ForeignKey)


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the garbage collector from running while many rows are made.

    It would walk over all that are alive again and again, a fifth of an import's time, and find nothing: rows are
    freed by their reference counts.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def insert(rows: Sequence[M], *, chunk: int = 2000) -> list[M]:
    """Write new rows of one model within the caller's transaction and give them their keys.

    SQLite takes one short statement run for every row several times faster than the many long ones of bulk_create,
    and its one writer may hand out the keys itself; PostgreSQL returns them.
    """
    rows = list(rows)
    if not rows:
        return rows
    model = type(rows[0])
    numbered = isinstance(model._meta.pk, models.AutoField) and all(row.pk is None for row in rows)
    if connection.vendor != "sqlite" or not numbered or model._meta.parents:
        return model._base_manager.bulk_create(rows, batch_size=chunk)
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    with transaction.atomic(), connection.cursor() as cursor:
        # The write lock is held from the transaction's beginning (transaction_mode IMMEDIATE): nobody else numbers.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
        last = (cursor.fetchone() or (0,))[0]
        for number, row in enumerate(rows, last + 1):
            row.pk = number
        readers = [_reader(field) for field in fields]
        columns = ", ".join(f'"{field.column}"' for field in fields)
        marks = ", ".join(["%s"] * len(fields))
        statement = f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({marks})'
        for start in range(0, len(rows), chunk):
            cursor.executemany(statement, [[read(row) for read in readers] for row in rows[start : start + chunk]])
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
    return rows


def _reader(field: models.Field) -> Callable[[models.Model], Any]:
    """Return how a row's value goes into the column: as it is where nothing has to be done to it."""
    name, stored = field.attname, lambda value: field.get_db_prep_save(value, connection)
    if isinstance(field, models.ForeignKey):
        return lambda row: _key(row, field, name)
    if isinstance(field, models.DateField) and not (field.auto_now or field.auto_now_add):
        seen: dict[date | datetime | None, Any] = {}

        def day(row: models.Model) -> Any:
            value = getattr(row, name)
            if value not in seen:
                seen[value] = stored(value)
            return seen[value]

        return day
    if type(field).pre_save is not models.Field.pre_save:
        return lambda row: stored(field.pre_save(row, True))
    if isinstance(field, _KEPT_AS_THEY_ARE) and type(field).get_prep_value.__module__.startswith("django."):

        def plain(row: models.Model) -> Any:
            value = getattr(row, name)
            return value if type(value) in _PLAIN else stored(value)

        return plain
    return lambda row: stored(getattr(row, name))


def _key(row: models.Model, field: models.ForeignKey, name: str) -> Any:
    value = getattr(row, name)
    if value is None and field.is_cached(row) and (other := getattr(row, field.name)) is not None:
        value = other.pk  # it was stored after it was set
        setattr(row, name, value)
    return value
