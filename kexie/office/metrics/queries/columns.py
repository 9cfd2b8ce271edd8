"""The columnar copy of a big ledger: Parquet segments written once from ranges of ids, and the fresh tail.

The ledger only grows, so a segment never has to change. Whatever was posted after the last segment is read from the
operational database at every question: a record saved a moment ago counts at once. The copy can be thrown away at
any time; it is built again from the ledger.
"""

from __future__ import annotations

import csv
import fcntl
import hashlib
import os
import re
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max

from kexie.network.organisations.models import Organisation
from kexie.office.ledger.models import Entry

if TYPE_CHECKING:
    import duckdb

# Column, its type in DuckDB. Everything a definition may name; `posted_at` in UTC.
SHAPE = {
    "id": "BIGINT", "measure": "VARCHAR", "amount": "BIGINT", "on": "DATE", "month": "INTEGER",
    "organisation_id": "BIGINT", "path": "VARCHAR", "form": "VARCHAR", "campaign": "VARCHAR", "kind": "VARCHAR",
    "team": "VARCHAR", "channel": "VARCHAR", "person_id": "BIGINT", "evidence": "VARCHAR", "joint": "BIGINT",
    "joint_total": "BIGINT", "source_kind": "VARCHAR", "source_id": "BIGINT", "posted_at": "TIMESTAMP",
}  # fmt: skip
TABLE, BODIES = Entry._meta.db_table, Organisation._meta.db_table
SEGMENT = 1_000_000  # entries in one segment at most
NAME = re.compile(r"(\d{12})-(\d{12})-([0-9a-f]{16})\.parquet")

_engine: duckdb.DuckDBPyConnection | None = None
_starting = threading.Lock()


class Copy:
    """The segments in one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def segments(self) -> list[Path]:
        """Return the segments from the first entry on, as far as they follow one another."""
        longest = {_parts(path)[0]: path for path in self._files()}  # of one start the longest sorts last
        joined, next_first = [], 1
        while path := longest.get(next_first):
            joined.append(path)
            next_first = _parts(path)[1] + 1
        return joined

    @property
    def covered(self) -> int:
        """Return the id up to which the segments reach, 0 when there are none, or they are of another ledger."""
        segments = self.segments()
        if not segments:
            return 0
        _first, last, digest = _parts(segments[-1])
        return last if _digest(last) == digest else 0

    def extend(self, *, segment: int = SEGMENT, step: Callable[[int, int], None] | None = None) -> int:
        """Write segments of at most `segment` entries for what is new, and return how many entries are new.

        `step(done, total)` hears how far it is.
        A last segment that is not full is written again with more; what it replaces goes at the next call, so that
        whoever reads it just now may finish. Returns 0 at once when another process is writing, or within a
        transaction (what is not committed yet may never be).
        """
        if connection.in_atomic_block:
            return 0
        self.root.mkdir(parents=True, exist_ok=True)
        with _locked(self.root / ".lock") as is_mine:
            if not is_mine:
                return 0
            covered, end = self.covered, _settled()
            kept = self.segments() if covered else []
            for path in {*self._files()} - {*kept}:
                path.unlink()
            if covered >= end:
                return 0
            first = _parts(kept[-1])[0] if kept and _size(kept[-1]) < segment else covered + 1
            while first <= end:
                last = min(first + segment - 1, end)
                self._write(first, last)
                first = last + 1
                if step:
                    step(last - covered, end - covered)
            return end - covered

    def execute(self, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Run a statement in DuckDB's dialect over segments and tail."""
        with self.tables(bodies=BODIES in sql) as cursor:
            return cursor.execute(sql.replace("%s", "?"), [_plain(value) for value in values]).fetchall()

    @contextmanager
    def tables(self, *, bodies: bool) -> Iterator[duckdb.DuckDBPyConnection]:
        """Yield a cursor that sees the whole ledger, and today's tree where a question needs it."""
        segments = self.segments()
        files = [str(path) for path in segments]
        cursor = _duckdb().cursor()
        with tempfile.TemporaryDirectory(prefix="kexie-") as folder:
            tail = Path(folder) / "tail.csv"
            _dump(tail, _parts(segments[-1])[1] if segments else 0, None)
            cursor.execute(f"CREATE TEMP TABLE tail AS SELECT * FROM {_csv(tail)}")
            parts = [f"SELECT * FROM read_parquet({files!r})"] if files else []
            parts.append("SELECT * FROM tail")
            cursor.execute(f'CREATE TEMP VIEW "{TABLE}" AS {" UNION ALL ".join(parts)}')
            if bodies:
                tree = Path(folder) / "tree.csv"
                with tree.open("w", newline="") as file:
                    csv.writer(file).writerows(Organisation.objects.order_by().values_list("id", "path").iterator())
                shape = "header=false, columns={'id': 'BIGINT', 'path': 'VARCHAR'}"
                cursor.execute(f"CREATE TEMP TABLE \"{BODIES}\" AS SELECT * FROM read_csv('{tree}', {shape})")
        try:
            yield cursor
        finally:
            cursor.close()

    def _files(self) -> list[Path]:
        return sorted(path for path in self.root.glob("*.parquet") if NAME.fullmatch(path.name))

    def _write(self, first: int, last: int) -> None:
        path = self.root / f"{first:012}-{last:012}-{_digest(last)}.parquet"
        with tempfile.TemporaryDirectory(prefix=".new-", dir=self.root) as folder:
            rows, made = Path(folder) / "rows.csv", Path(folder) / "made.parquet"
            _dump(rows, first - 1, last)
            cursor = _duckdb().cursor()
            # In this order a question about one measure reads only its own row groups.
            cursor.execute(
                f"COPY (SELECT * FROM {_csv(rows)} ORDER BY measure, \"month\") TO '{made}' "
                "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"
            )
            cursor.close()
            os.replace(made, path)


