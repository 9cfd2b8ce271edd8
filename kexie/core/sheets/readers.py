"""Reading a workbook as it is: sheets, rows and raw values, nothing interpreted yet; what is unsafe is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from kexie.core.refusals import Refusal

from . import cage

Value = str | int | float | bool | date | datetime | None

MAX_BYTES = 50 << 20
SUFFIXES = (".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv", ".txt", ".tsv")

_MESSAGES = {
    "missing": _("“%(file)s”找不到，可能已被移走或改名。请重新选择文件。"),
    "too_large": _("“%(file)s”有 %(size)s MB，超过 %(limit)s MB 的上限。请拆成几个文件再导入。"),
    "empty": _("“%(file)s”是空文件，里面没有内容。请确认选对了文件。"),
    "encrypted": _("“%(file)s”设了打开密码，无法读取。请用 Excel 或 WPS 打开，去掉密码另存后再导入。"),
    "broken": _("“%(file)s”已损坏或不完整，无法打开。请用 Excel 或 WPS 打开它，另存为 .xlsx 后再导入。"),
    "markup": _("“%(file)s”其实是网页或 XML，不是表格文件。请用 Excel 或 WPS 打开它，另存为 .xlsx 后再导入。"),
    "not_a_sheet": _("“%(file)s”不是表格文件。能导入的有 .xlsx、.xls、.et、.ods 和 .csv，请另存为其中一种。"),
    "unsafe": _(
        "“%(file)s”里有外部实体声明，可能是恶意文件，已拒绝读取。如果确实要用，请用 Excel 或 WPS 另存后再导入。"
    ),
    "bomb": _("“%(file)s”展开后大得不合常理，可能是恶意压缩文件，已拒绝读取。请用 Excel 或 WPS 另存后再导入。"),
    "too_many_sheets": _("“%(file)s”的工作表超过 %(limit)s 个。请拆成几个文件再导入。"),
    "too_many_tables": _("“%(file)s”的工作表“%(sheet)s”里超过 %(limit)s 张表。请拆成几个工作表再导入。"),
    "too_wide": _("“%(file)s”的工作表“%(sheet)s”超过 %(limit)s 列。请删去右侧多余的列后再导入。"),
    "too_long": _("“%(file)s”的工作表“%(sheet)s”超过 %(limit)s 行。请拆成几个文件再导入。"),
    "too_big": _("“%(file)s”内容太多，超出一次能处理的范围。请删去表格下方和右侧的空白区域，或拆成几个文件再导入。"),
    "too_slow": _("“%(file)s”在限定时间内没有读完，已停止。请删去多余的格式和空白区域，或拆成几个文件再导入。"),
}
_NOTES = {"unreadable_characters": _("文件里有 %(count)s 个字无法识别，已用“\ufffd”代替，请核对。")}


class SheetRefused(Refusal):
    """A file is not read as a spreadsheet; `code` says why, the message what to do."""

    code = "sheet_refused"
    status = 422


class Row(NamedTuple):
    """One row that holds anything: its number as Excel shows it (from 1) and its cells from column A on."""

    number: int
    cells: tuple[Value, ...]


class Merge(NamedTuple):
    """A merged range: rows from 1, columns from 0, all inclusive."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Sheet:
    """One sheet: only rows that hold anything, in order."""

    name: str
    hidden: bool = False
    merges: list[Merge] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


@dataclass(slots=True)
class Workbook:
    """A file that was read. `notes` are sentences for the reader about what was odd."""

    file: str
    sheets: list[Sheet] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read(path: Path | str, *, name: str = "") -> Workbook:
    """Return the workbook at `path`; this will open it in a caged process and never follow a link or compute a formula.

    `name` is the file's name for people where `path` is a store's. The kind is told by content, never by name. A CSV
    file is one sheet called like the file. Values are as stored: a formula gives its last computed value, a whole
    number is int.

    :raises SheetRefused: one of the codes of `_MESSAGES`, within five seconds for a small file
    """
    path = Path(path)
    file = name or path.name
    if not path.is_file():
        raise refusal("missing", file=file)
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise refusal("too_large", file=file, size=-(-size >> 20), limit=MAX_BYTES >> 20)
    workbook = Workbook(file)
    try:
        _fill(workbook, cage.frames(path.resolve()))
    except cage.Killed as killed:
        raise refusal(killed.code, file=file) from killed
    return workbook


def refusal(code: str, **facts: object) -> SheetRefused:
    """Return the refusal for `code`, worded with `facts`."""
    return SheetRefused(str(_MESSAGES[code]) % facts, code=code, **facts)


def _fill(workbook: Workbook, frames: Iterator[tuple]) -> None:
    ended = False
    for kind, *rest in frames:
        if kind == "rows":
            workbook.sheets[-1].rows.extend(map(Row._make, rest[0]))
        elif kind == "sheet":
            name, hidden, merges = rest
            workbook.sheets.append(Sheet(name or Path(workbook.file).stem, hidden, [Merge(*merge) for merge in merges]))
        elif kind == "note":
            workbook.notes.append(str(_NOTES[rest[0]]) % rest[1])
        elif kind == "refused":
            raise refusal(rest[0], file=workbook.file, **rest[1])
        else:
            ended = kind == "end"
    if not ended:
        raise cage.Killed("broken")
    if not any(sheet.rows for sheet in workbook.sheets):
        raise refusal("empty", file=workbook.file)
