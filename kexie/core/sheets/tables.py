"""Finding the tables in a sheet: titles and units above, headers of one to three rows, totals and notes taken out."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from operator import itemgetter
from typing import NamedTuple

from django.utils.translation import gettext as _

from kexie.core.text import clean, half_width

from . import headers as reading
from . import totals as adding
from .blocks import Block, Dropped, blocks, merged_ranges, row_text, take
from .dates import parse_period, years_in
from .groups import filled_down, joined
from .headers import Header, Merges, column_letter
from .numbers import is_unit, parse_number
from .panels import unfold
from .readers import Row, Sheet, Value, refusal
from .totals import TotalCheck, TotalRow
from .turned import turned

MAX_TABLES = 100
_DITTO = frozenset(("同上", "〃", "″", "''", '"', "”", "々", "上同"))
_FILLER = re.compile(
    r"^(?:填报|报送|填表|编制|制表|上报|申报|汇总|填写)?(?:单位|部门)(?:名称)?(?:[(（]?(?:盖章|公章|章)[)）]?)?$"
)
_SPELT = re.compile(r"[〇零一二两三四五六七八九十百千万亿]+[人名个位次场元份]?")
_FACT = re.compile(r"([^\s:：]{2,14})[:：]")
_OF_WHOM = re.compile(r"(?:单位|名称|科协|协会|组织|乡镇|街道|镇街|镇|乡)(?:[(（].{1,6}[)）])?$")
_AS_OF = re.compile(r"(?:截[至止]|统计|填[表报]|制表|报送|编制)[^\d。；;]{0,8}((?:19|20)\d{2}[年./-]\S{0,8})")
_OTHER_DAY = re.compile(r"成立|换届|任职|出生|命名|授牌|创建")
_UNIT_LINE = re.compile(r"[（(]?\s*(?:计量|金额|数量)?单位\s*[:：]\s*([^\s（()）:：]{1,12})\s*[)）]?")


class TableRow(NamedTuple):
    """A body row: its number in the sheet, its cells under the table's headers, the section line it stands below."""

    number: int
    cells: tuple[Value, ...]
    section: str = ""


@dataclass(slots=True)
class Table:
    """One table of a sheet.

    `problem` is a Chinese sentence where the header is missing; the headers are then called by their letters.
    """

    sheet: str
    title: str = ""
    lines: list[str] = field(default_factory=list)
    above: list[str] = field(
        default_factory=list
    )  # whom it is of, and what tables further up are called, nearest first
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
        named = {year for cell in set(self.column(header)) if cell is not None and (year := _year_written(cell))}
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
    rows, merges = sheet.rows, merged_ranges(sheet)
    if upright := turned(rows, merges, words):
        rows, merges = upright.rows, upright.merges
    unfolded = unfold(rows, merges, words)
    for block in blocks(unfolded.rows, unfolded.merges, words):
        if len(tables) >= MAX_TABLES:
            raise refusal("too_many_tables", file=file or sheet.name, sheet=sheet.name, limit=MAX_TABLES)
        table = _table(sheet, block, unfolded.merges, file, tables[-1] if tables else None)
        table.notes += [note for number in table.header_rows[:1] if (note := unfolded.notes.get(number))]
        table.notes += [upright.note] if upright else []
        if table.rows or table.header_rows:
            tables.append(table)
    return tables


# ---------------------------------------------------------------- from a block to a table


