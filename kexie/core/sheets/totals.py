"""Total rows: what they say against what the rows add up to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from kexie.core.text import clean, half_width

from .headers import Header
from .numbers import parse_number
from .parsed import Parsed
from .readers import Row, Value

SUBTOTAL, TOTAL, AVERAGE = "subtotal", "total", "average"

_FIRST_CELLS = 3
_TOTAL = re.compile(
    r"^(?:.{0,10}?)(?P<word>合计|总计|共计|累计|总和|小计|平均)(?:数|值)?"
    r"(?:[:：]?|[(（].{0,10}[)）]|[:：]?共?\d{1,7}\D{0,10})[:：]?$|^共\d.{0,12}$"
)
_NONE = re.compile(r"^(?:否|无|没有|暂无|暂缺|空缺|未|不|[/\\—–\-×✗xX0])$")
_NOT_SUMMED = re.compile(r"率|比例|占比|平均|百分|排名|名次|均价|单价|%|年龄|日期|时间|电话|手机|号码")


@dataclass(frozen=True, slots=True)
class TotalCheck:
    """One figure of a total row.

    `kind` is "sum" or "count": a number under names, or under yes and no, counts the rows that do not say none.
    """

    row: int
    label: str
    column: str
    letter: str
    said: Decimal
    computed: Decimal
    rows: int
    kind: str = "sum"
    unreadable: int = 0

    @property
    def agrees(self) -> bool:
        """Return whether the total row says what its rows add up to."""
        return self.said == self.computed

    @property
    def message(self) -> str:
        """Return the finding as a sentence for people."""
        facts = {"row": self.row, "label": self.label, "column": self.column, "letter": self.letter, "rows": self.rows}
        facts |= {
            "said": f"{self.said:f}",
            "computed": f"{self.computed:f}",
            "difference": f"{self.said - self.computed:+f}",
        }
        if self.agrees:
            return _("第 %(row)s 行“%(label)s”：%(column)s %(said)s，与各行相符") % facts
        text = _(
            "第 %(row)s 行“%(label)s”：%(column)s（%(letter)s 列）写的是 %(said)s，"
            "%(rows)s 行合计为 %(computed)s，相差 %(difference)s"
        )
        unread = _("，其中 %s 格读不出数字") % self.unreadable if self.unreadable else ""
        return text % facts + unread


@dataclass(frozen=True, slots=True)
class TotalRow:
    """A total row taken out of the body; `before` is how many body rows stand above it."""

    row: Row
    label: str
    kind: str
    before: int


def total_label(row: Row) -> tuple[str, str] | None:
    """Return the label and kind of a total row (合计, 小计：10个, 总 计, 共126场), or None where it is none."""
    for cell in row.cells[:_FIRST_CELLS]:
        if type(cell) is str and len(cell) < 30:
            text = re.sub(r"\s", "", half_width(clean(cell)))
            if match := _TOTAL.match(text):
                word = match["word"] or "合计"
                return text, {"小计": SUBTOTAL, "平均": AVERAGE}.get(word, TOTAL)
    return None


def check(
    headers: Sequence[Header], body: Sequence[tuple[Value, ...]], totals: Sequence[TotalRow], *, unit: str = ""
) -> list[TotalCheck]:
    """Return every figure of the total rows beside what the body rows give; `body` cells stand under `headers`.

    All is said in the column's own unit (`unit` is the table's unit line): 10万元 under 万元 adds 10.

    A subtotal sums the rows since the total above it, a total all rows of the table; a total row above the first body
    row sums the rows below it. Where a total agrees with the rows since the last total instead, that is what it meant.
    """
    checks = []
    numbers: dict[int, list[Decimal | None]] = {}
    for position, total in enumerate(totals):
        if total.kind == AVERAGE:
            continue
        scopes = _scopes(totals, position, len(body))
        for place, header in enumerate(headers):
            said = _said(total, header, unit)
            if said is None or _NOT_SUMMED.search(header.leaf):
                continue
            if place not in numbers:
                numbers[place] = _numbers([cells[place] for cells in body], header.unit or unit)
            checks.append(_compare(total, header, said, [row[place] for row in body], numbers[place], scopes))
    return checks


def _scopes(totals: Sequence[TotalRow], position: int, size: int) -> list[tuple[int, int]]:
    total = totals[position]
    if total.before == 0 or (
        position and totals[position - 1].before == total.before and totals[position - 1].kind == total.kind
    ):
        later = next((other.before for other in totals[position + 1 :] if other.before > total.before), size)
        return [(total.before, size), (total.before, later)] if total.kind == TOTAL else [(total.before, later)]
    last = max((other.before for other in totals[:position] if other.before < total.before), default=0)
    return [(last, total.before)] if total.kind == SUBTOTAL else [(0, total.before), (last, total.before)]


def _said(total: TotalRow, header: Header, unit: str) -> Decimal | None:
    cell = total.row.cells[header.index] if header.index < len(total.row.cells) else None
    if cell is None or (type(cell) is str and half_width(clean(cell)).replace(" ", "") == total.label):
        return None
    return _number(cell, header.unit or unit).value


def _number(cell: Value, unit: str) -> Parsed:
    """Return a cell as number in `unit` where it names one of its own, else as it stands."""
    parsed = parse_number(cell)
    if type(cell) is str and unit and not parsed.error and parsed.value is not None and parsed.unit:
        one, whole = parse_number(1, unit=unit).value, parse_number(cell, unit=unit)
        if one and whole.value is not None and not whole.doubt:
            return Parsed(whole.value / one)
    return parsed


def _numbers(cells: Sequence[Value], unit: str) -> list[Decimal | None]:
    """Return each cell as number: None where it cannot be read, 0 where it is empty. Equal texts are read once."""
    known: dict[Value, Decimal | None] = {}
    found = []
    for cell in cells:
        if type(cell) is int:
            found.append(Decimal(cell))
            continue
        if cell not in known:
            parsed = _number(cell, unit)
            known[cell] = None if parsed.error else parsed.value or Decimal(0)
        found.append(known[cell])
    return found


def _says_none(cell: Value) -> bool:
    return cell is None or bool(_NONE.match(half_width(clean(str(cell)))))


def _compare(
    total: TotalRow,
    header: Header,
    said: Decimal,
    cells: Sequence[Value],
    numbers: Sequence[Decimal | None],
    scopes: list[tuple[int, int]],
) -> TotalCheck:
    checks = []
    for first, last in scopes:
        filled = [
            number for cell, number in zip(cells[first:last], numbers[first:last], strict=True) if cell is not None
        ]
        unreadable = filled.count(None)
        counts = unreadable * 2 > len(filled)
        computed = (
            Decimal(sum(not _says_none(cell) for cell in cells[first:last]))
            if counts
            else sum((number for number in filled if number is not None), Decimal(0))
        )
        checks.append(
            TotalCheck(
                row=total.row.number,
                label=total.label,
                column=header.title,
                letter=header.letter,
                said=said,
                computed=computed,
                rows=last - first,
                kind="count" if counts else "sum",
                unreadable=0 if counts else unreadable,
            )
        )
    return next((check for check in checks if check.agrees), checks[0])
