"""What was signed, read back, and what differs between then, later versions and now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields, is_dataclass
from difflib import SequenceMatcher
from typing import Any

from kexie.core.documents import tree
from kexie.core.gate import Actor
from kexie.insight.reports.models import ReportVersion

from .figures import Figures, Line

_NODES = (
    tree.Document, tree.Heading, tree.Paragraph, tree.Run, tree.Table, tree.Column, tree.PageBreak, tree.Appendix,
    tree.Signature,
)  # fmt: skip
_BY_NAME = {node.__name__: node for node in _NODES}
_DAYS = {"created_at": dt.datetime.fromisoformat, "day": dt.date.fromisoformat}


@dataclass(frozen=True)
class Change:
    """One figure that says something else: "" where it was not said then, or is not said now."""

    metric: str
    title: str
    then: str
    now: str
    url: str = ""


@dataclass(frozen=True)
class Differences:
    """What a version changed against the one before it."""

    figures: tuple[Change, ...]
    text: tuple[tuple[str, str], ...]  # paragraphs then and now, "" where there is none


def pack(value: Any) -> Any:
    """Return a document tree as plain values for a JSON column."""
    if is_dataclass(value):
        return {"is": type(value).__name__} | {f.name: pack(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple | list):
        return [pack(part) for part in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def unpack(value: Any) -> Any:
    """Return the document tree that `pack` wrote."""
    if isinstance(value, list):
        return tuple(unpack(part) for part in value)
    if isinstance(value, dict):
        node = _BY_NAME[value["is"]]
        return node(**{n: _DAYS[n](v) if n in _DAYS else unpack(v) for n, v in value.items() if n != "is"})
    return value


def pack_lines(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """Return figures as plain values for a JSON column."""
    return [asdict(line) for line in lines]


def document_of(version: ReportVersion) -> tree.Document:
    """Return the document as it was signed."""
    return unpack(version.document)


def lines_of(version: ReportVersion) -> list[Line]:
    """Return the figures as they were signed."""
    return [Line(**{**kept, "said": tuple(kept["said"])}) for kept in version.figures]


def since(version: ReportVersion, *, actor: Actor) -> list[Change]:
    """Return the figures of a version that the ledger says otherwise today; a metric that is gone says so."""
    then = lines_of(version)
    figures = Figures(version.report, [line.metric for line in then], actor=actor)
    changes = []
    for line in then:
        now = figures.line(line.metric)
        if now is None or now.value != line.value:
            said = (now.exact, now.url) if now else ("", "")
            changes.append(Change(line.metric, line.title, line.exact, *said))
    return changes


def differences(version: ReportVersion) -> Differences | None:
    """Return what a version changed against the one before; None for the first."""
    before = ReportVersion.objects.filter(report=version.report_id, number=version.number - 1).first()
    if before is None:
        return None
    old = {line.metric: line for line in lines_of(before)}
    new = {line.metric: line for line in lines_of(version)}
    figures = tuple(
        Change(
            name,
            (new.get(name) or old[name]).title,
            old[name].exact if name in old else "",
            new[name].exact if name in new else "",
        )
        for name in dict.fromkeys([*old, *new])
        if name not in old or name not in new or old[name].value != new[name].value
    )
    return Differences(figures, tuple(_changed(_text(document_of(before)), _text(document_of(version)))))


def _changed(then: Sequence[str], now: Sequence[str]) -> Iterable[tuple[str, str]]:
    for what, i, j, k, m in SequenceMatcher(None, then, now, autojunk=False).get_opcodes():
        if what != "equal":
            yield "\n".join(then[i:j]), "\n".join(now[k:m])


def _text(document: tree.Document) -> list[str]:
    said = []
    for block in document.body:
        if isinstance(block, tree.Heading):
            said.append(block.text)
        elif isinstance(block, tree.Paragraph):
            said.append("".join(run.text for run in tree.runs(block.content)))
    return said
