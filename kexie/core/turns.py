"""Turns: whoever names the same thing works on it one after the other, until the transaction ends."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.db import connection


def take(names: Iterable[str]) -> None:
    """Wait until no other transaction holds one of these names, and hold them to the end of this one.

    For what no row stands for yet, such as a person two requests are about to register. Names are taken in sorted
    order. SQLite has one writer at a time anyway: there the transaction itself is the turn.
    """
    if connection.vendor != "postgresql":
        return
    keys = sorted({int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True) for name in names})
    with connection.cursor() as cursor:
        for key in keys:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
