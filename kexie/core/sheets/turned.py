"""Sheets that lie on their side, a column for each body and the labels below each other: turned upright."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from . import headers as reading
from .headers import Merges
from .readers import Merge, Row

_FEWEST = 3  # rows of labels
_OF_ALL = re.compile(r"^(?:项\s*目|指\s*标|内\s*容|栏\s*目|事\s*项|情\s*况)?$")
_OF_TOWNS = re.compile(r"乡镇|街道|镇街|街镇")
_OF_WHOM = re.compile(r"(?:名称|单位|科协|组织|姓名)$")


class Turned(NamedTuple):
    """A sheet's rows upright: a row is numbered by the column it was."""

    rows: list[Row]
    merges: dict[int, list[Merge]]
    note: str


def turned(rows: Sequence[Row], merges: Merges, words: frozenset[str]) -> Turned | None:
    """Return the rows of a sheet that lies on its side with every column a row; None for one that stands."""
    filled = [place for place, row in enumerate(rows) if sum(cell is not None for cell in row.cells) > 1]
    if not filled:
        return None
    grid = rows[filled[0] : filled[-1] + 1]
    label = _label_of(grid[0])
    if len(grid) < _FEWEST or not label or not _is_labels(grid, words) or _stands(grid, merges, words):
        return None
    width = max(len(row.cells) for row in grid)
    lines = [[row.cells[n] if n < len(row.cells) else None for row in grid] for n in range(width)]
    lines[0][0] = label
    upright = [Row(n + 1, tuple(line)) for n, line in enumerate(lines) if any(cell is not None for cell in line)]
    found = _turned_merges(grid, merges)
    if not reading.is_header(upright, 0, found, words, sure=0.6):
        return None
    around = [*rows[: filled[0]], *upright, *rows[filled[-1] + 1 :]]
    note = _("这张表横着排，每列是一个单位，已转过来读：第 2 行指 B 列，第 3 行指 C 列，依此类推。")
    return Turned(around, found, note)


def _label_of(first: Row) -> str:
    """Return the label of the line that names whose column it is, "" where there is no such line."""
    top = first.cells[0]
    label = "" if top is None else "".join(str(top).split())
    if _OF_TOWNS.search(label):
        return "乡镇"
    if _OF_ALL.match(label):
        return "名称"
    return label if _OF_WHOM.search(label) else ""


def _is_labels(grid: Sequence[Row], words: frozenset[str]) -> bool:
    """Return whether the first column holds labels, most of them known."""
    cells = [row.cells[0] for row in grid[1:] if row.cells[0] is not None]
    scores = [reading.label_score(cell, words) if type(cell) is str else -1 for cell in cells]
    return len(scores) >= _FEWEST - 1 and min(scores) >= 0 and sum(scores) >= 0.6 * len(scores)


def _stands(grid: Sequence[Row], merges: Merges, words: frozenset[str]) -> bool:
    """Return whether a row is a header all the same: 街道 ends the names of many towns, so one label must be known."""
    aside = next(
        n for n, cell in enumerate(grid[0].cells) if n and cell is not None
    )  # labels in two columns: 院长 姓名
    return any(
        any(type(cell) is str and reading.label_score(cell, words) == 1 for cell in row.cells[aside:])
        and reading.is_header(grid, at, merges, words)
        for at, row in enumerate(grid)
    )


def _turned_merges(grid: Sequence[Row], merges: Merges) -> dict[int, list[Merge]]:
    place: Mapping[int, int] = {row.number: n for n, row in enumerate(grid)}
    found: dict[int, list[Merge]] = {}
    for merge in (merge for row in grid for merge in merges.get(row.number, ())):
        bottom = place.get(merge.bottom, place[merge.top])
        turned_one = Merge(merge.left + 1, place[merge.top], merge.right + 1, bottom)
        found.setdefault(turned_one.top, []).append(turned_one)
    return found
