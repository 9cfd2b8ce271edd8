"""Runs what is asked: on the operational database, or for a big ledger on its columnar copy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection

from . import columns
from .expressions import COLUMNAR, Ask, compiled
from .kept import KEPT

NO_TEXT = ("day", "month", "organisation")  # dimensions whose values are days and numbers
MOST_AT_ONCE = 200  # arms of one statement; SQLite takes 500


def answers(asks: Sequence[Ask]) -> list[list[tuple[Any, ...]]]:
    """Return the rows of every ask, in order: the dimensions it is grouped by, then its value."""
    seen, known = KEPT.known(asks)
    missing = [ask for ask in dict.fromkeys(asks) if ask not in known]
    if missing:
        fresh = dict(zip(missing, _work_out(missing), strict=True))
        KEPT.keep(seen, fresh)
        known |= fresh
    return [known[ask] for ask in asks]


def _work_out(asks: Sequence[Ask]) -> list[list[tuple[Any, ...]]]:
    """Ask the engine; asks of one shape run as one statement: a page of figures costs a few, not one a figure.

    The shape is what their columns hold: PostgreSQL puts no days under texts. Lists of records run alone, since they
    are ordered and cut.
    """
    found: list[list[tuple[Any, ...]]] = [[] for _ask in asks]
    places: dict[tuple[object, ...], list[int]] = {}
    for place, ask in enumerate(asks):
        shape = (place,) if ask.what == "sources" else tuple(by if by in NO_TEXT else "" for by in ask.by)
        places.setdefault(shape, []).append(place)
    copy = columns.usable()
    dialect = COLUMNAR if copy else DEFAULT_DB_ALIAS
    for same in places.values():
        for start in range(0, len(same), MOST_AT_ONCE):
            part = same[start : start + MOST_AT_ONCE]
            sql, values = _joined([(place, *compiled(asks[place], dialect)) for place in part])
            for place, *row in copy.execute(sql, values) if copy else execute(sql, values):
                found[place].append(tuple(row))
    return found


def execute(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run a statement on the operational database."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def _joined(arms: Sequence[tuple[int, str, list[Any]]]) -> tuple[str, list[Any]]:
    statements, values = [], []
    for place, sql, own in arms:
        statements.append(sql.replace("SELECT ", f"SELECT {place} AS place, ", 1))
        values += own
    return " UNION ALL ".join(statements), values
