"""What stands in a report ready made: tables and paragraphs that another app writes from its own records.

    offer(Insert("目标完成情况", do=documents.targets))

A line of a section that says only {={name}} becomes what `do(report, actor, at)` returns: blocks of a document, whose
figures are runs that name their metric, so that the appendix lists them like those of the prose.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kexie.core.documents import tree
from kexie.core.gate import Actor

_LINE = re.compile(r"^\s*\{=\s*(?P<name>[^{}|:]+?)\s*\}\s*$")


@dataclass(frozen=True)
class Insert:
    """One thing that stands ready made, by name."""

    name: str
    do: Callable[[Any, Actor, datetime], Sequence[tree.Block]]


_inserts: dict[str, Insert] = {}


def offer(*inserts: Insert) -> None:
    """Make inserts known; a name has one meaning."""
    for insert in inserts:
        if insert.name in _inserts:
            raise ValueError(f"insert {insert.name} is offered twice")
        _inserts[insert.name] = insert


def names() -> tuple[str, ...]:
    """Return the names of all inserts."""
    return (*_inserts,)


def pieces(source: str) -> list[str | Insert]:
    """Return a section's text as stretches of prose and inserts between them; prose keeps its line numbers."""
    found: list[str | Insert] = []
    lines, start = [], 0
    for number, line in enumerate([*source.splitlines(), None]):
        match = _LINE.match(line) if line is not None else None
        insert = _inserts.get(match["name"]) if match else None
        if line is not None and insert is None:
            lines.append(line)
            continue
        if prose := "\n".join(lines).strip():
            found.append("\n" * start + prose)
        found += [insert] if insert else []
        lines, start = [], number + 1
    return found


def runs_of(blocks: Iterable[tree.Block]) -> Iterable[tree.Run]:
    """Yield every run of some blocks, those in tables too."""
    for block in blocks:
        if isinstance(block, tree.Paragraph):
            yield from tree.runs(block.content)
        elif isinstance(block, tree.Table):
            for row in block.rows:
                for cell in row:
                    yield from tree.runs(cell)
