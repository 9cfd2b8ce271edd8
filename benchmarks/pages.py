"""Pages over 100,000 activities: CPU ms and statements of each operation, beside bare Django in the same run.

One process, one request after another, through the whole stack of middleware and templates; the database is SQLite
within the process, so CPU means application and database together. Bare Django (bare.py) is a page by hand over the
same table: session, sign-in, one queryset, one template without a frame; "tuned" walks the keys and counts nothing.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from . import home
from .imports import FORMS, TOWNS

ACTIVITIES = 100_000
TIMES = 25


def run() -> Iterator[tuple[str, str, str]]:
    """Measure and yield rows of (operation, ours, references and target)."""
    home.start("pages")
    fill()
    from kexie.network.access.models import User
    from kexie.work.activities.models import Activity

    user, some = User.objects.get(username="bench"), Activity.objects.order_by("id")[ACTIVITIES // 2]
    base = "/activities/"
    operations = {
        "list, 50 of 100,000, filtered": (f"{base}?form=讲座&starts_on__year=2013", "list", "≤ 18 ms, ≤ 40 kB, ≤ 6"),
        "text search": (f"{base}?q=讲座活动（5", "search", "≤ 18 ms"),
        "page 1000": (f"{base}?page=1000", "page", "≤ 18 ms"),
        "record page": (f"{base}{some.pk}/", "record", "≤ 18 ms"),
        "home": ("/", "", "≤ 14 ms"),
        "metrics, 69 figures": ("/metrics/", "", ""),
        "one figure": ("/metrics/figure/活动参加人次/?year=2013", "", ""),
        "ledger": ("/ledger/entries/", "", ""),
    }
    for name, (address, reference, target) in operations.items():
        cpu, statements, size = measured(user, address)
        beside = ""
        if reference:
            usual, _count, _size = measured(user, f"/bare/{reference}/?pk={some.pk}", bare=True)
            tuned, _count, _size = measured(user, f"/bare/{reference}/?pk={some.pk}&tuned=1", bare=True)
            beside = f"bare {usual:.1f} / tuned {tuned:.1f} ms, ours {cpu / usual:.1f} / {cpu / tuned:.1f} times; "
        yield name, f"{cpu:.1f} ms, {statements} statements, {size / 1000:.0f} kB", f"{beside}{target}"


def measured(user: Any, address: str, *, bare: bool = False) -> tuple[float, int, int]:
    """Return the median CPU ms of a GET, its statements, and the bytes of the answer."""
    from django.db import connection
    from django.test import Client, override_settings
    from django.test.utils import CaptureQueriesContext

    plain = {
        "ROOT_URLCONF": "benchmarks.bare", "MIDDLEWARE": [
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
    } if bare else {}  # fmt: skip
    with override_settings(ALLOWED_HOSTS=["*"], **plain):
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        for _warm in range(3):
            answer = client.get(address)
            assert answer.status_code == 200, (address, answer.status_code)
        with CaptureQueriesContext(connection) as seen:
            client.get(address)
            statements = len(connection.queries) - seen.initial_queries  # before the next request forgets them
        spent = [once(lambda: client.get(address).content) for _again in range(TIMES)]
    return statistics.median(spent), statements, len(answer.content)


def once(work: Callable[[], object]) -> float:
    """Return the CPU milliseconds a piece of work takes."""
    started = time.process_time()
    work()
    return (time.process_time() - started) * 1000


def fill() -> None:
    """Found the towns, record the activities in bulk, post them, and make a reader of everything; once."""
    from django.db import transaction

    from kexie.core import bulk
    from kexie.core.gate import SYSTEM
    from kexie.core.loading import digest
    from kexie.core.paths import segment
    from kexie.network.access.models import Grant, User
    from kexie.network.organisations.models import Organisation
    from kexie.work.activities import services
    from kexie.work.activities.models import Activity

    if Activity.objects.count() >= ACTIVITIES:
        return
    top, chance, bodies = home.root(), random.Random(2013), []
    with transaction.atomic():
        for name in TOWNS:
            body = Organisation.objects.create(
                name=f"{name}科协", parent=top, kind="association", level="town", path=f"?{name}"
            )
            body.path = top.path + segment(body.pk)
            body.save()
            bodies.append(body)
        made = []
        for number in range(ACTIVITIES):
            form, body = chance.choice(FORMS), chance.choice(bodies)
            row = Activity(
                organisation=body, name=f"{form}活动（{number}）", form=form, state="completed", place=body.name,
                starts_on=date(2010, 1, 1) + timedelta(chance.randrange(5 * 365)), channel="onsite",
                participations=chance.randrange(20, 900), volunteers=chance.randrange(1, 30),
                leaflets=chance.randrange(800),
            )  # fmt: skip
            row.key = digest(row.natural_key())
            made.append(row)
        bulk.insert(made)
        services.post_many(rows=made, actor=SYSTEM, note="")
        user = User.objects.create(username="bench", name="测量员", organisation=top)
        Grant.objects.create(user=user, role="officer", organisation=top, starts_on=date(2000, 1, 1))
