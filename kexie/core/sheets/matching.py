"""Which kind of record a table holds and which column is which: declared by apps, recognised by words and values.

Deterministic: the same table and the same declarations give the same answer, with a reason for every column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache

from django.utils.translation import gettext as _

from kexie.core.text import fold

from . import values
from .headers import Header
from .readers import Value
from .tables import Table

_SAMPLE = 60
_EXACT, _PART, _FUZZY = 1.0, 0.8, 0.65
_ENOUGH = 0.5
_NOISE = re.compile(r"(?:情况|名单|一览|汇总|统计|信息)$|^(?:本年度?|今年|当年|实际|其中)|[的之]")
_ENDING = re.compile(r"(?:数量|总数|人数|数)$")
_TYPE_LIMIT = 0.5
_REMARK = re.compile(r"[（(][^（()）]*(?:职务|单位|兼|是[/／]否|√)[^（()）]*[)）]$")  # 主席（兼职）, 示范点（是/否）
_OF_A_NAME = re.compile(r"[（(][^（()）]*姓名[^（()）]*[)）]$")  # 院长（姓名、电话）: names, telephones beside them
_OF_PEOPLE = ("phone", "id_number")
_REACHES_PEOPLE = re.compile(r"身份证|证件号|手机|电话")


@dataclass(frozen=True, slots=True)
class Column:
    """A column an app understands.

    `type` is one of values.TYPES; `synonyms` are other header words for it; `unit` is the plain unit of what is kept;
    `choices` pairs a code with its words (the label first) for type "choice". A number or day that cannot be read makes
    the row uncountable and refuses it, unless the row stands without it (`is_spare`): then it is a doubt. Money below
    `least` where nothing names a unit was meant in 万元. A cell may hold several telephone numbers where a row names
    several people (`is_many`). An empty cell says what the one above it says where a column is written that way, each
    value once at the head of its rows (`goes_down`). Without the column `needs` it means nothing: 单位 is where a
    person works only where a person is named.
    """

    code: str
    title: str
    type: str
    synonyms: tuple[str, ...] = ()
    required: bool = False
    unit: str = ""
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    is_spare: bool = False
    least: int = 0
    is_many: bool = False
    goes_down: bool = False
    needs: str = ""


@dataclass(frozen=True, slots=True)
class SheetKind:
    """A kind of sheet an app can take in.

    `hints` are words of titles, sheet and file names speaking for it, `unlikely` ones against it; of equal matches
    the lower `order` wins. `marks` are columns that only this kind has: a kind whose other columns many tables have
    (题目, 时间) is taken without asking only when a hint or a mark is there. `aside` is the code of the kind that takes
    what rows of this one name in passing (a list of people names towns); such a kind `is_aside`: nothing is recognised
    as it. A kind `is_standing` says who or what stands on a day: of one list in several years the last one holds.
    """

    code: str
    title: str
    columns: tuple[Column, ...]
    hints: tuple[str, ...] = ()
    unlikely: tuple[str, ...] = ()
    order: int = 100
    marks: tuple[str, ...] = ()
    aside: str = ""
    is_aside: bool = False
    is_standing: bool = False


@dataclass(frozen=True, slots=True)
class Mapped:
    """One column of the table understood as `column`; `confidence` from 0 to 1, `reason` for the reader."""

    header: Header
    column: Column
    confidence: float
    reason: str


@dataclass(frozen=True, slots=True)
class Match:
    """How well a table fits a kind: `score` from 0 to 1, columns mapped and left over, required ones not found."""

    kind: SheetKind
    score: float
    columns: tuple[Mapped, ...]
    unmapped: tuple[Header, ...]
    missing: tuple[Column, ...]
    is_named: bool = False  # a title, the sheet or the file says so

    @property
    def fits(self) -> bool:
        """Return whether the table may be taken as this kind without asking."""
        marks = self.kind.marks
        marked = not marks or self.is_named or any(mapped.column.code in marks for mapped in self.columns)
        return not self.missing and self.score >= _ENOUGH and marked

    def header_of(self, code: str) -> Header | None:
        """Return the table's header for a column code."""
        return next((mapped.header for mapped in self.columns if mapped.column.code == code), None)


@dataclass(slots=True)
class _Registry:
    kinds: dict[str, SheetKind] = field(default_factory=dict)


_registry = _Registry()


