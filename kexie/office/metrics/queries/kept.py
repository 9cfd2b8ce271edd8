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
# How far the ledger goes, and whether a body has moved.
STATE = (
    f'SELECT (SELECT MAX("id") FROM "{Entry._meta.db_table}"), COUNT("id"), MAX("id") FROM "{Placement._meta.db_table}"'
)
Answer = list[tuple[Any, ...]]


class Kept:
    """The answers of one process over one database."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: tuple[int, tuple[int, int | None]] = (0, (0, None))
        self._answers: dict[Ask, Answer] = {}

    def known(self, asks: Iterable[Ask]) -> tuple[Any, dict[Ask, Answer]]:
        """Return what is known of these asks, and up to where the ledger was seen for it."""
        if connection.in_atomic_block:
            return None, {}
        with self._lock:
            self._look()
            return self._seen, {ask: self._answers[ask] for ask in asks if ask in self._answers}

    def keep(self, seen: Any, answers: dict[Ask, Answer]) -> None:
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
        with connection.cursor() as cursor:
            cursor.execute(STATE)
            last, *tree = cursor.fetchone()
        last, tree = last or 0, tuple(tree)
        seen, known_tree = self._seen
        if last == seen and tree == known_tree:
            return
        news = Entry.objects.order_by().filter(pk__gt=seen).values_list("measure", "on", "path").distinct()
        if tree != known_tree or not 0 < last - seen <= MOST_NEWS:
            self._answers.clear()
        else:
            rows = [*news]
            for ask in [ask for ask in self._answers if _touches(rows, ask)]:
                del self._answers[ask]
        self._seen = (last, tree)


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
