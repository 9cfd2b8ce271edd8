"""Lists cut to stand beside themselves on one page: unfolded, so that what stands to the right follows below."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _

from . import headers as reading
from . import totals as adding
from .headers import Header, Merges
from .readers import Merge, Row, Value


class Panels(NamedTuple):
    """How a header repeats itself: the columns all parts share, and of each part which column of the first it is."""

    shared: tuple[int, ...]
    parts: tuple[Mapping[int, int], ...]  # column → column of the first part


@dataclass
class Unfolded:
    """A sheet's rows with every list beside itself put below itself; `notes` by the number of its header's row.

    A row of the second part is numbered 100 higher (1,000 on a sheet of a hundred rows and more), of the third 200.
    """

    rows: list[Row] = field(default_factory=list)
    merges: dict[int, list[Merge]] = field(default_factory=dict)
    notes: dict[int, str] = field(default_factory=dict)


def unfold(rows: Sequence[Row], merges: Merges, words: frozenset[str]) -> Unfolded:
    """Return the rows of a sheet with its lists in one part each; this will leave a sheet without such lists alone."""
    done = Unfolded(merges={number: [*some] for number, some in merges.items()})
    step = 10 ** max(2, len(str(rows[-1].number))) if rows else 0
    at = 0
    while at < len(rows):
        header = rows[at]
        may_repeat = _may_repeat(rows, at, merges, words)
        deep = reading.depth(rows, at, merges, words) if may_repeat else 1
        found = _panels(rows, at, at + deep, merges) if may_repeat else None
        done.rows += [_narrow(row, found) if found else row for row in rows[at : at + deep]]
        at += deep
        if found:
            done.notes[header.number] = _note(len(found.parts), step)
            body = rows[at : _end(rows, at, merges, words, header)]
            at += len(body)
            done.rows += _below_each_other(body, found, step, header)
            _move(body, found, step, done.merges)
    return done


def panels_in(header: Mapping[int, Header]) -> Panels | None:
    """Return how the labels of a header repeat: 姓名 电话 姓名 电话, perhaps behind 乡镇 or before 备注; else None."""
    columns = sorted(header)
    titles = [header[column].title for column in columns]
    first = next((place for place, title in enumerate(titles) if title in titles[place + 1 :]), None)
    if first is None:
        return None
    starts = [place for place, title in enumerate(titles) if title == titles[first]]
    own = titles[first : starts[1]]
    if len(own) < 2 or len(set(own)) < len(own):
        return None  # 电话 电话: one person's two
    parts = [range(start, after) for start, after in zip(starts, [*starts[1:], len(titles)], strict=True)]
    behind = [place for place in parts[-1] if titles[place] not in own]
    parts[-1] = range(starts[-1], behind[0] if behind else len(titles))
    if any(place < parts[-1].stop for place in behind) or not all(_is_part(part, titles, own) for part in parts):
        return None
    if (first or behind) and any(len(part) < len(own) for part in parts):
        return None  # 主席 电话 秘书长 电话: no part repeats
    left = {titles[place]: columns[place] for place in parts[0]}
    return Panels(
        tuple(columns[place] for place in (*range(first), *behind)),
        tuple({columns[place]: left[titles[place]] for place in part} for part in parts),
    )


def _is_part(part: range, titles: Sequence[str], own: Sequence[str]) -> bool:
    said = [titles[place] for place in part]
    return len(said) > 1 and said == [title for title in own if title in said]


def _may_repeat(rows: Sequence[Row], at: int, merges: Merges, words: frozenset[str]) -> bool:
    texts = [cell for row in rows[at : at + reading.MAX_DEPTH] for cell in row.cells if type(cell) is str]
    return len(set(texts)) < len(texts) and reading.is_header(rows, at, merges, words)


def _panels(rows: Sequence[Row], at: int, end: int, merges: Merges) -> Panels | None:
    found = panels_in(reading.labels(rows[at:end], merges))
    # 场次 人次 场次 人次 are figures of two things whose names got lost, no list.
    names = found and any(
        type(cell) is str and not cell[:1].isdigit()
        for row in rows[end : end + reading.LOOK_AHEAD]
        for n, cell in enumerate(row.cells)
        if n in found.parts[1]
    )
    return found if names else None


def _end(rows: Sequence[Row], at: int, merges: Merges, words: frozenset[str], header: Row) -> int:
    """Return where the list ends: at another header."""
    for later in range(at, len(rows)):
        row = rows[later]
        if len(row.cells) > 1 and not reading.same_labels(row, header):
            broken = row.number > rows[later - 1].number + 1 or sum(c is not None for c in rows[later - 1].cells) == 1
            if broken and reading.is_header(rows, later, merges, words, sure=0.6):
                return later - (sum(cell is not None for cell in rows[later - 1].cells) == 1)
    return len(rows)


def _below_each_other(body: Sequence[Row], panels: Panels, step: int, header: Row) -> Iterator[Row]:
    """Yield the first part's rows, then the second's; a line of text across the page comes between those around it."""
    block: list[Row] = []
    for row in [*body, None]:
        if row is not None and not _is_line(row, panels) and not reading.same_labels(row, header):
            block.append(row)
            continue
        for number in range(len(panels.parts)):
            yield from (part for each in block if (part := _part(each, panels, number, step)) is not None)
        block = []
        if row is not None:
            yield _narrow(row, panels)


def _note(parts: int, step: int) -> str:
    return _(
        "这张表左右并排 %(parts)d 栏，已接成一栏来读：第 %(example)d 行是右边第 2 栏的第 %(row)d 行，依此类推。"
    ) % {"parts": parts, "example": step + 3, "row": 3}


def _is_line(row: Row, panels: Panels) -> bool:
    filled = [index for index, cell in enumerate(row.cells) if cell is not None]
    return len(filled) == 1 and type(row.cells[filled[0]]) is str and filled[0] in (0, *panels.shared)


def _narrow(row: Row, panels: Panels) -> Row:
    """Return a row without what stands under the later parts."""
    later = {column for part in panels.parts[1:] for column in part}
    return _row(row.number, {n: cell for n, cell in enumerate(row.cells) if n not in later})


def _part(row: Row, panels: Panels, number: int, step: int) -> Row | None:
    """Return what a row says in one part, behind what the parts share; None where the part is empty."""
    held = {to: row.cells[n] for n, to in panels.parts[number].items() if n < len(row.cells)}
    shared = {n: row.cells[n] for n in panels.shared if n < len(row.cells)}
    if number == 0:
        spare = {n for part in panels.parts for n in part} | set(shared)
        rest = {n: cell for n, cell in enumerate(row.cells) if n not in spare}
        return _row(row.number, {**rest, **shared, **held}) if any(_said({**rest, **shared, **held})) else None
    if not any(_said(held)) or (shared and adding.total_label(row)):
        return None
    # A number that stands before the parts is said once, however many parts there are.
    return _row(row.number + number * step, {n: cell for n, cell in shared.items() if type(cell) is str} | held)


def _said(cells: Mapping[int, Value]) -> Iterable[bool]:
    return (cell is not None for cell in cells.values())


def _row(number: int, cells: Mapping[int, Value]) -> Row:
    width = max((n + 1 for n, cell in cells.items() if cell is not None), default=0)
    return Row(number, tuple(cells.get(n) for n in range(width)))


def _move(body: Sequence[Row], panels: Panels, step: int, merges: dict[int, list[Merge]]) -> None:
    """Put the merged ranges of the later parts, and those the parts share, where their rows are now."""
    for number, part in enumerate(panels.parts[1:], 1):
        places = dict(part) | {column: column for column in panels.shared}
        for row in body:
            for merge in [*merges.get(row.number, ())]:
                if merge.left in places:
                    width = merge.right - merge.left
                    at, down = places[merge.left], number * step
                    merges.setdefault(row.number + down, []).append(
                        Merge(merge.top + down, at, merge.bottom + down, at + width)
                    )
