"""The register a table nobody knows could be kept in: its columns with their types and units, guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kexie.core.text import fold

from . import values
from .headers import Header
from .matching import sample, share
from .numbers import is_unit
from .readers import Value
from .tables import Table

_ORDINAL = re.compile(r"\s*第\s*\S{1,6}\s*[期号届次名批]")  # 第5期 names, it does not count
_NOT_COUNTED = re.compile(r"率|比|平均|年龄|年份|年度|名次|排名|单价|编号|届")


@dataclass(frozen=True, slots=True)
class ProposedColumn:
    """A column of a register to be: `countable` where a sum over it means something."""

    header: Header
    title: str
    type: str
    unit: str = ""
    countable: bool = False
    filled: int = 0


def propose_register(table: Table) -> list[ProposedColumn]:
    """Return the columns of a custom register for `table`: types, units and what can be summed, all guessed."""
    proposed = []
    for header in table.headers:
        cells = table.column(header)
        type = guess_type(header, cells)
        unit = table.unit_of(header, money=type == "money")
        if type == "number" and not unit:
            unit = _unit_in_label(header.leaf) or _unit_in_cells(cells)
        numeric = type in ("number", "money")
        countable = numeric and not _NOT_COUNTED.search(header.leaf) and unit not in ("%", "岁", "年")
        filled = sum(cell is not None for cell in cells)
        proposed.append(ProposedColumn(header, header.title, type, values.split_unit(unit)[1], countable, filled))
    return proposed


def guess_type(header: Header, cells: Iterable[Value]) -> str:
    """Return the column type the cells are most of, the header deciding between types that look alike."""
    seen = sample(cells)
    label = fold(header.leaf)
    if not seen:
        return "text"
    if all(type(cell) is str and (is_unit(cell.strip()) or _ORDINAL.match(cell)) for cell in seen):
        return "text"
    held = {name: share(name, seen) for name in ("flag", "phone", "id_number", "number", "period")}
    if held["phone"] > 0.8 and re.search(r"电话|手机|联系|号码|传真", label):
        return "phone"
    if held["id_number"] > 0.8 and re.search(r"身份证|证件", label):
        return "id_number"
    if held["number"] > 0.8 and not re.search(r"日期|时间|电话|手机|编号|号码|年月|期号|期次|届次", label):
        return (
            "money"
            if re.search(r"金额|经费|资金|费用|收入|支出|预算|投入|产值|元$", label) or header.unit.endswith("元")
            else "number"
        )
    if held["period"] > 0.7:
        return "period" if any(_is_stretch(cell) for cell in seen) else "date"
    if held["flag"] > 0.9:
        return "flag"
    if held["phone"] > 0.8 and all(len(re.sub(r"\D", "", str(cell))) >= 7 for cell in seen):
        return "phone"
    if re.search(r"单位|所属|所在|机构|组织|部门|乡镇|街道|学会|协会|学校$", label):
        return "organisation"
    if re.search(r"姓名|名称|人$|者$|长$|教师$|员$", label):
        return "name"
    return "note" if any(len(str(cell)) > 40 for cell in seen) or re.search(r"备注|说明|内容", label) else "text"


def _unit_in_label(label: str) -> str:
    """Return the unit a label itself ends with: 参加人次 → 人次, 放映场次 → 场次."""
    label = (
        re.sub(r"数$", "", fold(label))
        if fold(label).endswith(("人数", "场数", "份数", "块数", "个数", "次数"))
        else fold(label)
    )
    return next((label[-size:] for size in (2, 1) if len(label) > size and is_unit(label[-size:])), "")


def _unit_in_cells(cells: Iterable[Value]) -> str:
    units = [unit for cell in sample(cells) if type(cell) is str and (unit := values.parse_number(cell).unit)]
    return max(sorted(set(units)), key=units.count, default="")


def _is_stretch(cell: Value) -> bool:
    """Return whether a cell names several days on purpose: 3.1-3.28, not a month or a year alone."""
    span = values.parse_period(cell, year=2000).value
    return span is not None and span.start != span.end and bool(values.parse_date(cell, year=2000).doubt)
