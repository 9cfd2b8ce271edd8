"""A definition becomes one Django queryset, and its compiled SQL runs on either engine (docs/decisions/0030).

Only portable constructs are used: sums, minima, CASE, substrings, ranges. What a statement needs at run time (days,
paths, a moment) is left open: a template is compiled once per definition and filled in a thousand times.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Case, F, Max, Min, Q, Sum, Value, When
from django.db.models.functions import StrIndex, Substr

from kexie.office.ledger.models import Entry
from kexie.office.metrics.rules import Definition, Period
from kexie.office.metrics.rules.definitions import PERSONS, SOURCES, START

COLUMNAR = "columnar"  # the name of the dialect DuckDB reads; a database alias names that database's own
TOWN = "town"
SOURCE = ("source_kind", "source_id")
DETAILS = (("MAX", "on"), ("MIN", "seen"), ("MIN", "evidence"))  # of a source record: its day, a body, the surest way
COLUMNS = {"organisation": "organisation_id", "day": "on"}  # dimensions whose column has another name

# Stand-ins that no real value equals; filled in when a template is used.
_START, _END = date(1000, 1, 1), date(1000, 1, 2)
_KNOWN = datetime(1000, 1, 3, tzinfo=UTC)
_LOW, _HIGH = "\x01low{}", "\x01high{}"


@dataclass(frozen=True)
class Reach:
    """Which entries count: subtrees as ranges of paths, in the tree of the day ("was") or of today ("is")."""

    view: str
    ranges: tuple[tuple[str, str], ...]  # no range: everything

    @property
    def lengths(self) -> tuple[int, ...]:
        """Return how long each top's path is: what follows says the body below it."""
        return tuple(len(low) for low, _high in self.ranges)

    @property
    def path(self) -> str:
        """Return the column that says where an entry stands."""
        return "path" if self.view == "was" else "organisation__path"


@dataclass(frozen=True)
class Ask:
    """One statement to run: a definition over days and places, grouped by some dimensions.

    what: "value" the figure by `by`; "records" how many source records stand behind it; "unnamed" what a count of
    people could not name; "shared" only what several parties hold together, "alone" all else; "sources" the value of
    every source record, for drill-down, with its last day, a body, its surest evidence.
    """

    definition: Definition
    reach: Reach
    what: str = "value"
    by: tuple[str, ...] = ()
    period: Period | None = None
    known_at: datetime | None = None
    part: tuple[int, int] | None = None  # of source records: how many, after how many; latest first

    @property
    def window(self) -> tuple[date | None, date | None]:
        """Return the first and last day that count: a stock counts since ever."""
        if self.period is None:
            return None, None
        if not self.definition.position or "month" in self.by:
            return (None if self.definition.position else self.period.start), self.period.end
        return None, self.period.eve if self.definition.position == START else self.period.end


def compiled(ask: Ask, dialect: str) -> tuple[str, list[Any]]:
    """Return SQL with %s and its values; columns are those of `by`, then the value."""
    start, end = ask.window
    shape = (start is not None, end is not None, ask.known_at is not None)
    sql, values = _template(ask.definition, ask.reach.view, ask.reach.lengths, ask.what, ask.by, shape, dialect)
    adapt = dialect_of(dialect).ops
    fills: dict[Any, Any] = {}
    for stand_in, value in ((_START, start), (_END, end)):
        if value is not None:
            fills[adapt.adapt_datefield_value(stand_in)] = adapt.adapt_datefield_value(value)
    if ask.known_at is not None:
        fills[adapt.adapt_datetimefield_value(_KNOWN)] = adapt.adapt_datetimefield_value(ask.known_at)
    for number, (low, high) in enumerate(ask.reach.ranges):
        fills[_LOW.format(number)], fills[_HIGH.format(number)] = low, high
    given = [fills.get(value, value) for value in values]
    if ask.what == "sources":
        sql += ' HAVING SUM("value") <> 0'
    if ask.part is not None:
        sql += ' ORDER BY "last_on" DESC, "source_kind", "source_id" LIMIT %s OFFSET %s'
        given += ask.part
    return sql, given


def entries_of(definition: Definition, reach: Reach, shape: tuple[bool, bool, bool]) -> Any:
    """Return the entries a definition counts, as a queryset with stand-ins for days, moment and places."""
    rows = Entry.objects.order_by().filter(measure__in=definition.measures)
    for dimension, values in definition.filters.items():
        rows = rows.filter(**{f"{dimension}__in": values})
    if definition.sources is not None:
        own = Q(pk__in=[])
        for kind, keys in definition.sources:
            own |= Q(source_kind=kind, source_id__in=keys)
        rows = rows.filter(own)
    if definition.bodies:
        rows = rows.filter(organisation__in=definition.bodies)
    if definition.team_has:
        rows = rows.alias(found=StrIndex("team", Value(definition.team_has))).filter(found__gt=0)
    has_start, has_end, is_known = shape
    rows = rows.between(_START if has_start else None, _END if has_end else None)
    if is_known:
        rows = rows.known_at(_KNOWN)
    return rows.filter(_inside(reach)) if reach.ranges else rows


def _inside(reach: Reach) -> Q:
    found = Q()
    for low, high in reach.ranges:
        found |= Q(**{f"{reach.path}__gte": low, f"{reach.path}__lt": high})
    return found


