"""Vitality of 45,000 bodies recomputed from 5,000,000 ledger entries: the question, the rules, the writing, memory.

The entries are drawn straight into the columnar copy, as it lies beside a ledger of that size; the operational database
holds the bodies and the last entry, which tells that the copy is its own. Beside it the same question as bare SQL by
hand in DuckDB on the same files.
"""

from __future__ import annotations

import random
import resource
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from . import home
from .ledger_metrics import best, once

ENTRIES, BODIES, YEARS = 5_000_000, 45_000, 4
ON = date(2014, 12, 31)
SHAPES = (("association", "town"), ("farm_association", "town"), ("enterprise", "town"), ("society", "county"))
FLOWS = ("activities.held", "activities.participations", "activities.volunteers", "hours.minutes", "notices.reach")


def run() -> Iterator[tuple[str, str, str]]:
    """Measure and yield rows of (what, seconds, against)."""
    home.start("vitality")
    from django.conf import settings

    from kexie.core.gate import SYSTEM
    from kexie.insight.assessment import queries, rules, services
    from kexie.insight.assessment.models import Assessment
    from kexie.network.organisations.models import Organisation
    from kexie.office.metrics.queries import histories
    from kexie.office.metrics.queries.columns import Copy

    settings.COLUMNS_FROM = 1
    copy = Copy(Path(settings.COLUMNS_ROOT))
    made = fill(copy)
    yield "bodies, entries", f"{BODIES:,}, {ENTRIES:,}", f"generated in {made:.0f} s" if made else "kept from before"
    yield "memory before", peak(), ""
    asked = {"until": ON, "months": queries.SPAN, "actor": SYSTEM}
    yield (
        "months of every body and measure",
        said(*best(lambda: [*histories(rules.MEASURES, **asked)], 2)),
        "columnar copy",
    )
    yield "  the same in DuckDB by hand", said(*best(lambda: bare_duckdb(copy), 2)), "reference"
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


def fill(copy: object) -> float:
    """Draw the entries into segments of the copy, and return the seconds it took; 0 when they are there already."""
    import duckdb

    from kexie.office.ledger.models import Entry, Evidence, Posting
    from kexie.office.metrics.queries import columns

    if copy.covered >= ENTRIES:
        return 0
    started, first, last_path = time.perf_counter(), *tree()
    body = first + BODIES - 1
    posting, _new = Posting.objects.get_or_create(
        source_kind="activities.activity", source_id=1, version=1, organisation_id=body,
        defaults={"posted_at": datetime(2015, 1, 1, tzinfo=UTC), "posted_by": "benchmark"},
    )  # fmt: skip
    Entry.objects.get_or_create(
        pk=ENTRIES, posting=posting, measure="activities.held", amount=1, on=ON, month=201412, organisation_id=body,
        path=last_path, evidence=Evidence.COUNTED, source_kind=posting.source_kind, source_id=1,
        posted_at=posting.posted_at,
    )  # fmt: skip
    copy.root.mkdir(parents=True, exist_ok=True)
    base = duckdb.connect(config={"threads": 2})
    base.execute("SELECT setseed(0.2014)")
    base.execute(DRAWN.format(bodies=BODIES, entries=ENTRIES, first=first, year=ON.year - YEARS + 1, days=YEARS * 365))
    for start in range(1, ENTRIES, columns.SEGMENT):
        end = min(start + columns.SEGMENT - 1, ENTRIES)
        digest = columns._digest(end) if end == ENTRIES else "0" * 16
        base.execute(
            f'COPY (SELECT * FROM drawn WHERE id BETWEEN {start} AND {end} ORDER BY measure, "month") '
            f"TO '{copy.root}/{start:012}-{end:012}-{digest}.parquet' "
            "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"
        )
    base.close()
    return time.perf_counter() - started


# Four years of activities at bodies of very different rates, each counting two or three things; every fifth body falls
# asleep some day.
DRAWN = """
CREATE TEMP TABLE drawn AS
WITH acts AS (
    SELECT s, CAST(floor({bodies} * pow(random(), 1.5)) AS BIGINT) AS place, random() AS turn, random() AS more,
        CAST(10 * pow(10, 1.5 * random()) AS BIGINT) AS people
    FROM range(1, {entries} // 2 + 1) AS t(s)
), dated AS (
    SELECT *, DATE '{year}-01-01' + CAST(floor({days} * least(0.9999, turn *
        CASE WHEN place % 5 = 0 THEN 0.5 + (place * 7919 % 1000) / 1000.0 ELSE 1 END)) AS INTEGER) AS "day" FROM acts
), counted AS (
    SELECT *, unnest(CASE
        WHEN more < 0.6 THEN ['activities.held', 'activities.participations']
        WHEN more < 0.8 THEN ['activities.held', 'activities.participations', 'hours.minutes']
        WHEN more < 0.9 THEN ['activities.held', 'activities.participations', 'activities.volunteers']
        ELSE ['activities.held', 'activities.participations', 'notices.reach'] END) AS measure FROM dated
), numbered AS (SELECT *, row_number() OVER () AS id FROM counted)
SELECT id, measure, CASE WHEN measure = 'activities.held' THEN 1 ELSE people END AS amount, "day" AS "on",
    CAST(year("day") * 100 + month("day") AS INTEGER) AS "month", {first} + place AS organisation_id, '' AS path,
    '讲座' AS form, '' AS campaign, '' AS kind, '' AS team, '' AS channel, CAST(NULL AS BIGINT) AS person_id,
    'counted' AS evidence, CAST(NULL AS BIGINT) AS joint, CAST(NULL AS BIGINT) AS joint_total,
    'activities.activity' AS source_kind, s AS source_id, CAST("day" AS TIMESTAMP) + INTERVAL 9 DAY AS posted_at
FROM numbered WHERE id <= {entries}
"""


def tree() -> tuple[int, str]:
    """Return the first body's key and the last one's path, founding all the first time; keys follow one another."""
    from kexie.core.paths import segment
    from kexie.network.organisations.models import Organisation

    city = home.root()
    first = city.pk + 1
    if Organisation.objects.count() <= BODIES:
        Organisation.objects.bulk_create(
            [
                Organisation(
                    pk=first + n, parent=city, kind=SHAPES[n % 4][0], level=SHAPES[n % 4][1], name=f"第{n}个组织",
                    path=city.path + segment(first + n), known_on=date(2005, 1, 1),
                )
                for n in range(BODIES)
            ],
            batch_size=2000,
        )  # fmt: skip
    return first, city.path + segment(first + BODIES - 1)


def peak() -> str:
    """Return the most memory this process has had so far."""
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"


def said(wall: float, cpu: float) -> str:
    """Return seconds in words."""
    return f"{wall:.2f} s ({cpu:.2f} s CPU)"
