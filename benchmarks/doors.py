"""Sign-ups, sign-ins and public pages through HTTP: 16 clients at two workers, beside a bare loop on the same database.

CPU is the web server's and, where the database is PostgreSQL, the database's; the clients' is not in it. Waiting times
are those of the clients, who never pause: with 16 of them at 400 a second each waits 40 ms. The reference is one
INSERT … ON CONFLICT and one commit per row, by hand, with as many connections as the web server has threads.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from . import home
from .served import CLIENTS, server

SIGN_UPS, SIGN_INS, BATCHES, PAGES, BATCH = 75, 100, 10, 60, 50  # of each client; BATCH scans a request
CROWDS = (0, 1_000, 20_000)
FRESH = 5  # seconds a public page is kept (kexie.web.portal)


def run() -> Iterator[tuple[str, str, str]]:
    """Measure and yield rows of (operation, ours, reference and target)."""
    home.start("doors", database=True)
    from django.db import connection

    from kexie.core import clock

    at, name = clock.now(), connection.vendor
    bare = bare_loop(SIGN_INS)
    yield f"{name}: bare INSERT … ON CONFLICT loop", bare, ""
    with server() as load:
        path, sign_up = signing_up(at)
        load(sign_up, 5)
        yield f"{name}: sign-up", load(sign_up, SIGN_UPS).told(), "≤ 7 ms, ≥ 280/s"
        yield f"{name}: sign-up, statements", f"{statements_of(path, at)}", ""
        first, send = signing_in(at, 1)
        load(send, 5)
        yield f"{name}: sign-in", load(send, SIGN_INS).told(), "≤ 4 ms, ≥ 400/s, p99 ≤ 60 ms"
        yield f"{name}: sign-in, statements", f"{counted(first)}", ""
        first, send = signing_in(at, BATCH)
        yield f"{name}: sign-in, {BATCH} a request", load(send, BATCHES).told(BATCH), ""
        yield f"{name}: sign-in, {BATCH} a request, statements", f"{counted(first)}", ""
        for crowd in CROWDS:
            address = f"/p/activities/{activity(at, crowd=crowd).public_id}/"
            load(reading(address, fresh=True), 5)
            run = load(reading(address, fresh=True), PAGES)
            yield f"{name}: public page, {crowd:,} sign-ups", run.told(), "≤ 6 ms"
            yield f"{name}: the same, kept", load(reading(address, fresh=False), PAGES * 5).told(), "≤ 1.5 ms"


def bare_loop(each: int) -> str:
    """Insert rows one commit at a time, as many threads as the server has, and say how many a second."""
    from django.db import connection

    insert = "INSERT INTO bare_signup (session, person) VALUES (%s, %s) ON CONFLICT DO NOTHING"
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bare_signup")
        key = "bigserial" if connection.vendor == "postgresql" else "integer"
        cursor.execute(f"CREATE TABLE bare_signup (id {key} PRIMARY KEY, session int, person int)")
        cursor.execute("CREATE UNIQUE INDEX bare_signup_once ON bare_signup (session, person)")

    def insert_some(number: int) -> None:
        with connection.cursor() as cursor:
            for turn in range(each):
                cursor.execute(insert, [1, number * each + turn])
        connection.close()

    threads = [threading.Thread(target=insert_some, args=(number,)) for number in range(8)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return f"{8 * each / (time.perf_counter() - started):.0f}/s"


def signing_up(at: Any) -> tuple[str, Callable[[HTTPConnection, int], None]]:
    """Return the address of a sign-up page, and what signs a new person up there as a browser does."""
    row = activity(at, crowd=0)
    path, held = f"/p/activities/{row.public_id}/sign-up/1/", threading.local()

    def send(connection: HTTPConnection, turn: int) -> None:
        if not hasattr(held, "cookie"):
            answer, page = ask(connection, "GET", path)
            held.cookie = answer.getheader("Set-Cookie").partition(";")[0]
            held.token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        body = urlencode({**who(), "csrfmiddlewaretoken": held.token})
        head = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": held.cookie}
        answer, page = ask(connection, "POST", path, body, head)
        assert answer.status == 302, (answer.status, page)

    return path, send


def who() -> dict[str, str]:
    """Return what a new person fills in."""
    number = uuid4().int % 10**8
    return {"name": f"测量{number:08d}"[:12], "phone": f"164{number:08d}", "agrees": "on", "key": uuid4().hex}


def signing_in(at: Any, size: int) -> tuple[Any, Callable[[HTTPConnection, int], None]]:
    """Return a request that can be counted, and what sends `size` scans of people who have not been scanned yet."""
    from kexie.core.gate import SYSTEM
    from kexie.work.attendance import queries, services
    from kexie.work.signups.models import Signup

    turns = CLIENTS * ((SIGN_INS + 5) if size == 1 else BATCHES) + 1
    row = activity(at, crowd=turns * size)
    people = [*Signup.objects.filter(session__activity=row).select_related("session__activity")]
    codes = [queries.code_of(one) for one in people]
    session = people[0].session_id
    secrets = [services.open_door(activity=row, name=f"{n + 1} 号门", actor=SYSTEM, at=at)[1] for n in range(CLIENTS)]
    left = iter([codes[start : start + size] for start in range(0, len(codes), size)])

    def request(turn: int) -> tuple[str, dict[str, str]]:
        scans = [
            {"key": str(uuid4()), "session": session, "direction": "in", "how": "camera", "at": at.isoformat(),
             "code": code, "said": "ok"} for code in next(left)
        ]  # fmt: skip
        body = json.dumps({"sent_at": at.isoformat(), "scans": scans})
        return body, {"Content-Type": "application/json", "X-Door": secrets[turn % CLIENTS]}

    def send(connection: HTTPConnection, turn: int) -> None:
        answer, text = ask(connection, "POST", "/door/api/scans/", *request(turn))
        assert answer.status == 200, (answer.status, text)
        assert all(one["verdict"] == "ok" for one in json.loads(text)["results"]), text

    def by_hand(client: Any) -> Any:
        body, head = request(0)
        return client.post(
            "/door/api/scans/", body, content_type="application/json", headers={"X-Door": head["X-Door"]}
        )

    return by_hand, send


def reading(address: str, *, fresh: bool) -> Callable[[HTTPConnection, int], None]:
    """Return what reads a page: `fresh`, an address nobody has asked for yet, so that nothing kept answers."""

    def send(connection: HTTPConnection, turn: int) -> None:
        answer, _page = ask(connection, "GET", f"{address}?x={uuid4().hex}" if fresh else address)
        assert answer.status == 200, answer.status

    return send


def ask(
    connection: HTTPConnection, method: str, path: str, body: str | None = None, head: dict[str, str] | None = None
) -> tuple[Any, str]:
    """Return the answer to a request and its text."""
    connection.request(method, path, body.encode() if body else None, head or {})
    answer = connection.getresponse()
    return answer, answer.read().decode()


def statements_of(path: str, at: Any) -> int:
    """Return the statements of one sign-up."""
    return counted(lambda client: client.post(path, who()))


def counted(work: Callable[[Any], Any]) -> int:
    """Return the statements of one request, those that begin and end a transaction left out."""
    from django.db import connection
    from django.test import Client, override_settings
    from django.test.utils import CaptureQueriesContext

    with override_settings(ALLOWED_HOSTS=["*"]), CaptureQueriesContext(connection) as seen:
        answer = work(Client())
        assert answer.status_code in (200, 302), answer.content
        found = connection.queries[seen.initial_queries :]
    around = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return sum(not one["sql"].startswith(around) for one in found)


def activity(at: Any, *, crowd: int) -> Any:
    """Return a published activity of one session with so many sign-ups."""
    from kexie.core.loading import digest
    from kexie.network.people.models import Person
    from kexie.work.activities.models import Activity, Session
    from kexie.work.signups.models import Admission, Signup

    top, starts = home.root(), at + timedelta(days=1)
    row = Activity(
        organisation=top, name=f"院士进校园 {uuid4().hex[:8]}", form="讲座", state="published", place="县一中礼堂",
        starts_on=starts.date(), published_at=at - timedelta(days=1), introduction="院士讲北斗怎样知道您在哪里。" * 10,
    )  # fmt: skip
    row.key = digest(row.natural_key())
    row.save()
    session = Session.objects.create(
        activity=row, number=1, starts_at=starts, ends_at=starts + timedelta(hours=2), place="礼堂"
    )
    Admission.objects.create(session=session, places=100_000, taken=crowd)
    people = [Person(organisation=top, name=f"测量{n}", phone=f"164{n:08d}") for n in range(crowd)]
    Person.objects.bulk_create(people, batch_size=500)
    rows = [Signup(session=session, person=one, phone=one.phone, signed_up_at=at, moved_at=at) for one in people]
    Signup.objects.bulk_create(rows, batch_size=500)
    return row
