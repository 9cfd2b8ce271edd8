"""Vitality of 45,000 bodies recomputed from 5,000,000 ledger entries: the question, the rules, the writing, memory.

Beside it the same question as bare SQL: DuckDB by hand on the same Parquet files, and SQLite by hand.
"""

from __future__ import annotations

import random
import resource
import sqlite3
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from . import home
from .ledger_metrics import INDEXES, best, names, once

ENTRIES, BODIES, YEARS = 5_000_000, 45_000, 4
ON = date(2014, 12, 31)
SHAPES = (("association", "town"), ("farm_association", "town"), ("enterprise", "town"), ("society", "county"))
FLOWS = ("activities.held", "activities.participations", "activities.volunteers", "hours.minutes", "notices.reach")


def run() -> Iterator[tuple[str, str, str]]:
    """Measure and yield rows of (what, seconds, against)."""
    folder = home.start("vitality")
    made = fill(folder)
    from django.conf import settings

    from kexie.core.gate import SYSTEM
    from kexie.insight.assessment import queries, rules, services
    from kexie.insight.assessment.models import Assessment
    from kexie.network.organisations.models import Organisation
    from kexie.office.metrics.queries import histories
    from kexie.office.metrics.queries.columns import Copy

    settings.COLUMNS_FROM = 1
    copy = Copy(Path(settings.COLUMNS_ROOT))
    yield "bodies, entries", f"{BODIES:,}, {ENTRIES:,}", f"generated in {made:.0f} s" if made else "kept from before"
    copy.extend()
    yield "memory before", peak(), ""
    asked = {"until": ON, "months": queries.SPAN, "actor": SYSTEM}
    yield (
        "months of every body and measure",
        said(*best(lambda: [*histories(rules.MEASURES, **asked)], 2)),
        "columnar copy",
    )
    yield "  the same in DuckDB by hand", said(*best(lambda: bare_duckdb(copy), 2)), "reference"
    yield "  the same in SQLite by hand", said(*once(lambda: bare_sqlite(folder))), "reference"
    top = Organisation.objects.get(parent=None)
    yield (
        "all that rules say, nothing written",
        said(*once(lambda: queries.judgement(top, ON, rules.Parameters(), actor=SYSTEM))),
        "facts, groups, fits, verdicts, habits",
    )
    yield "memory after", peak(), "peak of the process"
    day = ON - timedelta(random.Random().randrange(1, 300))  # a day nobody assessed yet
    wall, cpu = once(lambda: services.assess(organisation=top, on=day, actor=SYSTEM, at=datetime.now(UTC)))
    yield "assessed and written", said(wall, cpu), f"{Assessment.objects.filter(on=day).count():,} rows, one trail line"
    yield (
        "the same again: nothing to write",
        said(*once(lambda: services.assess(organisation=top, on=day, actor=SYSTEM, at=datetime.now(UTC)))),
        "",
    )
    yield "overview of all of them", said(*best(lambda: queries.overview(queries.current(SYSTEM)), 2)), "page"
    yield "memory at the end", peak(), "peak of the process"


def bare_duckdb(copy: object) -> object:
    """Return for every body and measure its months, days and sum, as somebody would write it by hand."""
    import duckdb

    base = duckdb.connect(config={"threads": 2})
    sql = (
        'SELECT organisation_id, measure, LIST(DISTINCT month), SUM(amount), MIN("on"), MAX("on") '
        f"FROM read_parquet({[*map(str, copy.segments())]!r}) GROUP BY 1, 2"
    )
    return base.execute(sql).fetchall()


def bare_sqlite(folder: Path) -> object:
    """Return the same by hand from SQLite."""
    base = sqlite3.connect(folder / "kexie.sqlite3")
    sql = (
        'SELECT organisation_id, measure, GROUP_CONCAT(DISTINCT month), SUM(amount), MIN("on"), MAX("on") '
        "FROM ledger_entry GROUP BY 1, 2"
    )
    return base.execute(sql).fetchall()


