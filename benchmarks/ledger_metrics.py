"""Any metric over 5,000,000 ledger entries by town, month and form: cold (a new process) and warm.

References in the same run: the operational database (SQLite) through the same expression, and bare SQL by hand on
SQLite and on the same Parquet files.
"""

from __future__ import annotations

import random
import resource
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from . import home

ENTRIES = 5_000_000
COUNTIES, TOWNS, BODIES = 10, 20, 5  # of the city, of a county, of a town
FORMS = (
    "咨询", "讲座", "报告会", "培训", "放映", "展览", "科学馆展览", "校园巡展", "文艺演出", "竞赛", "参观", "科技下乡",
    "青少年活动", "志愿服务", "农函大培训", "其他",
)  # fmt: skip
CAMPAIGNS = ("", "", "", "科技活动周", "全国科普日")
MEASURES = (
    "activities.participations", "activities.held", "activities.volunteers", "activities.leaflets", "activities.panels",
)  # fmt: skip
INDEXES = {
    "ledger_entry_measure_path_on": '("measure", "path", "on")',
    "ledger_entry_source": '("source_kind", "source_id")',
}


def run() -> Iterator[tuple[str, str, str]]:
    """Measure and yield rows of (what, seconds, against)."""
    folder = home.start("ledger")
    made = fill(folder)
    from django.conf import settings

    from kexie.office.metrics.queries.columns import Copy

    copy = Copy(Path(settings.COLUMNS_ROOT))
    yield "entries in the ledger", f"{ENTRIES:,}", f"generated in {made:.0f} s" if made else "kept from an earlier run"
    started, cpu = time.perf_counter(), time.process_time()
    written = copy.extend()
    built = f"{time.perf_counter() - started:.1f} s ({time.process_time() - cpu:.1f} s CPU)"
    yield "segments written", built, f"{written:,} entries, {size(copy.root):.0f} MB in all"
    for name in QUESTIONS:
        warm, cpu = best(lambda name=name: ask(name), 5)
        yield f"{name}, warm", f"{warm:.2f} s ({cpu:.2f} s CPU)", "target 1 s"
        cold, cpu = min(fresh_process(name) for _again in range(3))
        yield f"{name}, cold process", f"{cold:.2f} s ({cpu:.2f} s CPU)", "target 1 s"
    yield "a record posted, then counted", f"{freshness():.2f} s", "target 1 s"
    yield "peak memory of this process", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB", ""
    first, bare = next(iter(QUESTIONS)), "by town, month and form, bare SQL"
    yield f"{bare} in DuckDB on the same files", "{:.2f} s ({:.2f} s CPU)".format(*bare_duckdb(copy)), "reference"
    yield f"{bare} on SQLite", "{:.1f} s ({:.1f} s CPU)".format(*bare_sqlite(folder)), "reference"
    slow = once(lambda: ask(first, columnar=False))
    yield f"{first}, operational database", "{:.1f} s ({:.1f} s CPU)".format(*slow), "the same expression"


QUESTIONS = {
    "人次 by town, month and form": ("活动参加人次", ("town", "month", "form"), "was"),
    "人次 by town": ("活动参加人次", ("town",), "was"),
    "人次 by month": ("活动参加人次", ("month",), "was"),
    "人次 by form": ("活动参加人次", ("form",), "was"),
    "人次 by town, as is": ("活动参加人次", ("town",), "is"),
    "distinct people by town": ("persons", ("town",), "was"),
    "every measure by town, month and form": ("all", ("town", "month", "form"), "was"),
    "figure with evidence and records": ("活动参加人次", (), "was"),
}


def ask(name: str, *, columnar: bool = True) -> None:
    """Answer one question through the product's own queries."""
    from django.conf import settings

    from kexie.core.gate import SYSTEM
    from kexie.office.metrics import queries
    from kexie.office.metrics.queries.kept import KEPT

    KEPT.forget()  # what is measured is the adding up, not the remembering
    metric, by, view = QUESTIONS[name]
    own = {
        "persons": queries.Definition("人数", "人", "", aggregate="persons", measures=(MEASURES[0],)),
        "all": queries.Definition("全部", "", "", measures=tuple(MEASURES)),
    }
    settings.COLUMNS_FROM = 1 if columnar else 10**12
    how = {"period": queries.Period(date(2010, 1, 1), date(2014, 12, 31)), "actor": SYSTEM, "view": view}
    if by:
        found = queries.breakdown(own.get(metric, metric), by=by, **how)
        assert found.rows
    else:
        assert queries.figure(metric, **how).value


def fresh_process(name: str) -> tuple[float, float]:
    """Return wall and CPU seconds a question takes in a new process, the engine's own start included."""
    code = (
        "import sys; from benchmarks import home, ledger_metrics as b; home.start('ledger', fresh=False);"
        "print(*b.once(lambda: b.ask(sys.argv[1])))"
    )
    done = subprocess.run([sys.executable, "-c", code, name], capture_output=True, text=True, check=True)
    wall, cpu = map(float, done.stdout.split())
    return wall, cpu


def bare_sqlite(folder: Path) -> tuple[float, float]:
    """Time the same question written by hand for SQLite."""
    base = sqlite3.connect(folder / "kexie.sqlite3")
    sql = (
        "SELECT substr(path, 6, 5), month, form, SUM(amount) FROM ledger_entry "
        'WHERE measure = ? AND "on" BETWEEN ? AND ? GROUP BY 1, 2, 3'
    )
    return once(lambda: base.execute(sql, (MEASURES[0], "2010-01-01", "2014-12-31")).fetchall())


