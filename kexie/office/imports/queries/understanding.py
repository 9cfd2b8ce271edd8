"""What a file holds: its tables, the kind of record in each, which column is which. Nothing is written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from kexie.core import bulk, loading
from kexie.core.files.storage import plain_copy
from kexie.core.loading import Loader, digest
from kexie.core.sheets import matching, proposing, readers, tables
from kexie.core.sheets.numbers import is_unit
from kexie.core.sheets.tables import Table
from kexie.core.text import fold
from kexie.office.imports import rules
from kexie.office.imports.models import Batch, BatchFile, BatchTable

NEW_REGISTER = "register:new"


@dataclass
class Understood:
    """A table and what it was taken for. `kind` "" means that nobody could say."""

    position: int
    table: Table
    kind: str = ""
    spec: dict[str, Any] = field(default_factory=dict)
    mapping: list[dict[str, Any]] = field(default_factory=list)
    problem: str = ""


@bulk.uncollected()
def read_tables(path: Path, name: str) -> tuple[list[Table], list[str]]:
    """Return the tables of a file that hold rows, and notes about the file.

    :raises SheetRefused: it is no spreadsheet, is broken, encrypted or hostile
    """
    workbook = readers.read(path, name=name)
    words = matching.vocabulary()
    found = [table for sheet in workbook.sheets for table in tables.find_tables(sheet, file=name, words=words)]
    return [table for table in found if table.rows or table.problem], workbook.notes


def tables_of(batch: Batch, *, only: BatchTable | None = None) -> Iterator[tuple[BatchTable, Table]]:
    """Yield a batch's tables (or `only` one) with their content, read again from the kept files."""
    for file in batch.files.filter(problem=""):
        rows = [row for row in file.tables.all() if only is None or row == only]
        if rows:
            with plain_copy(Path(file.file.path), file.name) as path:
                content, _notes = read_tables(path, file.name)
            yield from [(row, content[row.position]) for row in rows]


def signature(table: Table) -> str:
    """Return what a table looks like, so that next year's is known again: its names without digits, its headers."""
    names = [re.sub(r"[\d〇一二三四五六七八九十]+", "", name) for name in (table.sheet, table.title)]
    return digest([*names, *(header.title for header in table.headers)])


def understand(
    found: Sequence[Table],
    *,
    file: str,
    loaders: Sequence[Loader],
    remembered: dict[tuple[str, str], str],
    is_named: bool = True,
) -> list[Understood]:
    """Return what each table is taken for; `remembered` maps (kind, folded header) to the column a person chose.

    A table of no known kind becomes a register: any where its file `is_named`, else only one that records something.
    """
    kinds = [loader.kind for loader in loaders if not loader.kind.is_aside]
    taken = [_one(n, table, file, kinds, remembered) for n, table in enumerate(found)]
    return taken if is_named else [_without_strays(each) for each in taken]


def mapping_for(table: Table, kind: matching.SheetKind, *, file: str, remembered: dict) -> list[dict[str, Any]]:
    """Return the columns of a table under a kind somebody chose."""
    return _mapping(table, matching.match(table, kind, file=file), remembered)


def propose(table: Table) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the register a table proposes (spec) and the mapping of its columns to it."""
    proposed = proposing.propose_register(table)
    codes = [f"c{n}" for n in range(1, len(proposed) + 1)]
    days = [code for code, column in zip(codes, proposed, strict=True) if column.type in ("date", "period")]
    texts = [
        code for code, column in zip(codes, proposed, strict=True) if column.type in ("text", "name", "organisation")
    ]
    on = days[0] if days else ""
    # Where each row has a unit of its own, its figures are not added to the others': they are kept by what they are of.
    apart = next((code for code in texts), "") if any(_is_unit_column(column, table) for column in proposed) else ""
    count = {"title": str(_("条数")), "on": on, "unit": str(_("条"))}
    sums = [
        {"title": column.title, "amount": code, "on": on, "form": apart, "unit": column.unit}
        for code, column in zip(codes, proposed, strict=True)
        if column.countable
    ]
    spec = {
        "name": (table.title or table.sheet)[:60],
        "template": "",
        "columns": [
            {"code": code, "title": column.title, "type": column.type, "unit": column.unit}
            for code, column in zip(codes, proposed, strict=True)
        ],
        "rules": [count, *sums],
        "keys": _telling(table, codes, texts + days),
    }
    mapping = [
        _mapped(column.header, code, 0.5, _("新建台账的栏目")) for code, column in zip(codes, proposed, strict=True)
    ]
    return spec, mapping


def year_of(found: Sequence[Table], *, fallback: int) -> tuple[int, str]:
    """Return the year a batch speaks of: what most of its titles say, else most of its dated cells, else `fallback`."""
    titles = Counter(table.year for table in found if table.year)
    if titles:
        return titles.most_common(1)[0][0], _("多数表的标题")
    cells = Counter(
        year for table in found for header in table.headers if (year := table.year_of(header)[0]) is not None
    )
    if cells:
        return cells.most_common(1)[0][0], _("多数表里的日期")
    return fallback, _("没有写年份，按今年")


def loader_of(kind: str, spec: dict[str, Any], loaders: Sequence[Loader], organisation: Any) -> Loader | None:
    """Return the loader of a table's kind, or None when nothing was chosen or it is gone."""
    if kind == NEW_REGISTER:
        return loading.keeper().loader_for(spec, organisation=organisation)
    return next((loader for loader in loaders if loader.kind.code == kind), None)


