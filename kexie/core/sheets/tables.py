"""Finding the tables in a sheet: titles and units above, headers of one to three rows, totals and notes taken out."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from operator import itemgetter
from typing import NamedTuple

from django.utils.translation import gettext as _

from kexie.core.text import clean, half_width

from . import headers as reading
from . import totals as adding
from .dates import parse_period, years_in
from .headers import Header, Merges, column_letter
from .numbers import is_unit, parse_number
from .readers import Merge, Row, Sheet, Value, refusal
from .totals import TotalCheck, TotalRow

MAX_TABLES = 100
_DITTO = frozenset(("同上", "〃", "″", "''", '"', "”", "々", "上同"))
_NOTE = re.compile(
    r"^(?:注|备注|说明|附注|填表说明|填报说明|注释|※|★|\*)\s*\d*[:：.、]|^(?:注|说明)\d*$"
    r"|^(?:填报人|填表人|制表人|审核人|负责人|制表|审核|单位负责人|分管领导)[:：(（]"
)
_PROSE = re.compile(r"[。；：:！]|，.*，")
_SECTION = re.compile(
    r"^(?:[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十]+[)）]|第[一二三四五六七八九十]+[部章])"
)
_FILLER = re.compile(
    r"^(?:填报|报送|填表|编制|制表|上报|申报|汇总|填写)?(?:单位|部门)(?:名称)?(?:[(（]?(?:盖章|公章|章)[)）]?)?$"
)
_FACT = re.compile(r"([^\s:：]{2,14})[:：]")
_UNIT_LINE = re.compile(r"[（(]?\s*(?:计量|金额|数量)?单位\s*[:：]\s*([^\s（()）:：]{1,12})\s*[)）]?")


class TableRow(NamedTuple):
    """A body row: its number in the sheet and its cells under the table's headers, in their order."""

    number: int
    cells: tuple[Value, ...]


class Dropped(NamedTuple):
    """A row that is no record.

    `kind` is "total", "repeated_header", "note", "section", "of_which", "serial_only" or "column_marks".
    """

    number: int
    kind: str
    text: str


@dataclass(slots=True)
class Table:
    """One table of a sheet.

    `problem` is a Chinese sentence where the header is missing; the headers are then called by their letters.
    """

    sheet: str
    title: str = ""
    lines: list[str] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    filler: str = ""
    unit: str = ""
    year: int | None = None
    year_from: str = ""
    headers: list[Header] = field(default_factory=list)
    header_rows: list[int] = field(default_factory=list)
    rows: list[TableRow] = field(default_factory=list)
    checks: list[TotalCheck] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    hidden: bool = False
    problem: str = ""

    def column(self, header: Header) -> list[Value]:
        """Return the cells under one header, row by row."""
        place = self.headers.index(header)
        return [row.cells[place] for row in self.rows]

    def unit_of(self, header: Header, *, money: bool = False) -> str:
        """Return the unit of a column: its own, or the table's unit line where that is meant (money only for money)."""
        line_is_money = self.unit.endswith("元")
        return header.unit or (self.unit if self.unit and line_is_money == money else "")

    def year_of(self, header: Header) -> tuple[int | None, str]:
        """Return the year for days without one and the doubt with it: the title's, or the one all other days name."""
        if self.year:
            return self.year, ""
        named = {year for cell in self.column(header) if cell is not None and (year := _year_written(cell))}
        if len(named) != 1:
            return None, ""
        year = named.pop()
        return year, _("没有写年份，按本列其他日期取 %s 年") % year


def find_tables(sheet: Sheet, *, file: str = "", words: frozenset[str] = frozenset()) -> list[Table]:
    """Return the tables of `sheet` from top to bottom; this will give one with a `problem` where values have no header.

    `words` are folded header words beyond the generic ones (matching.vocabulary()); `file` is searched for a year when
    nothing nearer names one.
    :raises SheetRefused: more tables than a sheet can honestly hold
    """
    tables: list[Table] = []
    for block in _blocks(sheet, words):
        if len(tables) >= MAX_TABLES:
            raise refusal("too_many_tables", file=file or sheet.name, sheet=sheet.name, limit=MAX_TABLES)
        table = _table(sheet, block, file)
        if table.rows or table.header_rows:
            tables.append(table)
    return tables


