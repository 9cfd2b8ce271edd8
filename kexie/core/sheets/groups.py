"""What one cell says of several rows, and several cells of one: a town named once, people side by side."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from .headers import Header
from .readers import Value

Grid = Sequence[tuple[int, Sequence[Value]]]  # rows by number, equally wide

_YEAR = re.compile(r"(?:19|20)\d\d(?:年度?)?")
_TELEPHONE = re.compile(r"1\d{10}|0\d{2,3}[- ]?\d{7,8}")
_OF_PEOPLE = re.compile(r"姓名|名字|人员|人$|长$|主席|领导|电话|手机")
_OUTER = re.compile(r"年|期|批|片|区|县|市|乡|镇|街道|序号|类")
_FEWEST = 3  # one row in so many has the cell empty where empty means as above


def filled_down(
    grid: Grid, columns: Sequence[Header], sections: Mapping[int, str]
) -> tuple[Grid, list[int], list[Header]]:  # fmt: skip
    """Return the rows with their leading columns filled down, the rows that only said the name, the columns filled.

    Empty means as above where a text stands once over several rows: two texts and more, none twice, one in the first
    row, and a third of the rows has none. A gap in a list of towns is a name that is missing, and nobody stands in two
    rows because the second names nobody.
    """
    lines = {number: [*cells] for number, cells in grid}
    alone: list[int] = []
    filled: list[Header] = []
    for place, header in enumerate(columns[:-1]):
        held = [(number, cells[header.index]) for number, cells in lines.items()]
        texts = [cell for _number, cell in held if cell is not None]
        if len(texts) == len(held):
            if len(set(texts)) * 5 > len(texts) * 4 or not _OUTER.search(header.title):
                break  # whose name or what it is stands in every row: what follows belongs to it alone
            continue
        if not _is_group(texts, [cell for _number, cell in held], header.title):
            break
        outer, beside = ([each.index for each in some] for some in (columns[:place], columns[place + 1 :]))
        alone += _fill(lines, header.index, outer, beside, sections)
        filled.append(header)
    return [(number, tuple(cells)) for number, cells in lines.items() if number not in alone], alone, filled


def _is_group(texts: Sequence[Value], cells: Sequence[Value], title: str) -> bool:
    empty = len(cells) - len(texts)
    return (
        cells[0] is not None
        and not _OF_PEOPLE.search(title)
        and empty * _FEWEST >= len(cells)
        and len(set(texts)) == len(texts) > 1
        and all(_is_name(text) or ("年" in title and _YEAR.fullmatch(str(text).strip())) for text in texts)
    )


def _is_name(text: Value) -> bool:
    return type(text) is str and len(text.strip()) > 1 and not text[:1].isdigit()


def _fill(
    lines: dict[int, list[Value]], index: int, outer: Sequence[int], beside: Sequence[int], sections: Mapping[int, str]
) -> list[int]:  # fmt: skip
    """Fill one column down within what stands left of it and within its section; return the rows that held no more."""
    alone: list[int] = []
    above: Value = None
    within: tuple = ()
    for (number, cells), following in zip(lines.items(), [*[*lines.values()][1:], None], strict=True):
        here = (sections.get(number, ""), *(cells[column] for column in outer))
        if cells[index] is not None:
            if all(cells[column] is None for column in beside) and following is not None and following[index] is None:
                alone.append(number)
            above = cells[index]
        elif here == within:
            cells[index] = above
        within = here
    return alone


def joined(grid: Grid, columns: Sequence[Header]) -> tuple[Grid, list[Header]]:
    """Return rows and columns with what stands in several columns under one label in one cell: 张三、李四 below 信息员.

    Figures under one label stay apart: what they count is another thing each time.
    """
    kept: list[Header] = []
    lines = [(number, [*cells]) for number, cells in grid]
    for header in columns:
        first = kept[-1] if kept else None
        if first is None or first.title != header.title or not _are_words(lines, (first.index, header.index)):
            kept.append(header)
            continue
        for _number, cells in lines:
            said = [str(cells[n]).strip() for n in (first.index, header.index) if cells[n] is not None]
            cells[first.index] = (
                cells[first.index] if len(said) == 1 and cells[first.index] else "、".join(said) or None
            )
    return [(number, tuple(cells)) for number, cells in lines], kept


def _are_words(lines: Sequence[tuple[int, Sequence[Value]]], indexes: Sequence[int]) -> bool:
    """Test whether cells hold names or telephones, no figures and no days."""
    cells = [str(cells[n]).strip() for _number, cells in lines for n in indexes if cells[n] is not None]
    return all(not cell[:1].isdigit() or _TELEPHONE.fullmatch(cell) for cell in cells)