def register(kind: SheetKind) -> SheetKind:
    """Make `kind` known; an app calls this once from its sheets room when it is loaded.

    :raises ValueError: the code is taken by another kind, or a column names an unknown type
    """
    known = _registry.kinds.get(kind.code)
    if known is not None and known != kind:
        raise ValueError(f"sheet kind {kind.code!r} is registered twice")
    for column in kind.columns:
        if column.type not in values.TYPES:
            raise ValueError(f"column {kind.code}.{column.code} has unknown type {column.type!r}")
    _registry.kinds[kind.code] = kind
    vocabulary.cache_clear()
    return kind


def kinds() -> tuple[SheetKind, ...]:
    """Return every registered kind by order, then code."""
    return tuple(sorted(_registry.kinds.values(), key=lambda kind: (kind.order, kind.code)))


@lru_cache(maxsize=1)
def vocabulary() -> frozenset[str]:
    """Return the folded header words of all registered kinds, for tables.find_tables."""
    return frozenset(
        fold(word) for kind in kinds() for column in kind.columns for word in (column.title, *column.synonyms)
    )


def match(table: Table, kind: SheetKind, *, file: str = "") -> Match:
    """Return how `table` fits `kind`: columns by header words, exact, contained or similar, weighed with the cells."""
    return _match(table, kind, file, _samples(table))


def _match(table: Table, kind: SheetKind, file: str, samples: Mapping[Header, Sequence[Value]]) -> Match:
    candidates = []
    shared = _shared(table)
    for header, cells in samples.items():
        for column in kind.columns:
            if column.type not in _OF_PEOPLE and _REACHES_PEOPLE.search(_OF_A_NAME.sub("", header.leaf)):
                continue  # 身份证号 ends like 证号, and must not lie in the open for it
            word_score, reason = _likeness(header, column, is_shared=header.leaf in shared)
            if word_score:
                held = _holds(column, cells)
                if column.required and column.type == "name" and _numbers(cells) > _TYPE_LIMIT:
                    continue  # 信息员 over numbers alone: how many there are, not who
                confidence = round(word_score * (0.55 + 0.45 * held), 4)
                if held < _TYPE_LIMIT:
                    reason = _("%s；但内容多半不是这类数据") % reason
                candidates.append((confidence, header, column, reason))
    candidates.sort(key=lambda each: (-each[0], each[1].index, kind.columns.index(each[2])))
    taken = _taken(candidates)
    used = {mapped.column.code for mapped in taken.values()}
    while lost := {column.code for column in kind.columns if column.needs and column.needs not in used} & used:
        candidates = [each for each in candidates if each[2].code not in lost]
        taken = _taken(candidates)
        used = {mapped.column.code for mapped in taken.values()}
    mapped = tuple(taken[header] for header in table.headers if header in taken)
    hint = _hint(table, kind, file)
    return Match(
        kind,
        _score(table, kind, mapped, hint),
        mapped,
        tuple(header for header in table.headers if header not in taken),
        tuple(column for column in kind.columns if column.required and column.code not in used),
        hint > 0,
    )


def _taken(candidates: Sequence[tuple[float, Header, Column, str]]) -> dict[Header, Mapped]:
    """Return the best column of each header, each column once; `candidates` come best first."""
    taken: dict[Header, Mapped] = {}
    used: set[str] = set()
    for confidence, header, column, reason in candidates:
        if header not in taken and column.code not in used and confidence >= 0.4:
            taken[header] = Mapped(header, column, confidence, reason)
            used.add(column.code)
    return taken


def _shared(table: Table) -> set[str]:
    """Return the labels that stand below several others: each means what is above it (医院院长/姓名, 学校校长/姓名)."""
    above: dict[str, set[str]] = {}
    for header in table.headers:
        above.setdefault(header.leaf, set()).add(header.group)
    return {leaf for leaf, groups in above.items() if len(groups - {""}) > 1}


def recognise(table: Table, *, file: str = "", among: Sequence[SheetKind] | None = None) -> list[Match]:
    """Return every kind's match, best first; the first one's `fits` says whether anything fits.

    One that fits goes before one that does not, one with all it requires before one with a hole; then score and order.
    """
    samples = _samples(table)  # once, however many kinds are asked
    found = [_match(table, kind, file, samples) for kind in (kinds() if among is None else among)]
    return sorted(found, key=lambda one: (bool(one.missing), not one.fits, -one.score, one.kind.order, one.kind.code))


# ---------------------------------------------------------------- words


@lru_cache(maxsize=20_000)
def _plain(label: str) -> str:
    """Return a header word without what does not tell kinds apart: spaces, punctuation, 的, 情况, 本年."""
    word = fold(label)
    return _NOISE.sub("", word) or word


