"""The one exporter: rows stream out as .xlsx or .csv, and no cell can start a formula on the reader's machine."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO
from unicodedata import east_asian_width

import xlsxwriter
from django.utils.translation import gettext as _

from kexie.core.clock import ZONE

MAX_ROWS = 1_048_575
MAX_TEXT = 32_767
EXACT_DIGITS = 15

_FORMULA_START = re.compile(r"'*\s*[=+\-@＝＋－＠]|'*[\t\r\n]|'+(?:\d{12,}|0\d+)$")
_LONG_DIGITS = re.compile(r"\d{12,}|0\d+")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")
_SAMPLE = 100
_HEADER = {
    "bold": True,
    "bg_color": "#E8EEF7",
    "border": 1,
    "border_color": "#C9D3E3",
    "text_wrap": True,
    "valign": "vcenter",
}
_WIDTHS = (6, 50)


@dataclass(frozen=True, slots=True)
class Output:
    """One sheet to write: name, header labels, rows (an iterator will do), and `notes` that go above the header."""

    name: str
    headers: Sequence[str]
    rows: Iterable[Sequence[Any]]
    notes: Sequence[str] = ()


def defused(text: str) -> str:
    """Return `text` with an apostrophe before it where a spreadsheet could take it for a formula; a lone sign stays.

    readers.read takes the apostrophe off again: what was exported comes back as it was.
    """
    return f"'{text}" if _FORMULA_START.match(text) and len(text.strip()) > 1 else text


def write_xlsx(stream: BinaryIO, sheets: Sequence[Output]) -> int:
    """Write `sheets` to `stream` row by row and return how many rows; this will keep memory flat whatever their number.

    Texts stay texts (a telephone number is never a number), days are days, whole numbers of more than 15 digits are
    text, moments are in Shanghai time. Rows beyond what one sheet holds go on in a next one.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(stream, {**options, "in_memory": False, "default_date_format": "yyyy-mm-dd"})
    formats = {
        "header": book.add_format(_HEADER),
        "note": book.add_format({"font_color": "#5B6575"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
    }
    names: set[str] = set()
    written = 0
    for sheet in sheets:
        rows = iter(sheet.rows)
        while True:
            count, more = _write_sheet(book, formats, sheet, rows, _name(sheet.name, names))
            written += count
            if more is None:
                break
            rows = itertools.chain([more], rows)
    book.close()
    return written


def write_csv(stream: BinaryIO, rows: Iterable[Sequence[Any]]) -> int:
    """Write `rows`, the header first, as CSV that Excel opens in Chinese (UTF-8 with a mark, CRLF); return how many.

    Digits a spreadsheet would round or strip (12 and more, or with a leading zero) get an apostrophe too.
    """
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="", write_through=True)
    write = csv.writer(text).writerow
    count = 0
    for row in rows:
        write([_as_text(value) for value in row])
        count += 1
    text.detach()
    return count


def csv_chunks(rows: Iterable[Sequence[Any]], *, size: int = 500) -> Iterator[bytes]:
    """Yield the same CSV in pieces of `size` rows, for a streaming answer."""
    batch: list[Sequence[Any]] = []
    first = True
    for row in rows:
        batch.append(row)
        if len(batch) >= size:
            yield _csv_piece(batch, first)
            batch, first = [], False
    if batch or first:
        yield _csv_piece(batch, first)


def _csv_piece(rows: Sequence[Sequence[Any]], first: bool) -> bytes:
    piece = io.BytesIO()
    write_csv(piece, rows)
    data = piece.getvalue().removeprefix(b"\xef\xbb\xbf")
    return b"\xef\xbb\xbf" + data if first else data


def _name(name: str, taken: set[str]) -> str:
    """Return a sheet name Excel accepts and no other sheet has: at most 31 characters, no brackets, colons, slashes."""
    base = _UNWRITABLE.sub("", _SHEET_NAME.sub(" ", name)).strip()[:31] or _("数据")
    found, number = base, 2
    while found.lower() in taken:
        tail = f"({number})"
        found, number = base[: 31 - len(tail)] + tail, number + 1
    taken.add(found.lower())
    return found


def _write_sheet(
    book: xlsxwriter.Workbook, formats: dict[str, Any], output: Output, rows: Iterator[Sequence[Any]], name: str
) -> tuple[int, Sequence[Any] | None]:
    """Write one sheet; return how many rows it took and the first row that did not go in."""
    sheet = book.add_worksheet(name)
    head = [row for _number, row in zip(range(_SAMPLE), rows, strict=False)]
    for index, width in enumerate(_column_widths(output.headers, head)):
        sheet.set_column(index, index, width)
    top = len(output.notes)
    sheet.freeze_panes(top + 1, 0)
    for number, note in enumerate(output.notes):
        sheet.write_string(number, 0, _fit(str(note)), formats["note"])
    for index, label in enumerate(output.headers):
        sheet.write_string(top, index, _fit(str(label)), formats["header"])
    count = 0
    for row in itertools.chain(head, rows):
        if top + count >= MAX_ROWS:
            return count, row
        count += 1
        _write_row(sheet, top + count, row, formats)
    return count, None


def _write_row(sheet: Any, number: int, row: Sequence[Any], formats: dict[str, Any]) -> None:
    for index, value in enumerate(row):
        kind = type(value)
        if value is None or value == "":
            continue
        if kind is str:
            sheet.write_string(number, index, _fit(value))
        elif kind is int and -(10**EXACT_DIGITS) < value < 10**EXACT_DIGITS:
            sheet.write_number(number, index, value)
        elif kind is date and value.year >= 1900:
            sheet.write_datetime(number, index, value, formats["day"])
        elif kind is datetime and value.year >= 1900:
            sheet.write_datetime(number, index, _local(value), formats["moment"])
        elif isinstance(value, float | Decimal) and value == value and abs(value) < 10**EXACT_DIGITS:
            sheet.write_number(number, index, float(value))
        else:
            sheet.write_string(number, index, _fit(_plain(value)))


def _plain(value: Any) -> str:
    """Return any other value as text."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return f"{_local(value):%Y-%m-%d %H:%M}"
    if isinstance(value, list | tuple | set | frozenset):
        return "、".join(map(str, value))
    return str(value)


def _as_text(value: Any) -> str:
    """Return a value for CSV: numbers bare, texts defused, digits that a spreadsheet would round kept as text."""
    if value is None:
        return ""
    text = _UNWRITABLE.sub("", _plain(value))
    if type(value) in (int, float, Decimal):
        return text
    return f"'{text}" if _LONG_DIGITS.fullmatch(text) else defused(text)


def _fit(text: str) -> str:
    """Return a text as a cell can hold it: no control characters, defused, at most 32,767 characters."""
    return defused(_UNWRITABLE.sub("", text))[:MAX_TEXT]


def _local(moment: datetime) -> datetime:
    return moment.astimezone(ZONE).replace(tzinfo=None) if moment.tzinfo else moment


def _column_widths(headers: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[float]:
    """Return a width for each column from the header and the first rows; a Chinese character takes two."""
    columns = max([len(headers), *(len(row) for row in rows)], default=0)
    widths = []
    for index in range(columns):
        texts = [str(headers[index])] if index < len(headers) else []
        texts += [_plain(row[index]) for row in rows if index < len(row) and row[index] is not None]
        widest = max(
            (sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text[:60]) for text in texts), default=0
        )
        widths.append(min(max(widest + 2, _WIDTHS[0]), _WIDTHS[1]))
    return widths