@lru_cache(maxsize=4096)
def _template(
    definition: Definition, view: str, lengths: tuple[int, ...], what: str, by: tuple[str, ...],
    shape: tuple[bool, bool, bool], dialect: str,
) -> tuple[str, tuple[Any, ...]]:  # fmt: skip
    reach = Reach(view, tuple((_LOW.format(n), _HIGH.format(n)) for n in range(len(lengths))))
    rows = entries_of(definition, reach, shape)
    if TOWN in by:
        rows = rows.annotate(town=_town(reach, lengths))
    inner, outer, groups = _grouped(definition, rows, what, by)
    sql, values = inner.query.get_compiler(connection=dialect_of(dialect)).as_sql()
    if definition.aggregate in (PERSONS, SOURCES) and what == "value" and "evidence" in by:
        sql = _surest(definition, sql, groups)
    named = [f'"{column}" AS "{name}"' for name, column in groups.items()]
    grouping = ", ".join(f'"{column}"' for column in groups.values())
    outside = f"SELECT {', '.join([*named, outer])} FROM ({sql}) AS inside"
    return f"{outside} GROUP BY {grouping}" if groups else outside, tuple(values)


def _grouped(definition: Definition, rows: Any, what: str, by: tuple[str, ...]) -> tuple[Any, str, dict[str, str]]:
    """Return the inner queryset, what is taken of its rows outside, and the outer groups with their columns."""
    groups = {name: COLUMNS.get(name, name) for name in by}
    columns = tuple(groups.values())
    if what == "records":
        return _left(rows, SOURCE).exclude(net=0), "COUNT(*)", {}
    if what == "unnamed":
        return _valued(rows.filter(person=None), columns), 'SUM("value")', groups
    if what == "shared":
        return _valued(rows.filter(joint__isnull=False), columns), 'SUM("value")', groups
    if what == "alone":
        return _valued(rows.filter(joint=None), columns), 'SUM("value")', groups
    if what == "sources":
        # What was reversed to nothing says nothing of day, body and evidence either.
        alone = rows.annotate(alone=Case(When(joint__isnull=True, then=F("organisation_id"))))
        inner = _valued(alone, (*SOURCE, "on", "evidence", "alone"), seen=Min("organisation"))
        said = (f'{how}(CASE WHEN "value" <> 0 THEN "{of}" END) AS "last_{of}"' for how, of in DETAILS)
        return inner, f'{", ".join(said)}, SUM("value") AS amount', {name: name for name in SOURCE}
    if definition.aggregate not in (PERSONS, SOURCES):
        return _valued(rows, columns), 'SUM("value")', groups
    if definition.aggregate == PERSONS:
        named = _left(rows.filter(person__isnull=False), ("person_id", *columns))
        return named if "evidence" in by else named.filter(net__gt=0), "COUNT(*)", groups
    each = _left(rows, (*SOURCE, *columns))
    return each if "evidence" in by else each.exclude(net=0), "COUNT(*)", groups


def _surest(definition: Definition, sql: str, groups: Mapping[str, str]) -> str:
    """Return SQL that leaves each person or record once, under the surest way of those that still stand."""
    plain = [f'"{column}"' for name, column in groups.items() if name != "evidence"]
    who, left = (
        (('"person_id"',), "> 0") if definition.aggregate == PERSONS else (('"source_kind"', '"source_id"'), "<> 0")
    )
    how = f'MIN(CASE WHEN "net" {left} THEN "evidence" END) AS "evidence"'
    return (
        f"SELECT {', '.join([*plain, how])} FROM ({sql}) AS ways "
        f'GROUP BY {", ".join([*who, *plain])} HAVING SUM("net") {left}'
    )


def _valued(rows: Any, by: Iterable[str], **more: Any) -> Any:
    """Return the value of each group: plain amounts added, of a shared line at most what all parties count together."""
    return (
        rows.values("joint", *by)
        .annotate(total=Sum("amount"), cap=Max("joint_total"), **more)
        .annotate(
            value=Case(
                When(joint__isnull=True, then=F("total")), When(total__lt=F("cap"), then=F("total")), default=F("cap")
            )
        )
    )


def _left(rows: Any, by: Sequence[str], **more: Any) -> Any:
    """Return what is left of each group after reversals."""
    return rows.values(*by).annotate(net=Sum("amount"), **more)


def _town(reach: Reach, lengths: tuple[int, ...]) -> Any:
    """Return the five characters that name the body right below the top an entry lies under, "" for the top itself."""
    if len(set(lengths)) <= 1:
        return Substr(reach.path, (lengths[0] if lengths else 0) + 1, 5)
    inside = [Q(**{f"{reach.path}__gte": low, f"{reach.path}__lt": high}) for low, high in reach.ranges]
    return Case(*(When(q, then=Substr(reach.path, n + 1, 5)) for q, n in zip(inside, lengths, strict=True)))


@cache
def _columnar() -> BaseDatabaseWrapper:
    # DuckDB reads PostgreSQL's dialect; this wrapper only compiles and never connects.
    from django.db.backends.postgresql.base import DatabaseWrapper

    own = connections[DEFAULT_DB_ALIAS].settings_dict
    return DatabaseWrapper({**own, "ENGINE": "django.db.backends.postgresql"}, COLUMNAR)


def dialect_of(name: str) -> BaseDatabaseWrapper:
    """Return the connection that writes a dialect's SQL."""
    return _columnar() if name == COLUMNAR else connections[name]