def _table(sheet: Sheet, block: Block, merges: Merges, file: str, before: Table | None) -> Table:
    table = Table(sheet.name, hidden=sheet.hidden, dropped=block.dropped)
    body = block.body
    if block.header:
        found = reading.labels(block.header, merges)
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
    grid = _grid(table, body, merges, width, {header.index: header.title for header in columns})
    serial = next(
        (header for header in columns[:2] if _is_serial(header, [cells[header.index] for _n, cells in grid])), None
    )
    grid, columns = joined(grid, [header for header in columns if header is not serial])
    table.headers = columns
    sections = _sections(block)
    grid, alone, filled = filled_down(grid, columns, sections)
    table.notes += [_("“%s”一栏空着的格子，按它上面写的读") % header.title for header in filled]
    table.dropped += [Dropped(row.number, "section", row_text(row)) for row in body if row.number in alone]
    table.rows = _pick(table, grid, columns, sections)
    positions = {row.number: place for place, row in enumerate(table.rows)}
    ordered = _moved(block, positions)
    table.checks = adding.check(columns, [row.cells for row in table.rows], ordered, unit=table.unit)
    table.above = [value for name, value in table.facts.items() if _OF_WHOM.search(name)]
    if before is not None:
        told = (before.rows[-1].section if before.rows else "", before.title, before.filler, *before.above)
        table.above += [text for text in told if text and text not in table.above]
    _name_year(table, sheet.name, file)
    return table


def _moved(block: Block, positions: dict[int, int]) -> list[TotalRow]:
    """Return the total rows with `before` counted in the rows that stayed."""
    kept = [0]
    for row in block.body:
        kept.append(kept[-1] + (row.number in positions))
    return [replace(total, before=kept[total.before]) for total in block.totals]


def _headless(table: Table, block: Block) -> list[Row]:
    """Return the rows that hold values though no header was found, and say so in the table's problem."""
    held = [row for row in block.above if sum(cell is not None for cell in row.cells) > 1 or adding.total_label(row)]
    held = [row for row in held if not any(type(cell) is str and _FACT.match(cell) for cell in row.cells)]
    _say_what_stands_above(table, [row for row in block.above if row not in held])
    for row in held:
        take(row, block)
    if block.body:
        shown = block.body[:2]
        seen = "；".join(
            _("第 %(row)s 行：%(text)s") % {"row": row.number, "text": row_text(row, "、")[:40]} for row in shown
        )
        table.problem = _(
            "工作表“%(sheet)s”找不到表头。看到的内容是：%(seen)s。请在数据上方补一行列名，或在预览里指定每列是什么"
        ) % {"sheet": table.sheet, "seen": seen}
    return block.body


def _say_what_stands_above(table: Table, above: Sequence[Row]) -> None:
    for row in above:
        pairs = _pairs(row)
        text = row_text(row, "  ")
        for name, value in pairs or _facts(text):
            if name.endswith("单位") and not _FILLER.match(name.replace("计量", "")):
                continue
            if value and _FILLER.match(name) and not is_unit(value):
                table.filler = table.filler or value
            elif value:
                table.facts[name] = value
        units = (_unit_said(found[1]) for found in _UNIT_LINE.finditer(text))  # 填报单位：某县科协 may stand before
        table.unit = next(filter(None, units), table.unit)
        line = clean(text)
        if "：" not in line and ":" not in line and not table.title and not pairs:
            table.title = line
        else:
            table.lines.append(line)


def _pairs(row: Row) -> list[tuple[str, str]]:
    """Return names and values that stand in cells beside each other: 单位名称 | 东山镇科协 | 成立时间 | 2017年11月."""
    cells = [str(cell).strip() for cell in row.cells if cell is not None]
    names = cells[::2]
    is_form = (
        len(cells) > 1 and len(cells) % 2 == 0 and all(reading.label_score(name, frozenset()) > 0 for name in names)
    )
    return [*zip(names, cells[1::2], strict=True)] if is_form else []


def _unit_said(text: str) -> str:
    """Return the unit of a unit line; of several (个、人、万元) the one of money, which the others go without."""
    if is_unit(text):
        return text
    parts = re.split(r"[、,，/／]", text)
    return next((part for part in parts if part.endswith("元")), "") if all(map(is_unit, parts)) else ""


def _facts(text: str) -> Iterator[tuple[str, str]]:
    """Yield the pairs of a line such as 填报单位：某市科协 填报时间：2013.12; a value reaches to the next name."""
    names = list(_FACT.finditer(text))
    for name, following in zip(names, [*names[1:], None], strict=False):
        value = text[name.end() : following.start() if following else len(text)]
        yield clean(name[1]).strip("（( "), clean(value)


