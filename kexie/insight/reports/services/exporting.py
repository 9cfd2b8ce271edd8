"""A summary as a file: Word, or one HTML file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _

from kexie.core import clock, gate
from kexie.core.audit import trail
from kexie.core.documents import html, official, tree
from kexie.core.refusals import Invalid
from kexie.insight.reports import queries
from kexie.insight.reports.models import Report, ReportVersion
from kexie.network.organisations.models import Organisation

from .writing import compose

WORD, HTML = "docx", "html"
KINDS = {WORD: official.MEDIA_TYPE, HTML: "text/html; charset=utf-8"}


@dataclass(frozen=True)
class Exported:
    """A file to send or write."""

    name: str
    content_type: str
    content: bytes


def export(*, report: Report, kind: str, actor: gate.Actor, at: datetime | None = None) -> Exported:
    """Write a draft as it reads now, marked as a draft, or the latest version of a signed summary, as a file.

    :raises NotAllowed: the actor may not export here
    :raises Invalid: no such kind of file
    """
    gate.require(actor, "export", report)
    version = None if report.is_draft else report.versions.first()
    if version is not None:
        return export_version(version=version, kind=kind, actor=actor)
    moment = at or clock.now()
    day = clock.day(moment)
    note = _("草稿，数字截至%(day)s") % {"day": f"{day.year}年{day.month}月{day.day}日"}
    document = queries.draft(report, actor=actor, at=moment, note=note).document
    return _written(document, f"{report.title}（草稿）", kind, report, actor)


def export_version(*, version: ReportVersion, kind: str, actor: gate.Actor) -> Exported:
    """Write a signed version as a file.

    :raises NotAllowed: the actor may not export here
    :raises Invalid: no such kind of file
    """
    gate.require(actor, "export", version)
    return _written(queries.document_of(version), str(version), kind, version.report, actor)


def export_annual(
    *, organisation: Organisation, year: int, path: Path | str, actor: gate.Actor, at: datetime | None = None
) -> Path:
    """Write an organisation's summary of a year to a .docx or .html file; it is composed first if there is none.

    :raises NotAllowed: the actor may not write or export here
    :raises Invalid: another ending than .docx or .html, or a folder that does not exist
    """
    target = Path(path)
    kind = _kind(target.suffix)
    if not target.parent.is_dir():
        raise Invalid(_("没有“%(folder)s”这个文件夹，请先建好或换个位置。") % {"folder": target.parent})
    report = compose(organisation=organisation, year=year, actor=actor)
    target.write_bytes(export(report=report, kind=kind, actor=actor, at=at).content)
    return target


def _written(document: tree.Document, name: str, kind: str, report: Report, actor: gate.Actor) -> Exported:
    kind = _kind(kind)
    content = official.docx_bytes(document) if kind == WORD else html.html_file(document)
    trail.write_event(actor=actor, did="export", about=name, path=report.organisation.path, kind=kind)
    return Exported(f"{name}.{kind}", KINDS[kind], content)


def _kind(ending: str) -> str:
    kind = ending.lower().removeprefix(".")
    if kind not in KINDS:
        given = ending or _("没有后缀")
        raise Invalid(_("年度总结可写成 .docx 或 .html，不能写成“%(given)s”。请换一个文件名。") % {"given": given})
    return kind
