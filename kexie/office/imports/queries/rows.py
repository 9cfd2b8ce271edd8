"""Reading the rows of a table under a mapping: every cell by its column's type, every doubt with its reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from kexie.core.loading import Row
from kexie.core.personal import reaches_person, seal, veiled
from kexie.core.sheets import values
from kexie.core.sheets.headers import Header
from kexie.core.sheets.matching import Column, SheetKind
from kexie.core.sheets.parsed import Parsed
from kexie.core.sheets.tables import Table
from kexie.network.organisations.queries import Names
from kexie.office.imports import rules

PERSONAL_HEADER = re.compile(r"电话|手机|联系方式|身份证|证件号|邮箱|住址|家庭")
MOST_SEEN = 5000
PERSONAL = ("phone", "id_number")
BINDING = ("number", "money", "date", "period")  # unreadable here means that the row cannot be counted rightly


@dataclass
class Read:
    """One row as read: what to load, what to look at, or why it is refused."""

    row: Row
    doubts: list[tuple[str, str, str]] = field(default_factory=list)  # column title, text, reason
    refusal: str = ""


@dataclass(frozen=True)
class _Cell:
    header: Header
    column: Column | None
    unit: str
    year: int | None
    year_doubt: str
    is_unit_said: bool = False
    seen: dict[Any, Any] = field(default_factory=dict)  # equal cells of a column read alike: days, towns, forms repeat


def read_rows(
    table: Table, kind: SheetKind, mapping: Sequence[Mapping[str, Any]], *, year: int, names: Names
) -> Iterator[Read]:
    """Yield every body row of `table` read as `kind`; `year` holds for days that name none."""
    columns = {column.code: column for column in kind.columns}
    chosen = {each["index"]: columns.get(each["code"]) for each in mapping}
    cells = [_plan(table, header, chosen.get(header.index), year) for header in table.headers]
    above = {place: None for place, cell in enumerate(cells) if _goes_down(cell, table, place)}
    for line in table.rows:
        read = Read(Row(line.number, {}, section=line.section))
        estimated: set[str] = set()
        for place, (cell, value) in enumerate(zip(cells, line.cells, strict=True)):
            if place in above:
                value = above[place] = above[place] if value is None else value
            if value is not None:
                _take(read, cell, value, estimated, names)
        if estimated:
            read.row = replace(read.row, estimated=frozenset(estimated))
        yield read


def _plan(table: Table, header: Header, column: Column | None, year: int) -> _Cell:
    if column is None:
        return _Cell(header, None, "", None, "")
    said = table.unit_of(header, money=column.type == "money")
    named, doubt = table.year_of(header) if column.type in ("date", "period") else (None, "")
    return _Cell(header, column, said or column.unit, named or year, doubt if named else "", bool(said))


def _goes_down(cell: _Cell, table: Table, place: int) -> bool:
    """Return whether a column is written once for many rows: not on the first row alone, nor the same in two places."""
    if cell.column is None or not cell.column.goes_down:
        return False
    written = [line.cells[place] for line in table.rows]
    heads = [value for value, _same in groupby(value for value in written if value is not None)]
    return None in written and written[0] is not None and 1 < len(heads) == len(set(heads))


def _take(read: Read, cell: _Cell, value: Any, estimated: set[str], names: Names) -> None:
    column = cell.column
    if column is None:
        text = str(value).strip()
        is_personal = PERSONAL_HEADER.search(cell.header.title) or reaches_person(text)
        read.row.extra[cell.header.title] = seal(text) if is_personal else text
        return
    key = (value.__class__, value)
    if (parsed := cell.seen.get(key)) is None:
        parsed = values.parse(column.type, value, unit=cell.unit, year=cell.year, choices=column.choices)
        parsed = _meant(cell, value, parsed)
        if len(cell.seen) < MOST_SEEN:
            cell.seen[key] = parsed
    text = "" if column.type in PERSONAL else veiled(str(value)[:200])  # findings lie in the open
    if parsed.value is None and text:
        read.row.unread[column.code] = text.strip()
    if parsed.error:
        if column.type in BINDING and not column.is_spare:
            read.refusal = read.refusal or _("“%(column)s”写的是“%(text)s”：%(reason)s") % {
                "column": column.title, "text": text, "reason": veiled(str(parsed.error)),
            }  # fmt: skip
        read.doubts.append((column.title, text, veiled(str(parsed.error))))
        return
    if parsed.rest and column.is_many:
        read.row.also[column.code] = parsed.rest
    elif parsed.doubt:
        read.doubts.append((column.title, text, veiled(str(parsed.doubt))))
    if parsed.value is None:
        return
    if column.type == "organisation":
        _place(read, column, parsed.value, names)
        return
    found = parsed.value
    if isinstance(found, Decimal) and found == found.to_integral_value():
        found = int(found)
    if parsed.evidence == values.ESTIMATED:
        estimated.add(column.code)
    if column.type == "money" and column.code in read.row.values:
        found += read.row.values[column.code]  # of several years or levels, beside each other
    read.row.values[column.code] = found


def _meant(cell: _Cell, value: Any, parsed: Parsed) -> Parsed:
    """Return money as it was meant: 1.5 under 补助 that names no unit is 1.5 万元, and a person should look at it."""
    if not cell.column.least or cell.is_unit_said or parsed.value is None or "元" in str(value):
        return parsed
    if not 0 < parsed.value < cell.column.least:
        return parsed
    yuan = parsed.value * 10_000
    facts = {"said": f"{parsed.value.normalize():f}", "yuan": f"{yuan.normalize():f}"}
    return replace(parsed, value=yuan).doubted(_("没有写单位，“%(said)s”按万元读取（%(yuan)s 元），请核对") % facts)


def _place(read: Read, column: Column, text: str, names: Names) -> None:
    match = names.find(text)
    if match.organisation is not None:
        read.row.values[column.code] = match.organisation
        return
    read.row.unknown[column.code] = text
    candidates = [body.name for body in match.candidates]
    if reason := rules.why_no_organisation(text, match.how, candidates):
        read.doubts.append((column.title, veiled(text), veiled(reason)))
