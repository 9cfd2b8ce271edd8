"""Many writers at once: each gets its turn, and who waits too long is told."""

from __future__ import annotations

import threading
import time
from itertools import pairwise

import pytest
from django.db import OperationalError

from kexie.core.sqlite.base import DatabaseWrapper
from kexie.web.environment import database

WRITERS, EACH = 8, 25


@pytest.fixture
def connect(tmp_path):
    """Return what opens a connection of its own to one file, `timeout` seconds patient."""
    opened = []

    def opening(timeout=20):
        how = database("", tmp_path / "some.sqlite3")
        how["OPTIONS"]["timeout"] = timeout
        own = {"TIME_ZONE": None, "AUTOCOMMIT": True, "ATOMIC_REQUESTS": False, "CONN_HEALTH_CHECKS": False}
        opened.append(DatabaseWrapper({**how, **own, "TEST": {}}, "some"))
        opened[-1].inc_thread_sharing()
        return opened[-1]

    yield opening
    for one in opened:
        one.close()


def begin(connection):
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def end(connection):
    connection.commit()
    connection.set_autocommit(True)


@pytest.mark.django_db
def test_nobody_is_passed_by_all_others(connect):
    with connect().cursor() as cursor:
        cursor.execute("CREATE TABLE line (writer int)")
    order, connections, start = [], [connect() for _ in range(WRITERS)], threading.Barrier(WRITERS)

    def write(number):
        start.wait()
        for _turn in range(EACH):
            begin(connections[number])
            time.sleep(0.001)  # an act takes a while
            order.append(number)
            with connections[number].cursor() as cursor:
                cursor.execute("INSERT INTO line VALUES (%s)", [number])
            end(connections[number])

    threads = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(order) == sorted([*range(WRITERS)] * EACH)
    places = [[place for place, number in enumerate(order) if number == writer] for writer in range(WRITERS)]
    gaps = [later - sooner for own in places for sooner, later in pairwise(own)]
    assert max(gaps) < WRITERS * EACH / 2


@pytest.mark.django_db
def test_who_waits_too_long_is_told_and_can_try_again(connect):
    holder, waiter = connect(), connect(timeout=0.2)
    begin(holder)
    started = time.monotonic()
    with pytest.raises(OperationalError, match="locked"):
        begin(waiter)
    assert 0.2 <= time.monotonic() - started < 10
    end(holder)
    begin(waiter)
    end(waiter)
    with waiter.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        assert cursor.fetchone() == (200,)
