"""Loading the list of administrative divisions: down to the town from the package, villages from a file."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.core import clock, gate
from kexie.core.audit import trail
from kexie.core.refusals import Invalid
from kexie.core.text import clean
from kexie.network.organisations import rules
from kexie.network.organisations.models import Division

SHIPPED = Path(__file__).resolve().parents[1] / "data" / "divisions.csv.gz"
CHUNK = 5000
LONGEST_NAME = Division._meta.get_field("name").max_length
_COLUMNS = {
    "code": ("code", "代码", "区划代码", "统计用区划代码"),
    "name": ("name", "名称", "区划名称"),
    "level": ("level", "级别"),
}
_WRONG = {
    "digits": gettext_lazy("编码“%s”应当全是数字。"),
    "length": gettext_lazy("编码“%s”应当是 2、4、6、9 或 12 位。"),
    "region": gettext_lazy("编码“%s”的前两位不是省级代码。"),
    "town": gettext_lazy("编码“%s”的第 7 位应当是 0 至 5（街道、镇、乡或类似乡级）。"),
    "village": gettext_lazy("编码“%s”的第 10 位应当是 0 至 5（居委会、村委会或类似村级）。"),
}
_ORDER = ("province", "cit", "area", "count", "street", "town", "village")  # how files of one folder follow each other


@dataclass
class LoadResult:
    """What became of the rows: total = new + changed + unchanged + len(refused). `gone` ended, their rows stay."""

    total: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class _Row:
    line: int
    code: str
    name: str
    level: str
    parent: str


def load_divisions(
    *,
    path: Path | None = None,
    actor: gate.Actor,
    progress: Callable[[int, int], None] = lambda done, total: None,
    today: date | None = None,
) -> LoadResult:
    """Load divisions from a CSV file (or .csv.gz, or a folder of them), from the package's own list without `path`.

    Columns are known by their header (`code`, `name`, perhaps `level`); codes have 2, 4, 6, 9 or 12 digits. A code
    that is there is brought up to date; one that vanished from among its file's siblings keeps its row and gets the
    day it ended; a row that cannot be used is reported with its line. All in one transaction. `progress` hears how
    many of how many lines are done.

    :raises NotAllowed: only the platform's own commands load reference data
    :raises Invalid: there is no such file, or it is no table of divisions
    """
    gate.require(actor, "load", Division)
    files = _files(path)
    day = today or clock.today()
    with transaction.atomic():
        load = _Load(day, progress, sum(_count(file) for file in files))
        for file in files:
            load.read(file, several=len(files) > 1)
        load.end_vanished()
        trail.write_event(
            actor=actor, did="load_divisions", about=str(path.name if path else SHIPPED.name), total=load.result.total,
            new=load.result.new, changed=load.result.changed, gone=load.result.gone, refused=len(load.result.refused),
        )  # fmt: skip
    return load.result


class _Load:
    """One load: what is known so far, what has been seen, what has been counted."""

    def __init__(self, day: date, progress: Callable[[int, int], None], lines: int) -> None:
        self.day, self.progress, self.lines = day, progress, lines
        self.result = LoadResult()
        self.done = 0
        self.seen: dict[str, str] = {}  # code → name
        self.parents: dict[str, set[str]] = {}  # level → parents whose children of that level were listed
        above = Division.objects.exclude(level="village")
        self.known = set(above.values_list("code", flat=True))
        self.was_empty = {level: not Division.objects.filter(level=level).exists() for level in rules.LEVELS}

    def read(self, file: Path, *, several: bool) -> None:
        """Take in one file in chunks."""
        rows = self._rows(file, f"{file.name}：" if several else "")
        while chunk := list(islice(rows, CHUNK)):
            self._write(chunk)
            self.progress(min(self.done, self.lines), self.lines)
        self.progress(min(self.done, self.lines), self.lines)

    def _rows(self, file: Path, said: str) -> Iterator[_Row]:
        for line, record in _records(file):
            self.done += 1
            self.result.total += 1
            code, name = record["code"], clean(record["name"])
            if why := self._why_not(code, name, record.get("level", "")):
                self.result.refused.append((line, f"{said}{why}"))
                continue
            full = rules.pad(code)
            level = record.get("level") or rules.level_of(code)
            if full in self.seen:
                if self.seen[full] == name:
                    self.result.unchanged += 1  # a city without counties is listed as its own county
                else:
                    twice = _("编码 %(code)s 与前面的“%(name)s”重复。") % {"code": code, "name": self.seen[full]}
                    self.result.refused.append((line, f"{said}{twice}"))
                continue
            parent = rules.parent_of(full, level)
            if parent and parent not in self.known and parent not in self.seen:
                orphan = _("“%(name)s”（%(code)s）的上级区划 %(parent)s 不存在，请先载入上一级。")
                self.result.refused.append((line, said + orphan % {"name": name, "code": code, "parent": parent}))
                continue
            self.seen[full] = name
            self.parents.setdefault(level, set()).add(parent)
            yield _Row(line, full, name, level, parent)

    def _why_not(self, code: str, name: str, level: str) -> str:
        if why := rules.why_not_code(code):
            return _WRONG[why] % code
        if not name:
            return _("编码 %s 没有名称。") % code
        if len(name) > LONGEST_NAME:
            return _("编码 %(code)s 的名称超过 %(most)d 个字。") % {"code": code, "most": LONGEST_NAME}
        return _("级别“%s”不认识。") % level if level and level not in rules.LEVELS else ""

    def _write(self, chunk: Sequence[_Row]) -> None:
        codes = [row.code for row in chunk if not self.was_empty[row.level]]
        among = {"code__range": (codes[0], codes[-1])} if codes and codes == sorted(codes) else {"code__in": codes}
        asked = Division.objects.filter(**among)
        stored = {row[0]: row[1:] for row in asked.values_list("code", "name", "level", "parent_code", "valid_until")}
        new = [row for row in chunk if row.code not in stored]
        changed = [
            row for row in chunk if row.code in stored and stored[row.code] != (row.name, row.level, row.parent, None)
        ]
        _insert([(r.code, r.name, r.level, r.parent, None if self.was_empty[r.level] else self.day, None) for r in new])
        _update([(r.name, r.level, r.parent, r.code) for r in changed])
        self.result.new += len(new)
        self.result.changed += len(changed)
        self.result.unchanged += len(chunk) - len(new) - len(changed)

    def end_vanished(self) -> None:
        """End valid codes that are not among the siblings any more, and what was below them."""
        gone: list[str] = []
        for level, parents in self.parents.items():
            if self.was_empty[level]:
                continue
            for some in _chunks(sorted(parents)):
                rows = Division.objects.valid().filter(level=level, parent_code__in=some)
                gone += [code for code in rows.values_list("code", flat=True) if code not in self.seen]
        while gone:
            self.result.gone += len(gone)
            for some in _chunks(gone):
                Division.objects.filter(code__in=some).update(valid_until=self.day)
            below = [Division.objects.valid().filter(parent_code__in=some) for some in _chunks(gone)]
            gone = [code for rows in below for code in rows.values_list("code", flat=True)]


def _files(path: Path | None) -> list[Path]:
    if path is None:
        return [SHIPPED]
    if not path.exists():
        raise Invalid(_("没有找到“%s”，请核对路径。") % path)
    if not path.is_dir():
        return [path]
    found = [file for file in path.iterdir() if file.name.lower().endswith((".csv", ".csv.gz"))]
    if not found:
        raise Invalid(_("“%s”里没有 .csv 或 .csv.gz 文件。") % path)
    return sorted(found, key=lambda file: (_place(file.name.lower()), file.name))


def _place(name: str) -> int:
    return next((at for at, start in enumerate(_ORDER) if name.startswith(start)), len(_ORDER))


def _open(file: Path) -> Any:
    how = gzip.open if file.name.lower().endswith(".gz") else open
    with how(file, "rb") as raw:
        head = raw.read(65536)
    try:
        head[: head.rfind(b"\n") + 1].decode("utf-8-sig")
        encoding = "utf-8-sig"
    except UnicodeDecodeError:
        encoding = "gb18030"
    return how(file, "rt", encoding=encoding, newline="")


def _count(file: Path) -> int:
    how = gzip.open if file.name.lower().endswith(".gz") else open
    try:
        with how(file, "rb") as raw:
            return max(0, sum(block.count(b"\n") for block in iter(lambda: raw.read(1 << 20), b"")) - 1)
    except (OSError, EOFError) as error:
        raise Invalid(_("“%s”打不开：文件不完整或不是 CSV。") % file.name) from error


def _records(file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    with _open(file) as text:
        try:
            rows = csv.reader(text)
            header = [cell.strip() for cell in next(rows, [])]
            at = {name: header.index(word) for name, words in _COLUMNS.items() for word in words if word in header}
            if "code" not in at or "name" not in at:
                raise Invalid(_("“%s”的第一行应当有 code 和 name 两栏（代码、名称）。") % file.name)
            for cells in rows:
                if any(cells):
                    yield rows.line_num, {n: cells[i].strip() if i < len(cells) else "" for n, i in at.items()}
        except (UnicodeDecodeError, csv.Error) as error:
            raise Invalid(_("“%s”不是文本表格，请另存为 CSV 再载入。") % file.name) from error


def _insert(rows: Sequence[tuple]) -> None:
    # Raw: 620,000 rows through model instances take a minute.
    table, columns = Division._meta.db_table, "code, name, level, parent_code, valid_from, valid_until"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES (%s, %s, %s, %s, %s, %s)", rows)


def _update(rows: Sequence[tuple]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE {Division._meta.db_table} SET name = %s, level = %s, parent_code = %s, valid_until = NULL "
                "WHERE code = %s",
                rows,
            )


def _chunks(codes: Sequence[str]) -> Iterator[Sequence[str]]:
    return (codes[start : start + CHUNK] for start in range(0, len(codes), CHUNK))
