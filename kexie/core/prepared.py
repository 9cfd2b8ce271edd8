"""Questions asked so often that their SQL is worked out once, and only the values change.

Django writes the SQL of a queryset anew each time it is asked, which takes longer than the database needs to answer.
Here the queryset is made once, with `Given("digest")` where a value goes, and asked with `.first(digest=…)`:

    @cache
    def _by_digest() -> Prepared[Device]:
        return Prepared(Device.objects.filter(secret_digest=Given("digest")))

What is no value (a day within a condition, how many of something) is an argument of that function, under `lru_cache`.
The rows are those the queryset gives, with what it selects along.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.query import ModelIterable, QuerySet, ValuesListIterable, get_related_populators

R = TypeVar("R")


class Given(models.Expression):
    """A value named when the question is asked: a text or number as it is, anything else as `field` stores it.

    Never nothing: `= NULL` finds no row.
    """

    def __init__(self, name: str, field: models.Field | None = None) -> None:
        super().__init__()
        self.name, self.stored_by = name, field

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Leave room for the value."""
        return "%s", [self]

    def put(self, values: Mapping[str, Any], connection: Any) -> Any:
        """Return the value as it goes to the database."""
        value = values[self.name]
        return value if self.stored_by is None else self.stored_by.get_db_prep_value(value, connection)


def several(name: str, count: int, field: models.Field | None = None) -> list[Given]:
    """Return room for so many values, for `__in`: `named(name, values)` puts them there."""
    return [Given(f"{name}_{n}", field) for n in range(count)]


def named(name: str, values: Iterable[Any]) -> dict[str, Any]:
    """Return values under the names that `several` gives them."""
    return {f"{name}_{n}": value for n, value in enumerate(values)}


class _Plan(NamedTuple):
    """One question on one kind of database."""

    sql: str
    params: Sequence[Any]
    converters: Sequence[tuple[int, Sequence[Callable[..., Any]], Any]]
    read: Callable[[Sequence[Any]], Any]


class Prepared(Generic[R]):
    """A queryset of rows, or of `values_list`, that is asked with other values each time."""

    def __init__(self, queryset: QuerySet[Any]) -> None:
        self._queryset = queryset
        self._plans: dict[str, _Plan | None] = {}

    def rows(self, **values: Any) -> list[R]:
        """Return the rows for these values."""
        connection = connections[DEFAULT_DB_ALIAS]
        if connection.vendor not in self._plans:
            self._plans[connection.vendor] = _plan(self._queryset, connection)
        plan = self._plans[connection.vendor]
        if plan is None:
            return []
        params = [one.put(values, connection) if type(one) is Given else one for one in plan.params]
        with connection.cursor() as cursor:
            cursor.execute(plan.sql, params)
            found = cursor.fetchall()
        return [plan.read(_converted(row, plan, connection)) for row in found]

    def first(self, **values: Any) -> R | None:
        """Return the first row for these values, None when there is none."""
        return next(iter(self.rows(**values)), None)


def _plan(queryset: QuerySet[Any], connection: Any) -> _Plan | None:
    """Return how a queryset is asked; None when nothing can ever fit it."""
    compiler = queryset.query.get_compiler(connection=connection)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return None
    found = compiler.get_converters(expression for expression, _sql, _alias in compiler.select)
    converters = [(position, *pair) for position, pair in found.items()]
    return _Plan(sql, params, converters, _reader(queryset, compiler))


def _reader(queryset: QuerySet[Any], compiler: Any) -> Callable[[Sequence[Any]], Any]:
    """Return what makes of a row in the database what the queryset would make of it."""
    if queryset._iterable_class is ValuesListIterable:
        return tuple
    if queryset._iterable_class is not ModelIterable:
        raise TypeError(f"{queryset._iterable_class.__name__} cannot be prepared")
    held, model = compiler.klass_info["select_fields"], compiler.klass_info["model"]
    start, end = held[0], held[-1] + 1
    names = [expression.target.attname for expression, _sql, _alias in compiler.select[start:end]]
    populators = get_related_populators(compiler.klass_info, compiler.select, DEFAULT_DB_ALIAS)
    annotated = [*compiler.annotation_col_map.items()]

    def read(row: Sequence[Any]) -> models.Model:
        made = model.from_db(DEFAULT_DB_ALIAS, names, row[start:end])
        for populator in populators:
            populator.populate(row, made)
        for name, position in annotated:
            setattr(made, name, row[position])
        return made

    return read


def _converted(row: Sequence[Any], plan: _Plan, connection: Any) -> Sequence[Any]:
    row = list(row)
    for position, converters, expression in plan.converters:
        for convert in converters:
            row[position] = convert(row[position], expression, connection)
    return row
