"""Cutting a sheet into blocks: what stands above a header, the header, the body, and the rows that are no records."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from kexie.core.text import clean, half_width

from . import headers as reading
from . import totals as adding
from .headers import Merges
from .readers import Merge, Row, Sheet
from .totals import TotalRow

_NOTE = re.compile(
    r"^(?:注|备注|说明|附注|填表说明|填报说明|注释|※|★|\*)\s*\d*[:：.、]|^(?:注|说明)\d*$"
    r"|^(?:填报人|填表人|制表人|审核人|负责人|制表|审核|单位负责人|分管领导)[:：(（]"
)
_SIGNED = re.compile(r"^(?:填报人|填表人|制表人|审核人|单位负责人|填报时间|填报日期|联系人)\s*:")
_PROSE = re.compile(r"[。；：:！]|，.*，")
_SECTION = re.compile(
    r"^(?:[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十]+[)）]|第[一二三四五六七八九十]+[部章])"
)
_CONTINUED = re.compile(r"^[（(]?续表?\s*\d*[）)]?$|[（(]续[表\d]*[）)]$|^第.{1,3}页")
_STATED = re.compile(r".[:：]")


class Dropped(NamedTuple):
    """A row that is no record.

    `kind` is "total", "repeated_header", "note", "section", "of_which", "serial_only" or "column_marks".
    """

    number: int
    kind: str
    text: str


@dataclass(slots=True)
class Block:
    """What lies between one header and the next."""

    above: list[Row] = field(default_factory=list)
    header: list[Row] = field(default_factory=list)
    body: list[Row] = field(default_factory=list)
    totals: list[TotalRow] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    sections: list[tuple[int, str]] = field(default_factory=list)  # body rows above it, its text


def blocks(rows: Sequence[Row], merges: Merges, words: frozenset[str]) -> Iterator[Block]:
    """Yield the blocks of a sheet from top to bottom; the last one may have no header, then everything is `above`."""
    block, at = Block(), 0
    wide = {top for top, (merge, *_) in merges.items() if merge.right - merge.left >= 2 and merge.bottom == top}
    loose: list[Row] = []  # single texts after body rows: a section, a note, or the next table's title
    while at < len(rows):
        row = rows[at]
        starts = _starts_header(rows, at, merges, block, bool(loose), words)
        if starts and block.header and reading.same_labels(row, block.header[0]):
            skipped = rows[at : at + len(block.header)]
            _begin_again(block, loose)
            block.dropped += [Dropped(each.number, "repeated_header", row_text(each)) for each in skipped]
            loose, at = [], at + len(skipped)
            continue
        if starts:
            if block.header:
                cut = next((n for n, each in enumerate(loose) if not is_note(row_text(each))), len(loose))
                block.dropped += [Dropped(each.number, "note", row_text(each)) for each in loose[:cut]]
                yield block
                block, loose = Block(above=loose[cut:]), []
            deep = reading.depth(rows, at, merges, words)
            block.header = rows[at : at + deep]
            at += deep
            if at < len(rows) and reading.is_column_marks(rows[at]):
                block.dropped.append(Dropped(rows[at].number, "column_marks", row_text(rows[at])))
                at += 1
            continue
        at += 1
        if not block.header:
            block.above.append(row)
        elif _is_loose(row, block, row.number in wide) or _is_title(rows, at - 1, merges, block, words):
            loose.append(row)
        else:
            _head(block, loose)
            loose = []
            take(row, block)
    block.dropped += [Dropped(each.number, "note", row_text(each)) for each in loose]
    yield block


def _head(block: Block, loose: Sequence[Row]) -> None:
    """Put lines of text among the rows: notes aside, the others as the heading of the rows that follow."""
    for row in loose:
        text = row_text(row)
        block.dropped.append(Dropped(row.number, "note" if is_note(text) else "section", text))
        if not is_note(text):
            block.sections.append((len(block.body), text))


def _begin_again(block: Block, loose: Sequence[Row]) -> None:
    """Head the rows below a repeated header: a list in parts that each have a title, or one that a new page goes on."""
    titles = [row_text(row) for row in block.above]
    said = [row for row in loose if (text := row_text(row)) not in titles and not _CONTINUED.search(text)]
    if said and not block.sections and titles and not _STATED.search(titles[-1]):
        block.sections.append((0, titles[-1]))  # what stands over the first part is its title as well
    block.dropped += [Dropped(row.number, "repeated_header", row_text(row)) for row in loose if row not in said]
    _head(block, said)


def merged_ranges(sheet: Sheet) -> dict[int, list[Merge]]:
    """Return the merged ranges by the row they begin in, without overlaps (no program writes those, but a bomb may)."""
    found: dict[int, list[Merge]] = {}
    covered: dict[int, int] = {}
    for merge in sorted(sheet.merges):
        beside = found.get(merge.top)
        if covered.get(merge.left, 0) < merge.top and not (beside and beside[-1].right >= merge.left):
            found.setdefault(merge.top, []).append(merge)
            covered[merge.left] = merge.bottom
    return found


def _starts_header(
    rows: Sequence[Row], at: int, merges: Merges, block: Block, after_loose: bool, words: frozenset[str]
) -> bool:
    """Return whether a header begins here; inside a body only after a gap, a total or a line of text, or repeated."""
    row = rows[at]
    if not block.header:
        return reading.is_header(rows, at, merges, words)
    first = row.cells[0]
    if type(first) is str and first == block.header[0].cells[0] and reading.same_labels(row, block.header[0]):
        return True
    before = rows[at - 1].number
    broken = after_loose or row.number > before + 1 or (block.totals and block.totals[-1].row.number == before)
    return bool(broken) and reading.is_header(rows, at, merges, words, sure=0.6)


def _is_loose(row: Row, block: Block, wide: bool) -> bool:
    """Return whether a row is a line of text rather than a record."""
    filled = [cell for cell in row.cells if cell is not None]
    if all(type(cell) is str and is_note(cell) for cell in filled):
        return True  # 填表人：… beside 审核人：…
    if filled and type(filled[0]) is str and _SIGNED.match(half_width(clean(filled[0]))):
        return True  # 填表人：… and a day
    if len(filled) != 1 or type(filled[0]) is not str or adding.total_label(row):
        return False
    text = filled[0].strip()
    if len(block.header[-1].cells) <= 1 and not block.header[-1].cells[1:]:
        return bool(is_note(text))
    if wide or is_note(text) or _SECTION.match(text):
        return True
    ended = bool(block.totals) and block.totals[-1].before == len(block.body) > 0
    prose = len(text) > 25 or bool(_PROSE.search(text))
    return row.cells[0] is not None and (ended or prose or _is_serial_header(block))


def _is_title(rows: Sequence[Row], at: int, merges: Merges, block: Block, words: frozenset[str]) -> bool:
    """Return whether a row is one text right above a header."""
    filled = [cell for cell in rows[at].cells if cell is not None]
    if len(filled) != 1 or type(filled[0]) is not str or adding.total_label(rows[at]) or at + 1 >= len(rows):
        return False
    below = sum(cell is not None for cell in rows[at + 1].cells)
    return below > 1 and _starts_header(rows, at + 1, merges, block, True, words)


def _is_serial_header(block: Block) -> bool:
    first = block.header[0].cells[0]
    return type(first) is str and reading.split_label(first)[0].lower() in reading.SERIAL_LABELS


def is_note(text: str) -> bool:
    """Return whether a line is a note to the table or names who filled it in."""
    return bool(_NOTE.search(half_width(clean(text))) or _NOTE.search(clean(text)))


def take(row: Row, block: Block) -> None:
    """Put a row of values into the body, or aside where it would count twice: totals and 其中 lines."""
    label = adding.total_label(row)
    if label:
        block.totals.append(TotalRow(row, *label, len(block.body)))
        block.dropped.append(Dropped(row.number, "total", row_text(row)))
        return
    first_text = next((cell for cell in row.cells if type(cell) is str), "")
    if first_text.lstrip().startswith("其中"):
        block.dropped.append(Dropped(row.number, "of_which", row_text(row)))
    else:
        block.body.append(row)


def row_text(row: Row, joint: str = " ") -> str:
    """Return a row's cells as one line."""
    return joint.join(str(cell).strip() for cell in row.cells if cell is not None)
