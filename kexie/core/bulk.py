"""Making and writing new rows, one or many, the fastest way there is.

Only `core.records`, the trail, the ledger, scans and imports write so.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.models.base import ModelState
from django.db.models.query_utils import DeferredAttribute

M = TypeVar("M", bound=models.Model)

_TYPES = {models.BooleanField: bool, models.IntegerField: int, models.CharField: str, models.TextField: str}
_PLAIN = {str, int, bool, type(None)}
_KEPT_AS_THEY_ARE = (models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.ForeignKey)
_DAYS = (models.DateField, models.TimeField)  # and DateTimeField


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


class _Blank(NamedTuple):
    """What a new row of a model holds before anything is said about it."""

    held: Mapping[str, Any]  # defaults, by attribute
    made: Mapping[str, Callable[[], Any]]  # defaults of which every row needs one of its own
    relations: Mapping[str, tuple[str, str]]  # name: attribute here, attribute there
    asking: frozenset[str]  # attributes that do more than hold what they are given
    known: frozenset[str]


def fresh(model: type[M], /, **values: Any) -> M:
    """Return a new row as `model(**values)` does; this will skip what Model.__init__ asks of every field of every row.

    :raises TypeError: the model has no such field
    """
    blank = _blank(model)
    if not blank.known.issuperset(values):
        raise TypeError(f"{model.__name__} has no field {', '.join(sorted(values.keys() - blank.known))}")
    row = model.__new__(model)
    held = row.__dict__
    held.update(blank.held)
    for name in blank.made.keys() - values.keys():
        held[name] = blank.made[name]()
    held.update(values)
    held["_state"] = state = ModelState()
    state.fields_cache = {}
    for name in blank.relations.keys() & values.keys():
        other = state.fields_cache[name] = held.pop(name)
        here, there = blank.relations[name]
        held[here] = None if other is None else getattr(other, there)
    for name in blank.asking.intersection(values):
        setattr(row, name, held.pop(name))
    return row


@cache
def _blank(model: type[models.Model]) -> _Blank:
    held, made, relations, asking = {}, {}, {}, set()
    for field in model._meta.concrete_fields:
        if field.has_default() and callable(field.default):
            made[field.attname] = field.get_default
        else:
            held[field.attname] = field.get_default()
        if type(field) is models.ForeignKey:
            relations[field.name] = field.attname, field.target_field.attname
        elif field.is_relation:
            asking.add(field.name)
        elif field.descriptor_class is not DeferredAttribute:
            asking.add(field.attname)
    return _Blank(held, made, relations, frozenset(asking), frozenset({*held, *made, *relations, *asking}))


class _Statement(NamedTuple):
    """How rows of a model are written: `head`, then `marks` once a row, then perhaps `keys`, which asks for theirs.

    Each field comes with where a row holds it and the type whose values go into its column as they are, if any do.
    """

    head: str
    marks: str
    keys: str
    fields: Sequence[tuple[str, type | None, models.Field]]
    relations: Sequence[models.Field]


def add(row: M) -> M:
    """Write one new row within the caller's transaction as `row.save()` does, by a statement that is made once."""
    statement = None if row.pk is not None else _statement(type(row))
    if statement is None:
        row.save()
        return row
    connection = connections[DEFAULT_DB_ALIAS]
    with connection.cursor() as cursor:
        cursor.execute(statement.head + statement.marks + statement.keys, _values(row, statement, connection))
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, connection.alias
    return row


def add_missing(rows: Sequence[M], *, chunk: int = 50) -> None:
    """Write those of new rows that break no constraint of being the only one; none of them gets its key here.

    For what may come twice at once and is the same both times.
    """
    if not rows:
        return
    statement, connection = _statement(type(rows[0])), connections[DEFAULT_DB_ALIAS]
    with connection.cursor() as cursor:
        for start in range(0, len(rows), chunk):
            part = rows[start : start + chunk]
            marks = ", ".join([statement.marks] * len(part))
            values = [value for row in part for value in _values(row, statement, connection)]
            cursor.execute(f"{statement.head}{marks} ON CONFLICT DO NOTHING", values)


