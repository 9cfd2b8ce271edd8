"""One thread of a process computes at a time, and the others stand in line.

Python runs one thread of a process anyway, but changes between them every 5 ms and whenever one asks the database. A
thread that holds SQLite's one write lock then loses its place at each of its statements, and the whole house waits
for it: four threads a process took in half as many sign-ups as one. Here a request is done before the next begins. One
that takes long (an export, a report) loses its turn and goes on beside the others, so nobody waits for it.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

LONG = 0.05  # seconds after which whoever has the turn goes on without it

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Line:
    """Threads in the order they came; the first has the turn."""

    def __init__(self, long: float = LONG) -> None:
        self._long = long
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._first: threading.Lock | None = None  # shut as long as the thread it belongs to waits
        self._since = 0.0

    def enter(self) -> threading.Lock:
        """Wait for the turn and return what `leave` wants; who has it for long is passed by."""
        mine = threading.Lock()
        with self._guard:
            self._waiting.append(mine)
            mine.acquire()
            if self._first is None:
                self._next()
        while not mine.acquire(timeout=self._long):
            with self._guard:
                if self._first is not mine and time.monotonic() - self._since >= self._long:
                    self._next()
        return mine

    def leave(self, mine: threading.Lock) -> None:
        """Give the turn to the next, unless it went on long ago."""
        with self._guard:
            if self._first is mine:
                self._next()

    def _next(self) -> None:
        self._first = self._waiting.popleft() if self._waiting else None
        self._since = time.monotonic()
        if self._first is not None:
            self._first.release()


def in_line(application: Application) -> Application:
    """Return an application whose requests are answered one after another; what is streamed runs beside them."""
    line = Line()

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        mine = line.enter()
        try:
            return application(environ, start)
        finally:
            line.leave(mine)

    return answer
