"""Which towns of a province have which heads: 1,400 towns, 17,000 villages, 17,000 appointments.

The page, its workbook and the metric 三长覆盖率, beside SQL by hand over the same tables in the same run.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from . import home
from .contacts import below, median, opened, timed

COUNTIES, TOWNS, VILLAGES = 90, 1_400, 17_000
CHAIRS, HEADS, INFORMANTS, TALLIES = 1_260, 3_500, 12_000, 300
FIRST, TODAY = date(2025, 1, 1), date(2026, 11, 22)

# A line a town as the page has it; whoever writes it by hand has no tree to ask, so informants count in their village's
# own town alone, and which heads a headcount stands for is left open.
BY_HAND = """
SELECT t.id, t.name, up.name,
    group_concat(CASE WHEN a.position = '主席' THEN p.name END),
    group_concat(CASE WHEN a.head = 'hospital' THEN p.name END),
    group_concat(CASE WHEN a.head = 'school' THEN p.name END),
    group_concat(CASE WHEN a.head = 'farm_station' THEN p.name END), count(CASE WHEN a.head <> '' THEN 1 END),
    (SELECT amount FROM governance_tally AS y WHERE y.organisation_id = t.id AND y.what = 'heads' AND y."on" <= %(day)s
        ORDER BY y."on" DESC LIMIT 1),
    v.villages, v.informants
FROM organisations_organisation AS t JOIN organisations_organisation AS up ON up.id = t.parent_id
LEFT JOIN governance_appointment AS a ON a.organisation_id = t.id AND a.from_on <= %(day)s AND NOT a.is_pending
    AND (a.until_on IS NULL OR a.until_on >= %(day)s)
LEFT JOIN people_person AS p ON p.id = a.person_id
LEFT JOIN (
    SELECT o.parent_id, count(DISTINCT o.id) AS villages, count(i.id) AS informants FROM organisations_organisation AS o
    LEFT JOIN governance_appointment AS i ON i.organisation_id = o.id AND i.position = '信息员' AND i.from_on <= %(day)s
        AND NOT i.is_pending AND (i.until_on IS NULL OR i.until_on >= %(day)s)
    WHERE o.kind = 'community' AND o.state = 'active' GROUP BY o.parent_id
) AS v ON v.parent_id = t.id
WHERE t.kind = 'association' AND t.level = 'town' AND t.state = 'active' GROUP BY t.id ORDER BY t.path
"""
SHARE_BY_HAND = """
SELECT 100.0 * covered / bodies FROM (
    SELECT sum(CASE WHEN measure = 'governance.covered' THEN amount ELSE 0 END) AS covered,
        sum(CASE WHEN measure = 'governance.bodies' THEN amount ELSE 0 END) AS bodies
    FROM ledger_entry WHERE measure IN ('governance.covered', 'governance.bodies') AND kind = 'association'
        AND form = 'town' AND "on" <= %(day)s
)
"""


def run() -> Iterator[tuple[str, str, str]]:
    """Measure and yield rows of (what, found, against)."""
    home.start("coverage")
    from kexie.core.gate import SYSTEM
    from kexie.network.organisations.models import Organisation
    from kexie.office.metrics import queries as metrics
    from kexie.work.governance import queries
    from kexie.work.governance.models import Appointment

    if not Appointment.objects.exists():
        seconds, _none = timed(fill)
        yield "filled and counted", f"{seconds:.0f} s", ""
    yield "bodies, appointments", f"{Organisation.objects.count():,}, {Appointment.objects.count():,}", ""
    top = Organisation.objects.get(parent=None)
    found = queries.coverage(actor=SYSTEM, day=TODAY)
    lines = ask(BY_HAND)
    by_hand = sum(bool(line[7] or line[8]) for line in lines)
    assert (len(lines), by_hand) == (len(found.towns), found.covered), (len(lines), by_hand, found.covered)
    wall, cpu, _n = median(lambda: len(ask(BY_HAND)))
    yield "the page's lines by hand in SQL", said(wall, cpu), "1 statement"
    wall, cpu, _n = median(lambda: len(queries.coverage(actor=SYSTEM, day=TODAY).towns))
    yield "the page's question alone", said(wall, cpu), ""
    look, address = opened(top), "/governance/coverage/"
    for what, asked, sent in (
        ("the page", address, None), ("its last page", f"{address}?page=28", None),
        ("towns that lack a head", f"{address}?gap=any", None), ("its workbook", f"{address}export/", {"gap": ""}),
    ):  # fmt: skip
        look(asked, sent)
        wall, cpu, number = median(lambda asked=asked, sent=sent: look(asked, sent))
        yield what, said(wall, cpu), f"{number} statements"
    how = {"period": metrics.Period.year(TODAY.year), "organisation": top, "actor": SYSTEM}
    seconds, figure = timed(lambda: metrics.figure("三长覆盖率", **how))
    share = figure.value
    assert abs(float(share) - ask(SHARE_BY_HAND)[0][0]) < 0.01, share
    wall, cpu, _n = median(lambda: bool(metrics.figure("三长覆盖率", **how)))
    yield f"三长覆盖率, {share:.1f} %", said(wall, cpu), f"first in this process {seconds * 1000:.0f} ms"
    wall, cpu, _n = median(lambda: len(ask(SHARE_BY_HAND)))
    yield "the same by hand in SQL over the ledger", said(wall, cpu), "1 statement"


def ask(sql: str) -> list[tuple]:
    """Return what SQL by hand finds, past Django's models."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, {"day": TODAY.isoformat()})
        return cursor.fetchall()


def said(wall: float, cpu: float) -> str:
    """Return milliseconds in words."""
    return f"{wall * 1000:.0f} ms ({cpu * 1000:.0f} ms CPU)"


def fill() -> None:
    """Make the province straight into the database, and have the ledger say what it comes to."""
    from django.db import transaction

    from kexie.core.gate import SYSTEM
    from kexie.network.organisations.models import Organisation
    from kexie.network.people.models import Person
    from kexie.work.governance import services
    from kexie.work.governance.models import Appointment, Tally

    with transaction.atomic():
        counties = below([home.root()], COUNTIES, "association", "county", "县科协")
        towns = below(counties, TOWNS, "association", "town", "镇科协")
        villages = below(towns, VILLAGES, "community", "village", "村")
        kinds = ("hospital", "school", "farm_station")
        seats = [(towns[n], {"position": "主席"}) for n in range(CHAIRS)]
        # The last towns have no head; those before them lack one or two.
        seats += [(towns[n % 1_300], {"position": "副主席", "head": kinds[n // 1_300]}) for n in range(HEADS)]
        seats += [(villages[n], {"position": "信息员"}) for n in range(INFORMANTS)]
        people = Person.objects.bulk_create(
            [Person(organisation=body, name=f"某{n}") for n, (body, _how) in enumerate(seats)], batch_size=500
        )
        rows = Appointment.objects.bulk_create(
            [
                Appointment(organisation=body, person=person, from_on=FIRST, **how)
                for (body, how), person in zip(seats, people, strict=True)
            ],
            batch_size=500,
        )
        Tally.objects.bulk_create(
            Tally(organisation=town, what="heads", amount=3, on=FIRST) for town in towns[-TALLIES:-50]
        )
        bodies = [*Organisation.objects.exclude(parent=None)]
        services.count_bodies(bodies=bodies, actor=SYSTEM)
        services.count_appointments(rows=rows, actor=SYSTEM)
