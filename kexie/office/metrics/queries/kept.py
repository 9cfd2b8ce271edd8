"""Answers worked out before, kept as long as nothing was posted that could change them.

The ledger only grows, so its last id says how far an answer has seen. What was posted since is looked through: an
answer stays unless some of it has its measure, lies on its days and in its places. In a transaction nothing is kept.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import connection

from kexie.network.organisations.models import Placement
from kexie.office.ledger.models import Entry

from .expressions import Ask

MOST_NEWS = 5000  # entries looked through; after more everything is worked out anew
MOST_ANSWERS, MOST_ROWS = 5000, 2000
# How far the ledger goes, and whether a body has moved: asked by every page of figures, so in one statement.
_MOVES = f'FROM "{Placement._meta.db_table}"'
LOOK = f'SELECT "id", "posted_at", (SELECT COUNT(*) {_MOVES}), (SELECT MAX("id") {_MOVES})'
LOOK += f' FROM "{Entry._meta.db_table}"'
NEWEST, OF_ONE = f'{LOOK} ORDER BY "id" DESC LIMIT 1', f'{LOOK} WHERE "id" = %s'
Seen = tuple[Any, ...] | None
Answer = list[tuple[Any, ...]]


class Kept:
    """The answers of one process over one database."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: Seen = None
        self._answers: dict[Ask, Answer] = {}

    def known(self, asks: Iterable[Ask]) -> tuple[Seen, dict[Ask, Answer]]:
        """Return what is known of these asks, and up to where the ledger was seen for it."""
        if connection.in_atomic_block:
            return None, {}
        with self._lock:
            self._look()
            return self._seen, {ask: self._answers[ask] for ask in asks if ask in self._answers}

    def keep(self, seen: Seen, answers: dict[Ask, Answer]) -> None:
        """Keep answers that were worked out after the ledger had been seen up to `seen`."""
        with self._lock:
            if seen is None or seen != self._seen:
                return
            if len(self._answers) + len(answers) > MOST_ANSWERS:
                self._answers.clear()
            self._answers |= {ask: rows for ask, rows in answers.items() if len(rows) <= MOST_ROWS}

    def forget(self) -> None:
        """Work everything out anew from here on."""
        with self._lock:
            self._answers.clear()

    def _look(self) -> None:
        now, seen = _asked(NEWEST), self._seen
        if now == seen:
            return
        news = self._news(seen, now)
        if news is None:
            self._answers.clear()
        else:
            for ask in [ask for ask in self._answers if _touches(news, ask)]:
                del self._answers[ask]
        self._seen = now

    def _news(self, seen: Seen, now: Seen) -> list[tuple[str, date, str]] | None:
        """Return what was posted since, None if that is too much, or this is not the ledger and tree seen."""
        if seen is None or now is None or not 0 <= now[0] - seen[0] <= MOST_NEWS or _asked(OF_ONE, seen[0]) != seen:
            return None
        news = Entry.objects.order_by().filter(pk__gt=seen[0]).values_list("measure", "on", "path")
        return [*news.distinct()]


def _asked(sql: str, *values: Any) -> Seen:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()


def _touches(news: Sequence[tuple[str, date, str]], ask: Ask) -> bool:
    measures, (start, end) = ask.definition.measures, ask.window
    return any(
        measure in measures
        and (start is None or on >= start)
        and (end is None or on <= end)
        and (ask.reach.view == "is" or not ask.reach.ranges or any(a <= path < b for a, b in ask.reach.ranges))
        for measure, on, path in news
    )


KEPT = Kept()
