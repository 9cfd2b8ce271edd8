"""Reading who should be there, from lines people paste or the rows of a sheet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

MOST = 3000  # entries of one roll
LONGEST = {"name": 60, "unit": 120}
_TITLES = {
    "name": ("姓名", "代表姓名", "委员姓名", "名字", "人员"),
    "unit": ("单位", "工作单位", "单位职务", "单位及职务", "所在单位", "单位、职务"),
    "phone": ("手机", "手机号", "手机号码", "电话", "联系电话", "联系方式"),
}
_PHONE = re.compile(r"(?:\+?86[- ]?)?1\d{2}[- ]?\d{4}[- ]?\d{4}")
_APART = re.compile(r"[\t,，、;；|]|\s+")
_FRONT = re.compile(r"^\s*(?:\d{1,4}(?:[.．、)）]\s*|\s+|$))?")
_SERIAL = re.compile(r"^\d{1,4}[.．、)）]?$")


@dataclass(frozen=True)
class Named:
    """One person as written: where, name, unit, phone; `wrong` says why the line cannot be used.

    `person` is the key of the person's record where it is known.
    """

    line: int
    name: str
    unit: str = ""
    phone: str = ""
    wrong: str = ""
    person: int | None = None


def pasted(text: str) -> list[Named]:
    """Return the people of pasted lines, one a line: name, then unit, then phone, parted by tabs, commas or blanks.

    A number in front is left out; two-letter names written with a blank inside (王 伟) are put together.
    """
    rows = []
    for n, line in enumerate(text.splitlines(), start=1):
        parts = [part for part in _APART.split(_close(_FRONT.sub("", line))) if part]
        if parts:
            rows.append((n, parts))
    return [*_named(rows, {})]


def of_rows(rows: Iterable[tuple[int, Sequence[object]]]) -> list[Named]:
    """Return the people of a sheet's rows: below the row of titles where there is one, else name, unit, phone."""
    lines = [(n, ["" if cell is None else str(cell).strip() for cell in cells]) for n, cells in rows]
    for at, (_n, cells) in enumerate(lines):
        columns = {part: _column(cells, titles) for part, titles in _TITLES.items()}
        if columns["name"] is not None:
            return [*_named(lines[at + 1 :], columns)]
    plain = [(n, [c for c in cells if c and not _SERIAL.match(c)]) for n, cells in lines]
    return [*_named([(n, cells) for n, cells in plain if cells], {})]


def _column(cells: Sequence[str], titles: Sequence[str]) -> int | None:
    folded = ["".join(cell.split()) for cell in cells]
    return next((folded.index(title) for title in titles if title in folded), None)


def _named(rows: Sequence[tuple[int, Sequence[str]]], columns: dict[str, int | None]) -> Iterator[Named]:
    for n, cells in rows:
        if columns:
            said = {p: cells[i] if i is not None and i < len(cells) else "" for p, i in columns.items()}
            if not any(said.values()):
                continue
        else:
            phone = next((c for c in cells[1:] if _PHONE.fullmatch(c)), "")
            rest = [c for c in cells[1:] if c != phone]
            said = {"name": cells[0], "unit": "".join(rest), "phone": phone}
        said["name"] = _close(said["name"])
        yield Named(n, **said, wrong=_wrong(said))


def _wrong(said: dict[str, str]) -> str:
    if not said["name"]:
        return "nameless"
    if re.search(r"\d", said["name"]):
        return "name"
    return "long" if any(len(said[part]) > most for part, most in LONGEST.items()) else ""


def _close(text: str) -> str:
    """Put a name of two letters together that was written with blanks between: 王　伟."""
    return re.sub(r"^([\u4e00-\u9fff])[ \u3000]{1,3}([\u4e00-\u9fff])(?=$|[\s\u3000,，、;；|])", r"\1\2", text)