def fill(folder: Path) -> float:
    """Fill tree and ledger with raw inserts, and return the seconds it took; 0 when they are full already."""
    base = sqlite3.connect(folder / "kexie.sqlite3", isolation_level=None)
    base.execute("PRAGMA foreign_keys = OFF")
    (there,) = base.execute("SELECT COALESCE(MAX(id), 0) FROM ledger_entry").fetchone()
    if there >= ENTRIES:
        base.close()
        return 0
    bodies, started, chance = tree(), time.perf_counter(), random.Random(2014)
    base.execute("PRAGMA synchronous = OFF")
    for index in INDEXES:
        base.execute(f"DROP INDEX IF EXISTS {index}")
    base.execute("BEGIN")
    columns = names(base)
    base.executemany(
        f"INSERT INTO ledger_entry VALUES ({', '.join('?' * len(columns))})", entries(bodies, chance, columns)
    )
    base.execute("COMMIT")
    for index, of in INDEXES.items():
        base.execute(f"CREATE INDEX {index} ON ledger_entry {of}")
    base.close()
    return time.perf_counter() - started


def entries(bodies: list[tuple[int, str]], chance: random.Random, columns: list[str]) -> object:
    """Yield rows: four years of activities at bodies of very different rates, each counting two to four things."""
    first = date(ON.year - YEARS + 1, 1, 1)
    days = [first + timedelta(n) for n in range(YEARS * 365)]
    texts = [(str(day), day.year * 100 + day.month, f"{day + timedelta(9)} 08:00:00") for day in days]
    number = source = 0
    while number < ENTRIES:
        source += 1
        place = int(len(bodies) * chance.random() ** 1.5)
        body, path = bodies[place]
        asleep = 0.5 + (place * 7919 % 1000) / 1000 if place % 5 == 0 else 1.0  # every fifth falls asleep some day
        day, month, put_in = texts[int(len(days) * min(chance.random() * asleep, 0.9999))]
        people = int(10 ** (1 + 1.5 * chance.random()))
        measures = FLOWS[:2] if chance.random() < 0.6 else (*FLOWS[:2], FLOWS[2 + int(3 * chance.random())])
        for measure in measures:
            number += 1
            if number > ENTRIES:
                return
            row = {
                "id": number, "measure": measure, "amount": 1 if measure == FLOWS[0] else people, "on": day,
                "month": month, "path": path, "division": "", "form": "讲座", "campaign": "", "kind": "", "team": "",
                "channel": "", "evidence": "counted", "joint": None, "joint_total": None,
                "source_kind": "activities.activity", "source_id": source, "posted_at": put_in,
                "organisation_id": body, "person_id": None, "posting_id": source,
            }  # fmt: skip
            yield [row[name] for name in columns]


def tree() -> list[tuple[int, str]]:
    """Return key and path of every body, founding them the first time."""
    from kexie.core.paths import segment
    from kexie.network.organisations.models import Organisation

    city = home.root()
    if Organisation.objects.count() < BODIES:
        rows = Organisation.objects.bulk_create(
            Organisation(
                parent=city, kind=SHAPES[n % 4][0], level=SHAPES[n % 4][1], name=f"第{n}个组织", path=f"?{n}",
                known_on=date(2005, 1, 1),
            )
            for n in range(BODIES)
        )  # fmt: skip
        for row in rows:
            row.path = city.path + segment(row.pk)
        Organisation.objects.bulk_update(rows, ["path"], batch_size=300)
    return [*Organisation.objects.exclude(parent=None).order_by("pk").values_list("pk", "path")]


def peak() -> str:
    """Return the most memory this process has had so far."""
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"


def said(wall: float, cpu: float) -> str:
    """Return seconds in words."""
    return f"{wall:.2f} s ({cpu:.2f} s CPU)"