def bare_duckdb(copy: object) -> tuple[float, float]:
    """Time the same question written by hand for DuckDB."""
    import duckdb

    base = duckdb.connect(config={"threads": 2})
    sql = (
        f"SELECT substr(path, 6, 5), month, form, SUM(amount) FROM read_parquet({[*map(str, copy.segments())]!r}) "
        "WHERE measure = ? AND \"on\" BETWEEN '2010-01-01' AND '2014-12-31' GROUP BY 1, 2, 3"
    )
    return best(lambda: base.execute(sql, [MEASURES[0]]).fetchall(), 3)


def freshness() -> float:
    """Time one posting and the figure that must already count it."""
    from kexie.core.gate import SYSTEM
    from kexie.network.organisations.models import Alias, Organisation
    from kexie.office.ledger import services as ledger
    from kexie.office.metrics import queries

    body = Organisation.objects.get(parent=None)
    how = {"period": queries.Period.year(2014), "actor": SYSTEM}
    before = queries.figure("活动参加人次", **how).value
    row = Alias.objects.create(organisation=body, text=f"bench {time.time()}")
    started = time.perf_counter()
    source = ledger.Source(row, body, [ledger.Line(MEASURES[0], 7, date(2014, 5, 1))])
    ledger.post(source=source, actor=SYSTEM)
    assert queries.figure("活动参加人次", **how).value == before + 7
    return time.perf_counter() - started


def fill(folder: Path) -> float:
    """Fill the ledger with raw inserts, and return the seconds it took; 0 when it is full already."""
    base = sqlite3.connect(folder / "kexie.sqlite3", isolation_level=None)
    base.execute("PRAGMA foreign_keys = OFF")
    (there,) = base.execute("SELECT COALESCE(MAX(id), 0) FROM ledger_entry").fetchone()
    if there >= ENTRIES:
        base.close()
        return 0
    bodies = tree()
    started, chance = time.perf_counter(), random.Random(2013)
    base.execute("PRAGMA synchronous = OFF")
    for index in INDEXES:
        base.execute(f"DROP INDEX IF EXISTS {index}")
    base.execute("BEGIN")
    columns = names(base)
    insert = f"INSERT INTO ledger_entry VALUES ({', '.join('?' * len(columns))})"
    base.executemany(insert, entries(bodies, chance, columns))
    base.execute("COMMIT")
    for index, columns in INDEXES.items():
        base.execute(f"CREATE INDEX {index} ON ledger_entry {columns}")
    base.close()
    return time.perf_counter() - started


def names(base: sqlite3.Connection) -> list[str]:
    """Return the columns of the ledger in the order the table has them."""
    return [row[1] for row in base.execute("PRAGMA table_info(ledger_entry)")]


def entries(bodies: list[tuple[int, str]], chance: random.Random, columns: list[str]) -> object:
    """Yield rows: five years of activities, each counting five things at one of the bodies; every tenth is joint."""
    days = [date(2010, 1, 1) + timedelta(n) for n in range(5 * 365)]
    texts = [(str(day), day.year * 100 + day.month) for day in days]
    for number in range(ENTRIES):
        source, place = divmod(number, len(MEASURES))
        if place == 0:
            body, path = bodies[int(len(bodies) * chance.random() ** 2)]
            day, month = texts[int(len(days) * chance.random())]
            form, campaign = FORMS[int(16 * chance.random() ** 2)], CAMPAIGNS[int(5 * chance.random())]
            evidence = "estimated" if chance.random() < 0.1 else "counted"
            people = int(10 ** (1 + 2.5 * chance.random()))
        row = {
            "id": number + 1, "measure": MEASURES[place], "amount": 1 if place == 1 else people >> place, "on": day,
            "month": month, "path": path, "division": "", "form": form, "campaign": campaign, "kind": "", "team": "",
            "channel": "onsite", "evidence": evidence, "joint": source * 1000 if source % 10 == 0 else None,
            "joint_total": people if source % 10 == 0 else None, "source_kind": "activities.activity",
            "source_id": source + 1, "posted_at": "2015-01-01 00:00:00", "organisation_id": body,
            "person_id": source % 200_000 + 1, "posting_id": source + 1,
        }  # fmt: skip
        yield [row[name] for name in columns]


def tree() -> list[tuple[int, str]]:
    """Return key and path of every body, founding them the first time: a city, its counties, towns and their bodies."""
    from kexie.core.paths import segment
    from kexie.network.organisations.models import Organisation

    city, found = home.root(), [*Organisation.objects.exclude(parent=None).values_list("pk", "path")]
    if not found:

        def below(parents: list[Organisation], count: int, level: str, name: str) -> list[Organisation]:
            rows = [
                Organisation(parent=parent, kind="school", level=level,
                    name=f"{name}{parent.pk}-{n}", path=f"{parent.pk}-{n}")
                for parent in parents for n in range(count)
            ]  # fmt: skip
            rows = Organisation.objects.bulk_create(rows)
            for row in rows:
                row.path = row.parent.path + segment(row.pk)
            Organisation.objects.bulk_update(rows, ["path"], batch_size=200)
            return rows

        counties = below([city], COUNTIES, "county", "县")
        towns = below(counties, TOWNS, "town", "镇")
        below(towns, BODIES, "village", "村")
        found = [*Organisation.objects.exclude(parent=None).values_list("pk", "path")]
    return found


def size(folder: Path) -> float:
    """Return megabytes of the segments in a folder."""
    return sum(path.stat().st_size for path in folder.glob("*.parquet")) / 1e6


def once(work: Callable[[], object]) -> tuple[float, float]:
    """Return the wall and CPU seconds a piece of work takes."""
    started, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - started, time.process_time() - cpu


def best(work: Callable[[], object], times: int) -> tuple[float, float]:
    """Return the best of several runs: the machine is shared."""
    return min(once(work) for _again in range(times))