def told(batch: Batch, file: BatchFile, loaders: Sequence[Loader]) -> Iterator[tuple[BatchTable, Loader | None]]:
    """Yield the tables of a file with their loaders; a list that named nobody new in passing is not told of again."""
    for table in file.tables.all():
        loader = loader_of(table.kind, table.spec, loaders, batch.organisation)
        if loader is None or not loader.kind.is_aside or table.counts.get("total"):
            yield table, loader


def _one(position: int, table: Table, file: str, kinds: Sequence[matching.SheetKind], remembered: dict) -> Understood:
    if table.problem:
        return Understood(position, table, problem=table.problem)
    best = next(iter(matching.recognise(table, file=file, among=kinds)), None)
    is_known = best is not None and best.fits
    notes = (dropped.text for dropped in table.dropped if dropped.kind == "note")
    why = rules.why_not_in_force((table.sheet, table.title), (*table.lines, *notes))
    if why and (not is_known or best.kind.is_standing):  # the targets of a plan are what they say, what stands is not
        return Understood(position, table, problem=why)
    if is_known:
        return Understood(position, table, best.kind.code, mapping=_mapping(table, best, remembered))
    spec, mapping = propose(table)
    return Understood(position, table, NEW_REGISTER, spec, mapping)


def pass_over_old(every: Sequence[Understood], kinds: Mapping[str, matching.SheetKind]) -> None:
    """Leave out the old editions of a list of who or what stands, where the batch holds a later one of it."""
    last: dict[tuple, int] = {}
    for each in every:
        if each.kind in kinds and kinds[each.kind].is_standing and each.table.year:
            last[_edition(each)] = max(each.table.year, last.get(_edition(each), 0))
    for each in every:
        year = last.get(_edition(each), 0) if each.table.year and not each.problem else 0
        if each.table.year and each.table.year < year:
            each.problem = _(
                "这是 %(old)d 年的名册，同时导入的还有 %(new)d 年的，以新的为准，这张没有导入。要补录往年，请单独导入。"
            ) % {"old": each.table.year, "new": year}


def _edition(each: Understood) -> tuple:
    headers = tuple(header.title for header in each.table.headers)
    return each.kind, rules.edition_of(each.table.title or each.table.sheet), headers


def _without_strays(each: Understood) -> Understood:
    # A list of answers, a price list, a legend: what lies in a folder beside the records of a year.
    columns = each.spec.get("columns", ()) if each.kind == NEW_REGISTER else ()
    if not columns or rules.records_something((column["title"], column["type"]) for column in columns):
        return each
    return Understood(
        each.position, each.table,
        problem=_(
            "认不出是什么台账，表里也没有日期、地点或单位，不像一条条的记录，没有导入。"
            "确要当作自定义台账，请单独选这个文件导入，或在预览里选“新建自定义台账”。"
        ),
    )  # fmt: skip


def _mapping(table: Table, match: matching.Match, remembered: dict[tuple[str, str], str]) -> list[dict[str, Any]]:
    known = {mapped.header: mapped for mapped in match.columns}
    out, taken = [], set()
    for header in table.headers:
        chosen = remembered.get((match.kind.code, fold(header.title)))
        if chosen is not None:
            out.append(_mapped(header, chosen, 1.0, _("按上次的更正")))
        elif header in known:
            mapped = known[header]
            out.append(_mapped(header, mapped.column.code, mapped.confidence, mapped.reason))
        else:
            out.append(_mapped(header, "", 0.0, _("没有对应的栏目，原样保留")))
        if out[-1]["code"] in taken:
            out[-1] |= {"code": "", "confidence": 0.0, "reason": _("已有另一列对应，原样保留")}
        taken.add(out[-1]["code"] or None)
    _add_parts(out, table, {column.code for column in match.kind.columns if column.type == "money"})
    return out


def _add_parts(mapping: list[dict[str, Any]], table: Table, money: set[str]) -> None:
    """Map money of several years or levels beside each other (2023年补助, 2024年补助) to one column, or their total."""
    free = [(each, header) for each, header in zip(mapping, table.headers, strict=True) if not each["code"]]
    for each in mapping:
        whole = rules.whole_of(each["header"]) if each["code"] in money else ""
        parts = [other for other, _h in free if whole and rules.whole_of(other["header"]) == whole]
        totals = [
            other for other, header in free
            if parts and rules.is_total_of(other["header"], whole) and any(table.column(header))
        ]  # fmt: skip
        how = _("各年或各级的合计") if totals else _("与“%s”相加") % each["header"]
        for other in totals[:1] or parts:
            other |= {"code": each["code"], "confidence": each["confidence"], "reason": str(how)}
        if totals:
            each |= {"code": "", "confidence": 0.0, "reason": str(_("已计入合计，原样保留"))}


def _mapped(header: Any, code: str, confidence: float, reason: str) -> dict[str, Any]:
    return {
        "index": header.index,
        "letter": header.letter,
        "header": header.title,
        "code": code,
        "confidence": confidence,
        "reason": str(reason),
    }


def _is_unit_column(column: proposing.ProposedColumn, table: Table) -> bool:
    cells = [cell for cell in table.column(column.header) if cell is not None]
    return "单位" in column.header.leaf and bool(cells) and all(isinstance(c, str) and is_unit(c) for c in cells)


def _telling(table: Table, codes: Sequence[str], likely: Sequence[str]) -> list[str]:
    """Return the fewest leading likely columns whose values tell all rows apart, else none: then all columns do."""
    places = [codes.index(code) for code in sorted(set(likely), key=codes.index)]
    for size in range(1, len(places) + 1):
        seen = {tuple(str(row.cells[place]) for place in places[:size]) for row in table.rows}
        if len(seen) == len(table.rows):
            return [codes[place] for place in places[:size]]
    return []
