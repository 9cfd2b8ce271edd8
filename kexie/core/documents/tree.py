"""A document as a tree of frozen values: what it says, not how it looks. Word and HTML are written from it."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from kexie.core import wording


@dataclass(frozen=True)
class Run:
    """A stretch of text. `figure`: id of the figure it says; `anchor`: id of the figure whose line this is."""

    text: str
    figure: str = ""
    anchor: str = ""
    bold: bool = False


Content = str | Run | tuple[Run, ...]


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 4; its number (一、 （一） 1. （1）) is never part of the text."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    content: Content


@dataclass(frozen=True)
class Column:
    """A column: `width` is its weight among the columns of the table; figures stand right."""

    header: str
    width: float = 1
    align: Literal["left", "right", "center"] = "left"


@dataclass(frozen=True)
class Table:
    """A table; one that `is_filled_in` by hand has tall rows and larger letters."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Content, ...], ...]
    caption: str = ""
    is_filled_in: bool = False

    def __post_init__(self) -> None:
        if not self.columns or any(column.width <= 0 for column in self.columns):
            raise ValueError("a table needs columns, each wider than zero")
        if bad := next((row for row in self.rows if len(row) != len(self.columns)), None):
            raise ValueError(f"a table of {len(self.columns)} columns cannot hold a row of {len(bad)}: {bad!r}")


@dataclass(frozen=True)
class PageBreak:
    """What follows begins on a new page."""


Block = Heading | Paragraph | Table | PageBreak


@dataclass(frozen=True)
class Appendix:
    title: str
    body: tuple[Block, ...]


@dataclass(frozen=True)
class Signature:
    """Who issues the document and the day it was made (成文日期)."""

    unit: str
    day: dt.date

    @property
    def written_day(self) -> str:
        """The day in Arabic digits without leading zeros: 2013年12月5日."""
        return f"{self.day.year}年{self.day.month}月{self.day.day}日"


@dataclass(frozen=True)
class Document:
    """A whole document. `created_at` (aware) goes into the file's properties; the clock is never asked.

    number: 发文字号, above the title. recipient: 主送机关, without the colon. note: 附注 below the date, without
    brackets.
    """

    title: str
    body: tuple[Block, ...]
    author: str
    created_at: dt.datetime
    number: str = ""
    recipient: str = ""
    signature: Signature | None = None
    note: str = ""
    appendices: tuple[Appendix, ...] = ()

    def appendix_labels(self) -> tuple[str, ...]:
        """Return what each appendix is called: 附件 where there is one, else 附件1, 附件2."""
        return ("附件",) if len(self.appendices) == 1 else tuple(f"附件{n + 1}" for n in range(len(self.appendices)))


def runs(content: Content) -> tuple[Run, ...]:
    """Return content as runs, whichever way it was given."""
    if isinstance(content, str):
        return (Run(content),) if content else ()
    return (content,) if isinstance(content, Run) else content


def numbered(blocks: Iterable[Block]) -> Iterator[tuple[Block, str]]:
    """Yield every block with the number before it: "" for all but headings; a heading restarts the levels below."""
    counts = [0] * 5
    for block in blocks:
        number = ""
        if isinstance(block, Heading):
            counts[block.level :] = [counts[block.level] + 1] + [0] * (4 - block.level)
            number = wording.heading_number(block.level, counts[block.level])
        yield block, number


def anchors(document: Document) -> dict[str, str]:
    """Return a name for every anchor of the document (figure_1, …), so that links lead only to where something stands.

    Raises ValueError when two places claim to be the line of one figure.
    """
    names: dict[str, str] = {}
    for run in _all_runs(document):
        if run.anchor in names:
            raise ValueError(f"two places are the line of figure {run.anchor!r}")
        if run.anchor:
            names[run.anchor] = f"figure_{len(names) + 1}"
    return names


def _all_runs(document: Document) -> Iterator[Run]:
    for body in (document.body, *(appendix.body for appendix in document.appendices)):
        for block in body:
            if isinstance(block, Paragraph):
                yield from runs(block.content)
            elif isinstance(block, Table):
                for row in block.rows:
                    for cell in row:
                        yield from runs(cell)
