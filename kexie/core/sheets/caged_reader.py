"""The program that opens a stranger's file.

It runs in a process of its own with hard limits (see cage.py), knows nothing of Django, imports nothing from kexie and
answers on standard output with frames of primitive values only.

Frames: ("sheet", name, hidden, merges), ("rows", [(row number, cells), ...]), ("note", code, facts), ("end",) or
("refused", code, facts). Rows without a value are left out; a row's cells end at its last value.
"""

from __future__ import annotations

import codecs
import csv
import datetime
import io
import pickle
import re
import resource
import struct
import sys
import zipfile

MAX_ENTRIES = 5_000
MAX_UNPACKED = 600 << 20
MAX_RATIO = 250
RATIO_MATTERS_FROM = 8 << 20
MAX_SHEETS = 200
MAX_ROWS = 300_000
MAX_COLUMNS = 1_000
MAX_CELLS = 3_000_000
MAX_MERGES = 100_000
MAX_TEXT = 60_000_000
CHUNK = 2_000

_DANGEROUS_XML = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_OTHER_FILES = (
    (b"%PDF", "PDF"), (b"\x89PNG", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"GIF8", "GIF"), (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"), (b"\x1f\x8b", "gzip"), (b"BM", "BMP"), (b"II*\x00", "TIFF"), (b"MZ", "EXE"),
    (b"\x7fELF", "ELF"), (b"{\\rtf", "RTF"),
)  # fmt: skip
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_OWN_ESCAPE = re.compile(r"'(?='*\s*[=+\-@＝＋－＠]|'*[\t\r\n]|'*(?:\d{12,}|0\d+)$)")  # what writer.defused put there
_EXCEL_TEXT = re.compile(r'="([^"]*)"')
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Refused(Exception):
    """The file is not read; `args` are the code and the facts, worded for people by readers.py."""


def main(path: str, memory: int, cpu: int) -> None:
    """Read the file at `path` and write frames within `memory` bytes of address space and `cpu` seconds."""
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        _read(path)
        _send("end")
    except Refused as refusal:
        _send("refused", *refusal.args)
    except MemoryError:
        _send("refused", "too_big", {})


def _send(*frame: object) -> None:
    body = pickle.dumps(frame, protocol=5)
    sys.stdout.buffer.write(struct.pack("<I", len(body)) + body)
    sys.stdout.buffer.flush()


def _read(path: str) -> None:
    with open(path, "rb") as file:
        data = file.read()
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise Refused("empty", {})
    if data.startswith(b"PK"):
        _check_archive(data)
        _read_with_calamine(data)
    elif data.startswith(_OLE):
        _check_ole(data)
        _read_with_calamine(data)
    elif head[:1] == b"<":
        raise Refused("markup", {})
    else:
        for magic, name in _OTHER_FILES:
            if data.startswith(magic):
                raise Refused("not_a_sheet", {"kind": name})
        _read_text(data)


# ---------------------------------------------------------------- archives


def _check_archive(data: bytes) -> None:
    end = data.rfind(b"PK\x05\x06", -65_557)
    if end < 0 or len(data) < end + 22:
        raise Refused("broken", {})
    if struct.unpack_from("<H", data, end + 10)[0] > MAX_ENTRIES:
        raise Refused("bomb", {})
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_sizes(entries, len(data))
            _check_kind({entry.filename for entry in entries})
            for entry in entries:
                if entry.filename.endswith((".xml", ".rels", ".vml")):
                    _check_part(archive, entry)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, zipfile.zlib.error, OSError, ValueError) as error:
        raise Refused("broken", {}) from error


def _check_sizes(entries: list[zipfile.ZipInfo], packed: int) -> None:
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise Refused("bomb", {})
    if sum(entry.compress_size for entry in entries) > packed:
        raise Refused("bomb", {})
    for entry in entries:
        if entry.flag_bits & 1:
            raise Refused("encrypted", {})
        if entry.file_size > RATIO_MATTERS_FROM and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
            raise Refused("bomb", {})


def _check_kind(names: set[str]) -> None:
    if {"xl/workbook.xml", "xl/workbook.bin"} & names or "content.xml" in names:
        return
    if "word/document.xml" in names:
        raise Refused("not_a_sheet", {"kind": "Word"})
    if any(name.startswith("ppt/") for name in names):
        raise Refused("not_a_sheet", {"kind": "PowerPoint"})
    if "[Content_Types].xml" in names:
        raise Refused("broken", {})
    raise Refused("not_a_sheet", {"kind": "ZIP"})