# ---------------------------------------------------------------- cutting a sheet into blocks


@dataclass(slots=True)
class _Block:
    above: list[Row] = field(default_factory=list)
    header: list[Row] = field(default_factory=list)
    body: list[Row] = field(default_factory=list)
    totals: list[TotalRow] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)


def _blocks(sheet: Sheet, words: frozenset[str]) -> Iterator[_Block]:
    rows, block, at, merges = sheet.rows, _Block(), 0, _by_top(sheet)
    wide = {merge.top for merge in sheet.merges if merge.right - merge.left >= 2 and merge.bottom == merge.top}
    loose: list[Row] = []  # single texts after body rows: a section, a note, or the next table's title
    while at < len(rows):
        row = rows[at]
        starts = _starts_header(rows, at, merges, block, bool(loose), words)
        if starts and block.header and reading.same_labels(row, block.header[0]):
            skipped = rows[at : at + len(block.header)]
            block.dropped += [Dropped(each.number, "repeated_header", _text(each)) for each in [*loose, *skipped]]
            loose, at = [], at + len(skipped)
            continue
        if starts:
            if block.header:
                cut = next((n for n, each in enumerate(loose) if not _is_note(_text(each))), len(loose))
                block.dropped += [Dropped(each.number, "note", _text(each)) for each in loose[:cut]]
                yield block
                block, loose = _Block(above=loose[cut:]), []
            deep = reading.depth(rows, at, merges, words)
            block.header = rows[at : at + deep]
            at += deep
            if at < len(rows) and reading.is_column_marks(rows[at]):
                block.dropped.append(Dropped(rows[at].number, "column_marks", _text(rows[at])))
                at += 1
            continue
        at += 1
        if not block.header:
            block.above.append(row)
        elif _is_loose(row, block, row.number in wide):
            loose.append(row)
        else:
            block.dropped += [
                Dropped(each.number, "note" if _is_note(_text(each)) else "section", _text(each)) for each in loose
            ]
            loose = []
            _take(row, block)
    block.dropped += [Dropped(each.number, "note", _text(each)) for each in loose]
    yield block


def _by_top(sheet: Sheet) -> dict[int, list[Merge]]:
    found: dict[int, list[Merge]] = {}
    for merge in sheet.merges:
        found.setdefault(merge.top, []).append(merge)
    return found


def _starts_header(
    rows: Sequence[Row], at: int, merges: Merges, block: _Block, after_loose: bool, words: frozenset[str]
) -> bool:
    """Return whether a header begins here; inside a body only after a gap, a total or a line of text, or repeated."""
    row = rows[at]
    if not block.header:
        return reading.is_header(rows, at, merges, words)
    first = row.cells[0]
    if type(first) is str and first == block.header[0].cells[0] and reading.same_labels(row, block.header[0]):
        return True
    before = rows[at - 1].number
    broken = after_loose or row.number > before + 1 or (block.totals and block.totals[-1].row.number == before)
    return bool(broken) and reading.is_header(rows, at, merges, words, sure=0.6)


def _is_loose(row: Row, block: _Block, wide: bool) -> bool:
    """Return whether a row is a line of text rather than a record."""
    filled = [cell for cell in row.cells if cell is not None]
    if len(filled) != 1 or type(filled[0]) is not str or adding.total_label(row):
        return False
    text = filled[0].strip()
    if len(block.header[-1].cells) <= 1 and not block.header[-1].cells[1:]:
        return bool(_is_note(text))
    if wide or _is_note(text) or _SECTION.match(text):
        return True
    ended = bool(block.totals) and block.totals[-1].before == len(block.body) > 0
    prose = len(text) > 25 or bool(_PROSE.search(text))
    return row.cells[0] is not None and (ended or prose or _is_serial_header(block))


def _is_serial_header(block: _Block) -> bool:
    first = block.header[0].cells[0]
    return type(first) is str and reading.split_label(first)[0].lower() in reading.SERIAL_LABELS


