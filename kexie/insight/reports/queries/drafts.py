"""A draft as a document: prose of its sections, live figures, the appendix that says where each comes from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from kexie.core import clock
from kexie.core.documents import template, tree
from kexie.core.gate import Actor
from kexie.insight.reports import rules
from kexie.insight.reports.models import Report, Section

from . import inserts
from .figures import Figures, Line
from .versions import pack, pack_lines

NOTHING = "本节暂无数据。"
UNWRITTEN = "本节尚未填写。"
APPENDIX = "文中数字的来源"
DATED = "按发生日期归入期间。"  # said once above the table, not in every row


Part = template.Template | template.TemplateFault | tuple[tree.Block, ...]


@dataclass(frozen=True)
class Doubt:
    """Something a reader should look at before signing: in which section, what, and where to go."""

    section: str
    why: str
    url: str = ""


@dataclass(frozen=True)
class Draft:
    """A report as it reads now. `starts` says at which block of the document's body each section begins."""

    report: Report
    document: tree.Document
    sections: tuple[Section, ...]
    starts: tuple[int, ...]
    lines: tuple[Line, ...]
    doubts: tuple[Doubt, ...]
    faults: tuple[Doubt, ...]  # what must be mended before signing

    @property
    def digest(self) -> str:
        """Names exactly what is said, so that nothing else can be signed: title, text and figures, not the day."""
        said = [self.document.title, pack(self.document.body), pack_lines(self.lines)]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def draft(report: Report, *, actor: Actor, at: datetime, note: str = "") -> Draft:
    """Return a report as it reads now, dated the day of `at`; `note` stands below the date.

    A section none of whose figures has data says so; so does one nobody has written.
    """
    sections = tuple(row for row in report.sections.all() if not row.is_hidden)
    parsed = [_parsed(section, report, actor, at) for section in sections]
    read = [part for parts in parsed for part in parts if isinstance(part, template.Template)]
    made = [run.figure for parts in parsed for part in parts for run in _runs_made(part)]
    figures = Figures(
        report, [*(name for one in read for name in one.metrics()), *filter(None, made)], actor=actor,
        claims=[(claim.name, claim.claim) for one in read for claim in one.claims()],
    )  # fmt: skip
    body: list[tree.Block] = []
    starts, faults = [], []
    for place, (section, found) in enumerate(zip(sections, parsed, strict=True)):
        starts.append(len(body))
        if section.level:
            body.append(tree.Heading(section.level, section.heading))
        if not section.text.strip():
            if not _is_open(sections, place):
                body.append(tree.Paragraph(UNWRITTEN))
                faults.append(Doubt(section.heading, _("还没有填写。请填写，或选择“不写这一节”。"), _url(section)))
            continue
        try:
            for part in found:
                body += part if isinstance(part, tuple) else _paragraphs(part, figures, words_of(report))
        except template.TemplateFault as fault:
            faults.append(Doubt(section.heading, str(fault), _url(section)))
            body.append(tree.Paragraph(section.text))
    said = _said(body)
    lines = tuple(figures.lines(said))
    document = tree.Document(
        title=report.title,
        body=tuple(body),
        author=rules.full_name(report.organisation.name),
        created_at=at,
        signature=tree.Signature(rules.full_name(report.organisation.name), clock.day(at)),
        note=note,
        appendices=(_appendix(lines),) if lines else (),
    )
    return Draft(report, document, sections, tuple(starts), lines, tuple(_doubts(sections, lines)), tuple(faults))


def words_of(report: Report) -> dict[str, str]:
    """Return what templates may say beside figures."""
    name, level = report.organisation.name, report.organisation.level
    return {
        "年度": str(report.year), "单位": name, "地区": rules.whole_place(name, level),
        "党委政府": rules.leadership(name, level),
    }  # fmt: skip


def _parsed(section: Section, report: Report, actor: Actor, at: datetime) -> list[Part]:
    """Return a section's text as templates, and the blocks of what stands in it ready made."""
    parts: list[Part] = []
    for piece in inserts.pieces(section.text):
        try:
            parts.append(template.parse(piece) if isinstance(piece, str) else tuple(piece.do(report, actor, at)))
        except template.TemplateFault as fault:  # saved by an older rule, or brought in by a template
            parts.append(fault)
    return parts


def _runs_made(part: Part) -> Iterable[tree.Run]:
    return inserts.runs_of(part) if isinstance(part, tuple) else ()


def _is_open(sections: Sequence[Section], place: int) -> bool:
    """Test whether a section has subsections below it, so that it may be a heading alone."""
    level = sections[place].level
    return bool(level) and place + 1 < len(sections) and sections[place + 1].level > level


def _paragraphs(
    found: template.Template | template.TemplateFault, figures: Figures, words: dict[str, str]
) -> Sequence[tree.Paragraph]:
    if isinstance(found, template.TemplateFault):
        raise found
    if missing := [name for name in found.metrics() if name not in figures.found]:
        raise template.TemplateFault(
            _("没有名为“%(name)s”的口径，它可能已改名或停用。请改用别的口径，或删去这个数字。") % {"name": missing[0]}
        )
    if not template.has_data(found, figures):
        return (tree.Paragraph(NOTHING),)
    return template.render(found, figures, words) or (tree.Paragraph(NOTHING),)


def _said(body: Sequence[tree.Block]) -> dict[str, list[str]]:
    """Return how each figure of a text is said, in the order of the text."""
    said: dict[str, list[str]] = {}
    for run in inserts.runs_of(body):
        if run.figure and run.text not in said.setdefault(run.figure, []):
            said[run.figure].append(run.text)
    return said


def _doubts(sections: Sequence[Section], lines: Sequence[Line]) -> list[Doubt]:
    doubts = [
        Doubt(line.title, _("其中有估计数：%(how)s。") % {"how": line.obtained}, line.url)
        for line in lines
        if line.is_estimated
    ]
    doubts += [Doubt(line.title, _("台账里没有记录。"), line.url) for line in lines if not line.value]
    corrected = _("关账时公布的是%(was)s，之后台账有更正。")
    doubts += [
        Doubt(line.title, corrected % {"then": line.published + line.unit}, line.url)
        for line in lines
        if line.published
    ]
    for section in sections:
        if typed := rules.typed_numbers(section.text):
            why = _("有手写的数字：%(numbers)s。它们没有台账记录作依据。") % {"numbers": "、".join(typed)}
            doubts.append(Doubt(section.heading, why, _url(section)))
    return doubts


def _url(section: Section) -> str:
    return f"{reverse('reports:report_detail', args=[section.report_id])}#section_{section.pk}"


def _appendix(lines: Sequence[Line]) -> tree.Appendix:
    columns = (  # widths in mm of the 156 there are
        tree.Column(_("数字"), 25),
        tree.Column(_("文中写法"), 18),
        tree.Column(_("准确数"), 24, "right"),
        tree.Column(_("期间和口径"), 61),
        tree.Column(_("取得"), 15),
        tree.Column(_("记录"), 13, "right"),
    )
    rows = tuple(
        (
            tree.Run(line.title, anchor=line.metric), "、".join(line.said), line.exact,
            f"{line.period}：{line.definition.replace(DATED, '')}", line.obtained or "—", str(line.records),
        )
        for line in lines
    )  # fmt: skip
    lead = _(
        "正文中的数字都由台账汇总得出，逐一列在下表；除期初、期末数外，按发生日期归入期间。"
        "“取得”指怎样得来，“记录”是背后原始记录的条数。"
    )
    return tree.Appendix(APPENDIX, (tree.Paragraph(lead), tree.Table(columns, rows)))