def _check_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Read a part to its end: a false size, UTF-16 and a document type (the door to entity bombs) show here."""
    with archive.open(entry) as part:
        tail = part.read(4)
        if tail.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"<\x00", b"\x00<")):
            raise Refused("unsafe", {})
        while block := part.read(1 << 20):
            piece = tail + block
            if _DANGEROUS_XML.search(piece):
                raise Refused("unsafe", {})
            if entry.filename == "META-INF/manifest.xml" and b"encryption-data" in piece:
                raise Refused("encrypted", {})
            tail = piece[-32:]


def _check_ole(data: bytes) -> None:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Refused("encrypted", {})
    if "WordDocument".encode("utf-16-le") in data:
        raise Refused("not_a_sheet", {"kind": "Word"})
    if not any(name.encode("utf-16-le") in data for name in ("Workbook", "Book", "WORKBOOK", "BOOK")):
        raise Refused("not_a_sheet", {"kind": "OLE"})


# ---------------------------------------------------------------- workbooks


def _read_with_calamine(data: bytes) -> None:
    import python_calamine as calamine

    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [meta for meta in workbook.sheets_metadata if meta.typ == calamine.SheetTypeEnum.WorkSheet]
        if len(sheets) > MAX_SHEETS:
            raise Refused("too_many_sheets", {"limit": MAX_SHEETS})
        outlet = Outlet()
        for meta in sheets:
            sheet = workbook.get_sheet_by_name(meta.name)
            if sheet.width > 16_384:
                raise Refused("too_wide", {"sheet": meta.name, "limit": MAX_COLUMNS})
            merges = [
                (top + 1, left, bottom + 1, right)
                for (top, left), (bottom, right) in (sheet.merged_cell_ranges or ())[:MAX_MERGES]
            ]
            outlet.open(meta.name, meta.visible != calamine.SheetVisibleEnum.Visible, merges)
            left = sheet.start[1] if sheet.start else 0
            for number, cells in enumerate(sheet.iter_rows(), 1):
                outlet.add(number, left, cells)
            outlet.flush()
    except calamine.PasswordError as error:
        raise Refused("encrypted", {}) from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise Refused("broken", {}) from error


class Outlet:
    """What rows pass through on their way out: values made primitive, equal texts made one, limits counted."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, tuple]] = []
        self.cells = self.text = self.kept = 0
        self.sheet = ""
        self.known: dict[str, str] = {}

    def open(self, name: str, hidden: bool, merges: list[tuple[int, int, int, int]]) -> None:
        self.sheet, self.kept, self.known = name, 0, {}
        _send("sheet", name, hidden, merges)

    def add(self, number: int, left: int, cells: list) -> None:
        if cells.count("") == len(cells):
            return
        values = [None] * left
        last = 0
        for cell in cells:
            kind = type(cell)
            if kind is float:
                value = int(cell) if cell.is_integer() and -1e15 < cell < 1e15 else cell
            elif kind is str:
                value = self.string(cell)
            else:
                value = _primitive(cell)
            values.append(value)
            if value is not None:
                last = len(values)
                self.cells += 1
        if last:
            self.keep(number, tuple(values[:last]))

    def string(self, cell: str) -> str | None:
        known = self.known.get(cell)
        if known is not None:
            return known
        if not cell or cell.isspace():
            return None
        self.text += len(cell)
        value = cell[1:] if cell[0] == "'" and _OWN_ESCAPE.match(cell) else cell
        if len(self.known) < 50_000:
            self.known[cell] = value
        return value

    def keep(self, number: int, values: tuple) -> None:
        self.kept += 1
        if len(values) > MAX_COLUMNS:
            raise Refused("too_wide", {"sheet": self.sheet, "limit": MAX_COLUMNS})
        if self.kept > MAX_ROWS:
            raise Refused("too_long", {"sheet": self.sheet, "limit": MAX_ROWS})
        if self.cells > MAX_CELLS or self.text > MAX_TEXT:
            raise Refused("too_big", {})
        self.rows.append((number, values))
        if len(self.rows) >= CHUNK:
            self.flush()

    def flush(self) -> None:
        if self.rows:
            _send("rows", self.rows)
            self.rows = []


def _primitive(cell: object) -> object:
    if isinstance(cell, datetime.time):
        return cell.strftime("%H:%M")
    if isinstance(cell, datetime.timedelta):
        minutes = round(cell.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02d}"
    return cell


# ---------------------------------------------------------------- text


def _read_text(data: bytes) -> None:
    text = _decode(data)
    csv.field_size_limit(1 << 20)
    first, _, rest = text.partition("\n")
    declared = re.fullmatch(r"\s*sep=(.)\s*", first)
    separator = declared[1] if declared else _separator(text[:65_536])
    lines = io.StringIO(rest if declared else text, newline="")
    outlet = Outlet()
    outlet.open("", False, [])
    try:
        for number, cells in enumerate(csv.reader(lines, delimiter=separator), 2 if declared else 1):
            outlet.add(number, 0, [match[1] if (match := _EXCEL_TEXT.fullmatch(cell)) else cell for cell in cells])
    except csv.Error as error:
        raise Refused("broken", {}) from error
    outlet.flush()


def _decode(data: bytes) -> str:
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            return _checked(data[len(mark) :].decode(name, "replace"))
    sample = data[:4096]
    if sample[1::2].count(0) > len(sample) // 5:
        return _checked(data.decode("utf-16-le", "replace"))
    if sample[::2].count(0) > len(sample) // 5:
        return _checked(data.decode("utf-16-be", "replace"))
    for name in ("utf-8", "gb18030"):
        try:
            return _checked(data.decode(name))
        except UnicodeDecodeError:
            continue
    return _checked(
        min((data.decode(name, "replace") for name in ("utf-8", "gb18030")), key=lambda text: text.count("\ufffd"))
    )


def _checked(text: str) -> str:
    """Refuse what is no text; a few unreadable characters are passed on with a note, not a reason to lose the file."""
    unreadable = text.count("\ufffd")
    if _BINARY.search(text) or unreadable > max(3, len(text) // 500):
        raise Refused("not_a_sheet", {"kind": ""})
    if unreadable:
        _send("note", "unreadable_characters", {"count": unreadable})
    return text


def _separator(sample: str) -> str:
    """Return the separator under which most lines of the sample have the same number of cells, more than one."""
    best, best_score = ",", 0
    for candidate in ",\t;|，":
        widths = [len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=candidate)]
        common = max((width for width in widths if width > 1), key=widths.count, default=0)
        score = widths.count(common) * 100 + min(common, 99) if common else 0
        if score > best_score:
            best, best_score = candidate, score
    return best


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