def _is_note(text: str) -> bool:
    return bool(_NOTE.search(half_width(clean(text))) or _NOTE.search(clean(text)))


def _take(row: Row, block: _Block) -> None:
    label = adding.total_label(row)
    if label:
        block.totals.append(TotalRow(row, *label, len(block.body)))
        block.dropped.append(Dropped(row.number, "total", _text(row)))
        return
    first_text = next((cell for cell in row.cells if type(cell) is str), "")
    if first_text.lstrip().startswith("其中"):
        block.dropped.append(Dropped(row.number, "of_which", _text(row)))
    else:
        block.body.append(row)


# ---------------------------------------------------------------- from a block to a table


def _table(sheet: Sheet, block: _Block, file: str) -> Table:
    table = Table(sheet.name, hidden=sheet.hidden, dropped=block.dropped)
    body = block.body
    if block.header:
        found = reading.labels(block.header, _by_top(sheet))
        table.header_rows = [row.number for row in block.header]
        _say_what_stands_above(table, block.above)
    else:
        found, body = {}, _headless(table, block)
    width = max([len(row.cells) for row in body] + [index + 1 for index in found], default=0)
    filled = {index for row in body for index, cell in enumerate(row.cells) if cell is not None} if body else set()
    columns = [
        found.get(index) or Header(_("%s 列") % column_letter(index), letter=column_letter(index), index=index)
        for index in range(width)
        if index in found or index in filled
    ]
    grid = _grid(table, body, sheet.merges, width)
    serial = next(
        (header for header in columns[:2] if _is_serial(header, [cells[header.index] for _n, cells in grid])), None
    )
    columns = [header for header in columns if header is not serial]
    table.headers = columns
    table.rows = _pick(table, grid, columns)
    positions = {row.number: place for place, row in enumerate(table.rows)}
    ordered = _moved(block, positions)
    table.checks = adding.check(columns, [row.cells for row in table.rows], ordered)
    _name_year(table, sheet.name, file)
    return table


def _moved(block: _Block, positions: dict[int, int]) -> list[TotalRow]:
    """Return the total rows with `before` counted in the rows that stayed."""
    kept = [0]
    for row in block.body:
        kept.append(kept[-1] + (row.number in positions))
    return [replace(total, before=kept[total.before]) for total in block.totals]


def _headless(table: Table, block: _Block) -> list[Row]:
    """Return the rows that hold values though no header was found, and say so in the table's problem."""
    held = [row for row in block.above if sum(cell is not None for cell in row.cells) > 1 or adding.total_label(row)]
    held = [row for row in held if not any(type(cell) is str and _FACT.match(cell) for cell in row.cells)]
    _say_what_stands_above(table, [row for row in block.above if row not in held])
    for row in held:
        _take(row, block)
    if block.body:
        shown = block.body[:2]
        seen = "；".join(
            _("第 %(row)s 行：%(text)s") % {"row": row.number, "text": _text(row, "、")[:40]} for row in shown
        )
        table.problem = _(
            "工作表“%(sheet)s”找不到表头。看到的内容是：%(seen)s。请在数据上方补一行列名，或在预览里指定每列是什么"
        ) % {"sheet": table.sheet, "seen": seen}
    return block.body


def _say_what_stands_above(table: Table, above: Sequence[Row]) -> None:
    for row in above:
        text = _text(row, "  ")
        for name, value in _facts(text):
            if name.endswith("单位") and not _FILLER.match(name.replace("计量", "")):
                continue
            if value and _FILLER.match(name) and not is_unit(value):
                table.filler = table.filler or value
            elif value:
                table.facts[name] = value
        if unit := _UNIT_LINE.search(text):
            table.unit = unit[1] if is_unit(unit[1]) else table.unit
        line = clean(text)
        if "：" not in line and ":" not in line and not table.title:
            table.title = line
        else:
            table.lines.append(line)


def _facts(text: str) -> Iterator[tuple[str, str]]:
    """Yield the pairs of a line such as 填报单位：某市科协 填报时间：2013.12; a value reaches to the next name."""
    names = list(_FACT.finditer(text))
    for name, following in zip(names, [*names[1:], None], strict=False):
        value = text[name.end() : following.start() if following else len(text)]
        yield clean(name[1]).strip("（( "), clean(value)


