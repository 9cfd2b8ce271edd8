"""Spreadsheet files for tests, honest and hostile, written by code."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import openpyxl

from kexie.core.sheets.readers import Merge, Row, Sheet

_TYPES = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
_WORKBOOK = (
    b'<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    b'<sheets><sheet name="s" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_RELATIONS = (
    b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    b'Target="worksheets/sheet1.xml"/></Relationships>'
)
_ROOT = (
    b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="rId1" Target="xl/workbook.xml" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
)
OPEN = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
CLOSE = b"</sheetData></worksheet>"


def sheet(*rows: Sequence[object], name: str = "表", merges: Iterable[tuple[int, int, int, int]] = ()) -> Sheet:
    """Return a sheet as the reader gives it: blank rows and trailing blanks left out."""
    kept = []
    for number, cells in enumerate(rows, 1):
        values = [None if isinstance(cell, str) and not cell.strip() else cell for cell in cells]
        while values and values[-1] is None:
            values.pop()
        if any(value is not None for value in values):
            kept.append(Row(number, tuple(values)))
    return Sheet(name, merges=[Merge(*merge) for merge in merges], rows=kept)


def xlsx(path: Path, rows: Iterable[Sequence[object]], *, merge: str = "") -> Path:
    """Write an honest workbook of one sheet."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    if merge:
        book.active.merge_cells(merge)
    book.save(path)
    return path


def raw_xlsx(path: Path, sheet_xml: bytes, *, extra: dict[str, bytes] | None = None) -> Path:
    """Write a workbook whose only sheet part is `sheet_xml`, byte for byte."""
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _ROOT,
        "xl/workbook.xml": _WORKBOOK,
        "xl/_rels/workbook.xml.rels": _RELATIONS,
        "xl/worksheets/sheet1.xml": sheet_xml,
        **(extra or {}),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return path


def bomb(path: Path, megabytes: int = 300) -> Path:
    """Write a workbook of a few hundred kilobytes whose sheet unpacks to `megabytes`."""
    return raw_xlsx(path, OPEN + b" " * (megabytes << 20) + CLOSE)


def many_cells(path: Path, cells: int = 3_500_000) -> Path:
    """Write a workbook that no ratio gives away but that holds more cells than anyone needs."""
    rows = (
        b"<row>" + b"".join(b"<c><v>%d</v></c>" % (n * k % 9973) for k in range(900)) + b"</row>"
        for n in range(cells // 900)
    )
    return raw_xlsx(path, OPEN + b"".join(rows) + CLOSE)


def far_corner(path: Path) -> Path:
    """Write two cells, the first and the last a sheet can have: as a dense table that is 17 billion."""
    corners = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return raw_xlsx(path, OPEN + corners + CLOSE)


def wide_row(path: Path, columns: int = 1_000_000) -> Path:
    """Write one row of a million cells without addresses."""
    return raw_xlsx(
        path, OPEN + b"<row>" + b"".join(b"<c><v>%d</v></c>" % n for n in range(columns)) + b"</row>" + CLOSE
    )


def entity(path: Path, target: Path) -> Path:
    """Write a workbook whose sheet wants the file `target` read into a cell."""
    sheet_xml = (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY leak SYSTEM "file://{target}">]>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>&leak;</t></is></c></row></sheetData></worksheet>'
    )
    return raw_xlsx(path, sheet_xml.encode())


def encrypted(path: Path) -> Path:
    """Write what Excel writes for a workbook with a password: a compound file that holds EncryptedPackage."""
    name = "EncryptedPackage".encode("utf-16-le")
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504 + name + b"\x00" * 4096)
    return path


def lying_size(path: Path) -> Path:
    """Write an archive whose directory says a part is 10 bytes while it unpacks to 50 MB."""
    raw_xlsx(path, OPEN + b" " * (50 << 20) + CLOSE)
    data = bytearray(path.read_bytes())
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        name_length = struct.unpack_from("<H", data, at + 28)[0]
        if data[at + 46 : at + 46 + name_length].endswith(b"sheet1.xml"):
            struct.pack_into("<I", data, at + 24, 10)
        at += 46
    path.write_bytes(data)
    return path


def ods(path: Path, rows: Iterable[Sequence[str]]) -> Path:
    """Write an OpenDocument sheet."""
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    book = OpenDocumentSpreadsheet()
    table = Table(name="名册")
    for row in rows:
        line = TableRow()
        for value in row:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=value))
            line.addElement(cell)
        table.addElement(line)
    book.spreadsheet.addElement(table)
    book.save(str(path))
    return path


def xls(path: Path, rows: Iterable[Sequence[object]], *, merge: tuple[int, int, int, int, str] | None = None) -> Path:
    """Write a workbook in the old binary format (what WPS calls .et is the same)."""
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("名册")
    for number, row in enumerate(rows):
        for index, value in enumerate(row):
            if value is not None:
                page.write(number, index, value)
    if merge:
        page.write_merge(*merge)
    stream = io.BytesIO()
    book.save(stream)
    path.write_bytes(stream.getvalue())
    return path