def _likeness(header: Header, column: Column, *, is_shared: bool = False) -> tuple[float, str]:
    """Return how alike a header and a column are by words, and why; a shared label says nothing without its group."""
    best = (0.0, "")
    leaf = _OF_A_NAME.sub("", header.leaf) or header.leaf
    names = [] if is_shared else [leaf, leaf + header.unit]
    if header.group:
        names += [header.group + leaf]
    names += [bare for name in names if (bare := _REMARK.sub("", name)) not in ("", name)]
    for word in (column.title, *column.synonyms):
        for name in names:
            score = _words_alike(_plain(name), _plain(word))
            if score > best[0]:
                how = _("列名就是“%s”") if score == _EXACT else _("列名与“%s”相近")
                best = (score, how % word)
    if best[0] and column.unit and header.unit and not _units_agree(header.unit, column.unit):
        return best[0] * 0.6, best[1] + _("，单位不同")
    return best


@lru_cache(maxsize=100_000)
def _words_alike(name: str, word: str) -> float:
    if not name or not word:
        return 0.0
    if name == word:
        return _EXACT
    short, long = sorted((_ENDING.sub("", name) or name, _ENDING.sub("", word) or word), key=len)
    if short == long:
        return 0.95
    if len(short) >= 2 and short in long:
        return _PART * (0.75 + 0.25 * len(short) / len(long)) * (1 if long.endswith(short) else 0.92)
    if len(short) >= 3 and (ratio := SequenceMatcher(None, name, word, autojunk=False).ratio()) >= 0.75:
        return _FUZZY * ratio
    return 0.0


def _units_agree(own: str, declared: str) -> bool:
    parsed = values.parse_number(f"1{values.split_unit(own)[1]}", unit=declared)
    return not parsed.doubt


# ---------------------------------------------------------------- cells and scores


def _samples(table: Table) -> dict[Header, list[Value]]:
    return {header: sample(table.column(header)) for header in table.headers}


def sample(cells: Iterable[Value]) -> list[Value]:
    """Return some of the filled cells, spread over the column, always the same ones."""
    filled = [cell for cell in cells if cell is not None]
    return filled[:: max(1, len(filled) // _SAMPLE)][:_SAMPLE]


def share(type: str, cells: Sequence[Value]) -> float:
    """Return the share of cells that say something which can be read as a type of column."""
    readings = [values.parse(type, cell, year=2000) for cell in cells]
    told = [reading for reading in readings if not reading.is_empty]
    strict = type in ("phone", "id_number")  # any digits pass as one of these, with a doubt
    good = sum(reading.value is not None and not (strict and reading.doubt) for reading in told)
    return good / len(told) if told else 0.0


def _holds(column: Column, cells: Sequence[Value]) -> float:
    """Return the share of cells that can be read as the column's type; an empty column contradicts nothing."""
    if not cells or column.type in ("text", "note"):
        return 1.0
    if column.type in ("name", "organisation"):
        return 1.0 - _numbers(cells)
    if column.type == "choice" and column.choices:
        good = sum(not values.parse_choice(cell, column.choices).error for cell in cells)
        return 0.5 + 0.5 * good / len(cells)
    return (
        share(column.type, cells)
        if any(not values.parse(column.type, cell, year=2000).is_empty for cell in cells)
        else 1.0
    )


def _numbers(cells: Sequence[Value]) -> float:
    """Return the share of cells that are numbers: 12, 9名."""
    return sum(values.parse_number(cell).value is not None for cell in cells) / max(len(cells), 1)


def _score(table: Table, kind: SheetKind, mapped: Sequence[Mapped], hint: float) -> float:
    """Return the fit from 0 to 1: what share of the table and of the kind is matched, and what the titles say."""
    if not mapped:
        return 0.0
    understood = sum(each.confidence for each in mapped) / max(len(table.headers), 1)
    required = [column for column in kind.columns if column.required]
    there = sum(each.confidence for each in mapped if each.column.required) / len(required) if required else 1.0
    return round(max(0.0, min(1.0, 0.4 * understood + 0.35 * there + 0.25 * hint)), 4)


def _hint(table: Table, kind: SheetKind, file: str) -> float:
    """Return what titles, sheet and file name say: 1 for the kind, -1 against it, 0 nothing or both (活动登记表)."""
    strong = fold(table.sheet + table.title)
    weak = strong + fold(file + "".join((*table.lines, *table.above)))
    told = next((weight for said, weight in ((strong, 1.0), (weak, 0.5)) if _names(said, kind.hints)), 0.0)
    return told - 1.0 if _names(strong, kind.unlikely) else told


def _names(said: str, words: Iterable[str]) -> bool:
    return any(fold(word) in said for word in words)