def usable() -> Copy | None:
    """Return the copy if the ledger is big and the copy nearly up to date, else None: then the database answers."""
    last = _last()
    if last < settings.COLUMNS_FROM:
        return None
    copy = Copy(Path(settings.COLUMNS_ROOT))
    covered = copy.covered
    return copy if covered and last - covered <= settings.COLUMNS_TAIL else None


def lag() -> int:
    """Return how many entries the copy is behind; 0 for a ledger that needs none."""
    last = _last()
    return last - Copy(Path(settings.COLUMNS_ROOT)).covered if last >= settings.COLUMNS_FROM else 0


def _duckdb() -> duckdb.DuckDBPyConnection:
    # One engine in memory for the process; every question gets a cursor with temporary tables of its own.
    global _engine
    with _starting:
        if _engine is None:
            import duckdb

            _engine = duckdb.connect(
                config={"memory_limit": settings.COLUMNS_MEMORY, "threads": 2, "autoinstall_known_extensions": "false"}
            )
            _engine.execute("SET parquet_metadata_cache = true")
            _engine.execute("SET preserve_insertion_order = false")
        return _engine


def _last() -> int:
    return Entry.objects.order_by().aggregate(last=Max("id"))["last"] or 0


def _settled() -> int:
    """Return the last id up to which nothing more can appear."""
    if connection.vendor != "postgresql":
        return _last()  # one writer at a time
    # A smaller id may still be on its way in another transaction: wait until no writer is in between.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '5s'")
        cursor.execute(f'LOCK TABLE "{TABLE}" IN SHARE MODE')
        cursor.execute(f'SELECT MAX(id) FROM "{TABLE}"')
        return cursor.fetchone()[0] or 0


def _dump(path: Path, after: int, last: int | None) -> None:
    """Write the entries after an id, up to `last`, as CSV."""
    where = "id > %s" + (" AND id <= %s" if last else "")
    values = [after, last] if last else [after]
    if connection.vendor == "postgresql":
        columns = ", ".join(f"\"{c}\" AT TIME ZONE 'UTC'" if c == "posted_at" else f'"{c}"' for c in SHAPE)
        with connection.cursor() as cursor, path.open("wb") as file:
            sql = f'COPY (SELECT {columns} FROM "{TABLE}" WHERE {where}) TO STDOUT (FORMAT csv)'
            with cursor.copy(sql, values) as rows:
                for block in rows:
                    file.write(block)
    else:
        # As text: the driver would make Python dates of them first.
        columns = ", ".join(f'CAST("{c}" AS TEXT)' if c in ("on", "posted_at") else f'"{c}"' for c in SHAPE)
        with connection.cursor() as cursor, path.open("w", newline="") as file:
            cursor.execute(f'SELECT {columns} FROM "{TABLE}" WHERE {where}', values)
            csv.writer(file).writerows(cursor)


def _csv(path: Path) -> str:
    texts = ", ".join(f"'{name}'" for name, kind in SHAPE.items() if kind == "VARCHAR")
    shape = ", ".join(f"'{name}': '{kind}'" for name, kind in SHAPE.items())
    return (
        f"read_csv('{path}', header=false, auto_detect=false, delim=',', quote='\"', escape='\"', nullstr='', "
        f"force_not_null=[{texts}], columns={{{shape}}})"
    )


def _plain(value: Any) -> Any:
    if isinstance(value, datetime) and value.tzinfo:
        return value.astimezone(UTC).replace(tzinfo=None)
    return int(value) if isinstance(value, int) else value  # PostgreSQL's compiler dresses integers


def _parts(path: Path) -> tuple[int, int, str]:
    first, last, digest = NAME.fullmatch(path.name).groups()
    return int(first), int(last), digest


def _size(path: Path) -> int:
    first, last, _digest = _parts(path)
    return last - first + 1


def _digest(key: int) -> str:
    """Return what tells one ledger's entry from another's of the same id, "" when there is none."""
    row = Entry.objects.filter(pk=key).values_list("measure", "amount", "source_kind", "source_id", "posted_at").first()
    return hashlib.sha256(repr(row).encode()).hexdigest()[:16] if row else ""


@contextmanager
def _locked(path: Path) -> Iterator[bool]:
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
        with suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_UN)
