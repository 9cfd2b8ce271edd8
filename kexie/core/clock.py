"""The one clock: days are days in Asia/Shanghai, and tests may set it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

ZONE = ZoneInfo("Asia/Shanghai")
_set: ContextVar[datetime | None] = ContextVar("clock", default=None)


def now() -> datetime:
    """Return this moment, aware."""
    return _set.get() or timezone.now()


def today() -> date:
    """Return the day it is in Asia/Shanghai, whatever zone the server is set to."""
    return day(now())


def day(moment: datetime) -> date:
    """Return the Shanghai day a moment falls on: 31 Dec 16:30 UTC is 1 January."""
    return moment.astimezone(ZONE).date()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Set the clock for a block, in this thread only."""
    token = _set.set(moment)
    try:
        yield
    finally:
        _set.reset(token)
