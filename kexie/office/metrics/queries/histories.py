"""What every body did, month by month, and how its records come in: one question over the whole ledger each.

For those who judge all bodies at once. A figure is asked of one place and period; 45,000 bodies asked one by one would
be 45,000 questions. The same rules hold: what was reversed to nothing says nothing, a move is no work, and the columnar
copy answers where there is one (docs/decisions/0030).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Case, F, Max, Min, Sum, When

from kexie.core import gate
from kexie.network.access.policies import TreePolicy
from kexie.office.ledger.models import Entry

from . import columns
from .engine import execute
from .expressions import COLUMNAR, dialect_of

MOST_MONTHS = 60  # a set of months is one whole number of 64 bits


@dataclass(frozen=True, slots=True)
class History:
    """What one body posted of one measure up to a day.

    `months` is a set of months as bits: bit 0 the month of the day asked for, bit 1 the month before, and so on; a
    month is in it when the measure grew on some day of it. `standing` is the sum of all amounts: what a stock is.
    """

    organisation: int
    measure: str
    months: int
    standing: int
    first_grown: date | None
    last_grown: date | None
    last_fallen: date | None


@dataclass(frozen=True, slots=True)
class Habit:
    """How one body's records of one measure came in over some months, and over as many months before.

    `days` and `months` are those that have a record; `alike` is how many records say the same in form and all numbers
    as most of them do; `together` is how many months were written down in one month, not imported, more than a grace
    of days after their end.
    """

    organisation: int
    records: int
    days: int
    months: int
    total: int
    together: int
    alike: int
    records_before: int
    total_before: int


def histories(
    measures: Sequence[str], *, until: date, months: int = 36, actor: gate.Actor, organisation: Any = None
) -> Iterator[History]:
    """Yield what every body within the actor's reach posted of each measure, or one organisation alone.

    :raises ValueError: more months than fit one whole number
    """
    if months > MOST_MONTHS:
        raise ValueError(f"{months} months do not fit; {MOST_MONTHS} do")
    rows = Entry.objects.order_by().filter(measure__in=measures, on__lte=until)
    each_day = (
        _seen(rows, actor, organisation)
        .values("organisation_id", "measure", "on", "month")
        .annotate(net=Sum("amount"))
        .exclude(net=0)
    )
    bits = " ".join(f"WHEN {month} THEN {1 << back}" for back, month in enumerate(_months_back(until, months)))
    outside = (
        'SELECT "organisation_id", "measure", '
        f'SUM(DISTINCT CASE WHEN "net" > 0 THEN CASE "month" {bits} ELSE 0 END ELSE 0 END), SUM("net"), '
        'MIN(CASE WHEN "net" > 0 THEN "on" END), MAX(CASE WHEN "net" > 0 THEN "on" END), '
        'MAX(CASE WHEN "net" < 0 THEN "on" END) '
        'FROM ({inside}) AS days GROUP BY "organisation_id", "measure"'
    )
    for body, measure, found, standing, first, last, fallen in _run(each_day, outside):
        yield History(body, measure, int(found), int(standing), _day(first), _day(last), _day(fallen))


def habits(
    measure: str,
    *,
    until: date,
    beside: Sequence[str] = (),
    months: int = 12,
    grace: int = 60,
    actor: gate.Actor,
    organisation: Any = None,
) -> Iterator[Habit]:
    """Yield how the records of a measure came in, body by body, of those that have any.

    beside: measures whose amounts a record says as well, for telling which records are alike; grace: in days
    """
    spans = _months_back(until, 2 * months)
    rows = Entry.objects.order_by().filter(measure__in=(measure, *beside), on__range=(_first_day(spans[-1]), until))
    numbers = {f"said_{place}": _amount_of(other) for place, other in enumerate(beside)}
    each = (
        _seen(rows, actor, organisation)
        .values("organisation_id", "source_kind", "source_id", "on", "month")
        .annotate(net=_amount_of(measure), put_in=Min("posted_at"), way=Max("evidence"), shape=Max("form"), **numbers)
        .filter(net__gt=0)
    )
    alike, together, outside = _of_records(spans, grace, numbers)
    most_alike, most_together = dict(_run(each, alike)), dict(_run(each, together))
    for row in _run(each, outside):
        body, records, days, held, total, every, whole = map(int, row)
        if records:
            yield Habit(
                body, records, days, held, total, int(most_together.get(body, 0)), int(most_alike[body]),
                every - records, whole - total,
            )  # fmt: skip


def _of_records(spans: Sequence[int], grace: int, numbers: Iterable[str]) -> tuple[str, str, str]:
    """Return three questions to records by body: most alike, most months in one sitting, all else."""
    half = len(spans) // 2
    now = f'"month" >= {spans[half - 1]}'
    ends = ((month, _first_day(month, later=1) + timedelta(grace)) for month in spans[:half])
    late = " OR ".join(f'("month" = {month} AND "put_in" >= \'{day}\')' for month, day in ends)
    same = ", ".join(f'"{name}"' for name in ("shape", "net", *numbers))
    alike = (
        'SELECT "organisation_id", MAX("n") FROM (SELECT "organisation_id", COUNT(*) AS "n" '
        f'FROM ({{inside}}) AS records WHERE {now} GROUP BY "organisation_id", {same}) AS saying '
        'GROUP BY "organisation_id"'
    )
    together = (
        'SELECT "organisation_id", MAX("n") FROM (SELECT "organisation_id", COUNT(DISTINCT "month") AS "n" '
        f"FROM ({{inside}}) AS records WHERE \"way\" <> 'imported' AND ({late}) "
        'GROUP BY "organisation_id", SUBSTR(CAST("put_in" AS VARCHAR), 1, 7)) AS sittings GROUP BY "organisation_id"'
    )
    outside = (
        f'SELECT "organisation_id", SUM(CASE WHEN {now} THEN 1 ELSE 0 END), '
        f'COUNT(DISTINCT CASE WHEN {now} THEN "on" END), COUNT(DISTINCT CASE WHEN {now} THEN "month" END), '
        f'SUM(CASE WHEN {now} THEN "net" ELSE 0 END), COUNT(*), SUM("net") '
        'FROM ({inside}) AS records GROUP BY "organisation_id"'
    )
    return alike, together, outside


def _amount_of(measure: str) -> Any:
    return Sum(Case(When(measure=measure, then=F("amount")), default=0))


def _seen(rows: Any, actor: gate.Actor, organisation: Any) -> Any:
    if organisation is not None:
        gate.require(actor, "view", organisation)
        return rows.filter(organisation=organisation)
    return rows if actor is gate.SYSTEM else rows.filter(TreePolicy().inside(actor, Entry))


def _run(inner: Any, outside: str) -> Iterable[tuple[Any, ...]]:
    copy = columns.usable()
    dialect = COLUMNAR if copy else DEFAULT_DB_ALIAS
    sql, values = inner.query.get_compiler(connection=dialect_of(dialect)).as_sql()
    statement = outside.replace("{inside}", sql)
    return copy.execute(statement, values) if copy else execute(statement, values)


def _months_back(until: date, count: int) -> list[int]:
    """Return months as the ledger writes them, 201305, from that of a day backwards."""
    number = until.year * 12 + until.month - 1
    return [(number - back) // 12 * 100 + (number - back) % 12 + 1 for back in range(count)]


def _first_day(month: int, *, later: int = 0) -> date:
    number = month // 100 * 12 + month % 100 - 1 + later
    return date(number // 12, number % 12 + 1, 1)


def _day(value: Any) -> date | None:
    # SQLite keeps days as texts, and what is worked out of them comes back as text.
    return date.fromisoformat(value) if isinstance(value, str) else value