def _grid(
    table: Table, body: Sequence[Row], merges: Merges, width: int, titles: Mapping[int, str]
) -> list[tuple[int, tuple[Value, ...]]]:  # fmt: skip
    """Return body rows equally wide, merged values and ditto marks filled down; a merged number counts once."""
    lines: list[tuple[int, Sequence[Value]]] = [
        (row.number, row.cells + (None,) * (width - len(row.cells))) for row in body
    ]
    place = {number: index for index, (number, _cells) in enumerate(lines)} if merges else {}
    for merge in (merge for number in place for merge in merges.get(number, ())):
        if merge.bottom == merge.top or merge.left >= width:
            continue
        value = lines[place[merge.top]][1][merge.left]
        if value is None:
            continue
        if _is_amount(value, titles.get(merge.left, "")):
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


def _is_amount(value: Value, title: str) -> bool:
    """Test whether a cell holds an amount, which counts once however many rows it covers; 2022 below 年份 is none."""
    if type(value) is str and not (re.search(r"\d", value) or _SPELT.fullmatch(value)):
        return False  # 万寿镇 begins with a numeral, and is a town
    amount = parse_number(value).value
    return amount is not None and not ("年" in title and 1990 <= amount <= 2100)


def _put(lines: list[tuple[int, Sequence[Value]]], index: int, column: int, value: Value) -> None:
    number, cells = lines[index]
    lines[index] = (number, (*cells[:column], value, *cells[column + 1 :]))


def _is_serial(header: Header, cells: Sequence[Value]) -> bool:
    """Return whether a column only counts the rows: 1, 2, 3 …, perhaps starting again after a section."""
    label = header.leaf.lower().rstrip(".")
    if label not in reading.SERIAL_LABELS and header.group + label and not label.endswith("列"):
        return False
    texts = [half_width(cell).strip() if type(cell) is str else cell for cell in cells]
    numbers = [int(cell) for cell in texts if type(cell) in (int, float) or (type(cell) is str and cell.isdecimal())]
    filled = sum(cell is not None for cell in cells)
    if not numbers:
        return label in ("序号", "序", "行号") and not filled
    steps = sum(later == former + 1 or later == 1 for former, later in itertools.pairwise(numbers))
    return (
        len(numbers) * 10 >= filled * 8
        and steps * 10 >= (len(numbers) - 1) * 8
        and (label in reading.SERIAL_LABELS or len(numbers) > 1)
    )


def _sections(block: Block) -> dict[int, str]:
    """Return the line each body row (by its number) stands below: 一、医院院长, 东山镇科协."""
    starts = [*block.sections, (len(block.body), "")]
    return {
        row.number: text
        for (first, text), (after, _next) in itertools.pairwise(starts)
        for row in block.body[first:after]
    }  # fmt: skip


def _pick(
    table: Table, grid: Sequence[tuple[int, Sequence[Value]]], columns: Sequence[Header], sections: dict[int, str]
) -> list[TableRow]:  # fmt: skip
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
            rows.append(TableRow(number, picked, sections.get(number, "")))
    return rows


def _name_year(table: Table, sheet: str, file: str) -> None:
    filled_in = next(
        (
            value for name, value in table.facts.items()
            if ("时间" in name or "日期" in name or "年" in name) and not _OTHER_DAY.search(name)
        ), "",
    )  # fmt: skip
    sources = (
        (table.title, _("标题")),
        (sheet, _("工作表名")),
        ("" if filled_in else " ".join(table.lines[:3]), _("表头上方")),
        *((text, _("上方的标题")) for text in table.above),
        (file, _("文件名")),
        (filled_in, _("填报时间")),
        *((found[1], _("表下的日期")) for note in table.dropped if (found := _AS_OF.search(note.text))),
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