def _grid(
    table: Table, body: Sequence[Row], merges: Sequence[Merge], width: int
) -> list[tuple[int, tuple[Value, ...]]]:
    """Return body rows equally wide, merged values and ditto marks filled down; a merged number counts once."""
    lines: list[tuple[int, Sequence[Value]]] = [
        (row.number, row.cells + (None,) * (width - len(row.cells))) for row in body
    ]
    place = {number: index for index, (number, _cells) in enumerate(lines)} if merges else {}
    for merge in merges:
        if merge.bottom == merge.top or merge.top not in place or merge.left >= width:
            continue
        value = lines[place[merge.top]][1][merge.left]
        if value is None:
            continue
        if parse_number(value).value is not None:
            facts = {"top": merge.top, "bottom": merge.bottom, "value": value}
            table.notes.append(_("第 %(top)s 至 %(bottom)s 行合并的数字 %(value)s 只计一次") % facts)
            continue
        for number in range(merge.top + 1, merge.bottom + 1):
            if number in place:
                _put(lines, place[number], merge.left, value)
    for index, (_number, cells) in enumerate(lines):
        if index and not _DITTO.isdisjoint(cells):
            for column, cell in enumerate(cells):
                if cell in _DITTO:
                    _put(lines, index, column, lines[index - 1][1][column])
    return lines


def _put(lines: list[tuple[int, Sequence[Value]]], index: int, column: int, value: Value) -> None:
    number, cells = lines[index]
    lines[index] = (number, (*cells[:column], value, *cells[column + 1 :]))


def _is_serial(header: Header, cells: Sequence[Value]) -> bool:
    """Return whether a column only counts the rows: 1, 2, 3 …, perhaps starting again after a section."""
    label = header.leaf.lower().rstrip(".")
    if label not in reading.SERIAL_LABELS and header.group + label and not label.endswith("列"):
        return False
    numbers = [
        int(cell)
        for cell in cells
        if type(cell) in (int, float) or (type(cell) is str and half_width(cell).strip().isdecimal())
    ]
    filled = sum(cell is not None for cell in cells)
    if not numbers:
        return label in ("序号", "序", "行号") and not filled
    steps = sum(later == former + 1 or later == 1 for former, later in itertools.pairwise(numbers))
    return (
        len(numbers) * 10 >= filled * 8
        and steps * 10 >= (len(numbers) - 1) * 8
        and (label in reading.SERIAL_LABELS or len(numbers) > 1)
    )


def _pick(table: Table, grid: Sequence[tuple[int, Sequence[Value]]], columns: Sequence[Header]) -> list[TableRow]:
    if not columns:
        return []
    indexes = [header.index for header in columns]
    pick = itemgetter(*indexes) if len(indexes) > 1 else lambda cells: (cells[indexes[0]],)
    rows = []
    empty = (None,) * len(indexes)
    for number, cells in grid:
        picked = pick(cells)
        if picked == empty:
            table.dropped.append(Dropped(number, "serial_only", ""))
        else:
            rows.append(TableRow(number, picked))
    return rows


def _name_year(table: Table, sheet: str, file: str) -> None:
    filled_in = next(
        (value for name, value in table.facts.items() if "时间" in name or "日期" in name or "年" in name), ""
    )
    sources = (
        (table.title, _("标题")),
        (sheet, _("工作表名")),
        ("" if filled_in else " ".join(table.lines[:3]), _("表头上方")),
        (file, _("文件名")),
        (filled_in, _("填报时间")),
    )
    for text, source in sources:
        years = years_in(text)
        if len(years) == 1:
            table.year, table.year_from = years[0], source
            return
        if years:
            return


def _year_written(cell: Value) -> int | None:
    """Return the year a cell itself names."""
    parsed = parse_period(cell)
    return parsed.value.start.year if parsed.value and not isinstance(parsed.value, Decimal) else None


def _text(row: Row, joint: str = " ") -> str:
    return joint.join(str(cell).strip() for cell in row.cells if cell is not None)
