"""Contacts of a province: 1,400 towns, 17,000 villages and 26,600 other bodies, 20,000 ties, 60,000 contacts.

The coverage pages, the grid and what happens every night, through the pages people open.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from . import home

COUNTIES, TOWNS, VILLAGES, OTHERS = 90, 1_400, 17_000, 26_600
LEADERS, TIES, VISITS = 3_000, 20_000, 60_000
FIRST, TODAY = date(2025, 1, 1), date(2026, 11, 22)


def run() -> Iterator[tuple[str, str, str]]:
    """Measure and yield rows of (what, found, against)."""
    home.start("contacts")
    from kexie.core.gate import SYSTEM
    from kexie.network.organisations.models import Organisation
    from kexie.work.contacts import services
    from kexie.work.contacts.models import Cell, Tie

    if not Tie.objects.exists():
        fill()
    yield "bodies, ties, contacts", f"{Organisation.objects.count():,}, {Tie.objects.count():,}, {VISITS:,}", ""
    top = Organisation.objects.get(parent=None)
    if not Cell.objects.exists():
        seconds, done = timed(lambda: services.ready_cells(organisation=top, actor=SYSTEM, on=FIRST))
        yield "grid made ready with one button", f"{seconds:.1f} s, {done.cells:,} cells, {done.places:,} places", ""
    seconds, done = timed(lambda: services.ready_cells(organisation=top, actor=SYSTEM, on=TODAY))
    yield "the button again", f"{seconds:.1f} s, {done.cells} cells, {done.places} places", ""
    look = opened(top)
    for what, address in (
        ("coverage by contact", "/contacts/"), ("coverage by body", "/contacts/?part=bodies"),
        ("bodies nobody keeps contact with", "/contacts/?part=gaps"),
        ("their page 300", "/contacts/?part=gaps&page=300"),
        ("those behind", "/contacts/?part=leaders&late=1"), ("what waits: overdue", "/contacts/?part=behind"),
        ("what waits: short of the quota", "/contacts/?part=behind&why=short"), ("the grid", "/contacts/grid/"),
        ("list of ties", "/contacts/ties/"), ("list of contacts", "/contacts/visits/"),
    ):  # fmt: skip
        look(address)
        wall, cpu, asked = median(lambda address=address: look(address))
        yield what, f"{wall * 1000:.0f} ms ({cpu * 1000:.0f} ms CPU)", f"{asked} statements"
    wall, cpu, asked = median(lambda: anew(look))
    what = "coverage by contact, first after a change"
    yield what, f"{wall * 1000:.0f} ms ({cpu * 1000:.0f} ms CPU)", f"{asked} statements"


def anew(look: Callable[..., int]) -> int:
    """Open the coverage as after a change: what was counted is forgotten."""
    from django.core.cache import cache

    cache.clear()
    return look("/contacts/")


def timed(act: Callable[[], object]) -> tuple[float, object]:
    """Return the seconds an act took, and what it returned."""
    began = time.perf_counter()
    done = act()
    return time.perf_counter() - began, done


def median(act: Callable[[], int]) -> tuple[float, float, int]:
    """Return wall and CPU seconds of the middle of five, and how many statements one takes."""
    walls, cpus, asked = [], [], 0
    for _again in range(5):
        wall, cpu = time.perf_counter(), time.process_time()
        asked = act()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return sorted(walls)[2], sorted(cpus)[2], asked


def opened(top: object) -> Callable[..., int]:
    """Return what opens an address as the province's officer, or sends to it, and says how many statements it took."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from kexie.network.access.models import Grant, User

    user, is_new = User.objects.get_or_create(username="officer", defaults={"name": "officer", "organisation": top})
    if is_new:
        Grant.objects.create(user=user, role="officer", organisation=top, starts_on=date(2000, 1, 1))
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)

    def look(address: str, sent: dict[str, str] | None = None) -> int:
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address) if sent is None else client.post(address, sent)
            b"".join(answer)
        assert answer.status_code == 200, address
        return len(asked)

    return look


def below(parents: list, count: int, kind: str, level: str, name: str) -> list:
    """Return bodies made under others in turn, straight into the database."""
    from kexie.core.paths import segment
    from kexie.network.organisations.models import Organisation

    rows = Organisation.objects.bulk_create(
        Organisation(
            parent=parents[n % len(parents)], kind=kind, level=level, name=f"{name}{n}", path=f"?{name}{n}",
            founded_on=FIRST,
        )
        for n in range(count)
    )  # fmt: skip
    for row in rows:
        row.path = row.parent.path + segment(row.pk)
    Organisation.objects.bulk_update(rows, ["path"], batch_size=400)
    return rows


def fill() -> None:
    """Make the province, straight into the database."""
    from django.db import transaction

    from kexie.core.paths import segment
    from kexie.network.people.models import Person
    from kexie.work.contacts.models import Tie, Visit

    with transaction.atomic():
        counties = below([home.root()], COUNTIES, "association", "county", "县科协")
        towns = below(counties, TOWNS, "association", "town", "镇科协")
        villages = below(towns, VILLAGES, "community", "village", "村")
        below(towns, OTHERS, "cooperative", "", "合作社")
        people = Person.objects.bulk_create(
            Person(organisation=(counties + towns)[n % (COUNTIES + TOWNS)], name=f"领导{n}") for n in range(LEADERS)
        )
        ends = [*towns, *villages]
        ties = Tie.objects.bulk_create(
            Tie(
                organisation=people[n % LEADERS].organisation, person=people[n % LEADERS], body=ends[n % len(ends)],
                since=FIRST, visits=4, key=f"t{n}", last_on=date(2026, 9, 1),
                due_on=TODAY + timedelta(days=n % 90 - 45),
            )
            for n in range(TIES)
        )  # fmt: skip
        for tie in ties:
            tie.chain = segment(tie.pk)
        Tie.objects.bulk_update(ties, ["chain"], batch_size=400)
        Visit.objects.bulk_create(
            Visit(
                tie=ties[n % TIES], organisation=ties[n % TIES].organisation, person=ties[n % TIES].person,
                body=ties[n % TIES].body, on=date(2026, 1 + n % 9, 1 + n % 28), note="看了科普站", key=f"v{n}",
            )
            for n in range(VISITS)
        )  # fmt: skip