@cache
def _statement(model: type[models.Model]) -> _Statement | None:
    """Return how rows of a model are written, None where they want more than one plain INSERT."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    wants_more = any(field.generated or field.has_db_default() or hasattr(field, "get_placeholder") for field in fields)
    is_plain = model.save is models.Model.save and not model._meta.parents
    if wants_more or not is_plain or not isinstance(model._meta.pk, models.AutoField):
        return None
    columns = ", ".join(f'"{field.column}"' for field in fields)
    return _Statement(
        f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ', f"({', '.join(['%s'] * len(fields))})",
        f' RETURNING "{model._meta.pk.column}"', [(field.attname, _plain_type(field), field) for field in fields],
        [field for field in fields if isinstance(field, models.ForeignKey)],
    )  # fmt: skip


def _plain_type(field: models.Field) -> type | None:
    does_nothing = type(field).pre_save is models.Field.pre_save and _is_djangos(field)
    if isinstance(field, models.ForeignKey):
        return _plain_type(field.target_field)
    return next((plain for kind, plain in _TYPES.items() if does_nothing and isinstance(field, kind)), None)


def _is_djangos(field: models.Field) -> bool:
    return type(field).get_prep_value.__module__.startswith("django.")


def _values(row: models.Model, statement: _Statement, connection: Any) -> list[Any]:
    for field in statement.relations:
        if getattr(row, field.attname) is None:
            _late_key(row, field)
    held, values = row.__dict__, []
    for name, plain, field in statement.fields:
        value = held.get(name)
        if plain is None or (type(value) is not plain and (value is not None or name not in held)):
            value = field.get_db_prep_save(field.pre_save(row, True), connection)
        values.append(value)
    return values


def insert(rows: Sequence[M], *, chunk: int = 2000) -> list[M]:
    """Write new rows of one model within the caller's transaction and give them their keys.

    SQLite takes one short statement run for every row several times faster than the many long ones of bulk_create,
    and its one writer may hand out the keys itself; PostgreSQL returns them.
    """
    rows = list(rows)
    if not rows:
        return rows
    model = type(rows[0])
    if len(rows) == 1 and _statement(model):
        return [add(rows[0])]
    key = model._meta.pk
    connection = connections[DEFAULT_DB_ALIAS]  # itself: its proxy asks for it anew at every touch
    numbered = isinstance(key, models.AutoField) and all(getattr(row, key.attname) is None for row in rows)
    if connection.vendor != "sqlite" or not numbered or model._meta.parents:
        return model._base_manager.bulk_create(rows, batch_size=chunk)
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        # The write lock is held from the transaction's beginning (transaction_mode IMMEDIATE): nobody else numbers.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
        last = (cursor.fetchone() or (0,))[0]
        for number, row in enumerate(rows, last + 1):
            setattr(row, key.attname, number)
        columns = ", ".join(f'"{field.column}"' for field in fields)
        marks = ", ".join(["%s"] * len(fields))
        statement = f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({marks})'
        for start in range(0, len(rows), chunk):
            part = rows[start : start + chunk]
            cursor.executemany(statement, zip(*(_column(field, part, connection) for field in fields), strict=True))
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
    return rows


def _column(field: models.Field, rows: Sequence[models.Model], connection: Any) -> Sequence[Any]:
    """Return one field of many rows as it goes into its column, what nothing has to be done to as it is."""
    if isinstance(field, models.ForeignKey):
        keys = map(attrgetter(field.attname), rows)
        values = [_late_key(row, field) if key is None else key for row, key in zip(rows, keys, strict=True)]
    elif getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        values = [field.pre_save(rows[0], True)] * len(rows)  # written together, they share their moment
        for row in rows:
            setattr(row, field.attname, values[0])
    elif type(field).pre_save is not models.Field.pre_save and not isinstance(field, _DAYS):
        values = [field.pre_save(row, True) for row in rows]
    else:
        values = [*map(attrgetter(field.attname), rows)]
    is_djangos = _is_djangos(field)
    if is_djangos and isinstance(field, _KEPT_AS_THEY_ARE) and _PLAIN.issuperset(map(type, values)):
        return values
    if is_djangos and isinstance(field, (*_KEPT_AS_THEY_ARE, *_DAYS)):
        stored = {value: field.get_db_prep_save(value, connection) for value in set(values)}
        return [stored[value] for value in values]
    return [field.get_db_prep_save(value, connection) for value in values]


def _late_key(row: models.Model, field: models.ForeignKey) -> Any:
    other = row._state.fields_cache.get(field.name)
    if other is None:
        return None
    setattr(row, field.attname, other.pk)  # it was stored after it was set
    return other.pk
