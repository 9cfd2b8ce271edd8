"""A summary on the screen: the document in parts, each figure a link to its records, doubtful ones marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from kexie.core import clock, gate
from kexie.core.audit.history import history_of
from kexie.core.documents import tree
from kexie.core.documents.html import html_parts
from kexie.insight.reports import queries
from kexie.insight.reports.models import Report, ReportVersion, Section
from kexie.insight.reports.services import Exported


def report_of(request: HttpRequest, pk: int) -> Report:
    """Return a summary the reader may see, or answer 404."""
    row = Report.objects.visible_to(request.user).select_related("organisation").filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def section_of(request: HttpRequest, pk: int, section: int) -> Section:
    """Return a section of a summary the reader may see, or answer 404."""
    row = report_of(request, pk).sections.select_related("report__organisation").filter(pk=section).first()
    if row is None:
        raise Http404
    return row


def version_of(request: HttpRequest, pk: int, number: int) -> ReportVersion:
    """Return a signed version the reader may see, or answer 404."""
    rows = ReportVersion.objects.visible_to(request.user).select_related("report__organisation", "file")
    row = rows.filter(report_id=pk, number=number).first()
    if row is None:
        raise Http404
    return row


def draft_context(request: HttpRequest, report: Report) -> dict[str, Any]:
    """Return what a page of a draft shows."""
    actor = request.user
    draft = queries.draft(report, actor=actor, at=clock.now())
    earlier = report.versions.first()
    changed = {change.metric for change in queries.since(earlier, actor=actor)} if earlier else set()
    head, *bodies, rest = _parts(draft.document, draft.starts, draft.lines, changed)
    may_edit = report.is_draft and gate.allows(actor, "edit", report)
    return {
        "report": report,
        "draft": draft,
        "head": head,
        "parts": [*zip(draft.sections, bodies, strict=True)],
        "rest": rest,
        "hidden": report.sections.filter(is_hidden=True) if may_edit else (),
        "versions": report.versions.all(),
        "trail": history_of(report, actor=actor),
        "may_edit": may_edit,
        "may_sign": gate.allows(actor, "sign", report),
        "may_export": gate.allows(actor, "export", report),
    }


def version_context(request: HttpRequest, row: ReportVersion) -> dict[str, Any]:
    """Return what a page of a signed version shows: the document as it was, and what the ledger says since."""
    since = queries.since(row, actor=request.user)
    document = queries.document_of(row)
    head, body, rest = _parts(document, [0], queries.lines_of(row), {change.metric for change in since})
    return {
        "report": row.report,
        "version": row,
        "head": head,
        "body": body,
        "rest": rest,
        "since": since,
        "differences": queries.differences(row),
        "versions": row.report.versions.all(),
        "trail": history_of(row.report, actor=request.user),
        "is_latest": not row.report.versions.filter(number__gt=row.number).exists(),
        "may_sign": gate.allows(request.user, "sign", row.report),
        "may_export": gate.allows(request.user, "export", row.report),
    }


def attached(file: Exported) -> HttpResponse:
    """Answer with a file to be saved, never shown in the browser."""
    response = HttpResponse(file.content, content_type=file.content_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=file.name)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


def _parts(
    document: tree.Document, starts: Sequence[int], lines: Iterable[queries.Line], changed: set[str]
) -> list[str]:
    by_name = {line.metric: line for line in lines}

    def link(figure: str) -> str:
        return by_name[figure].url if figure in by_name else ""

    def mark(figure: str) -> str:
        if figure in changed:
            return _("改")
        line = by_name.get(figure)
        return _("估") if line is not None and line.is_estimated else ""

    # Every text in the parts was escaped by html_parts.
    return [mark_safe(part) for part in html_parts(document, starts, link=link, mark=mark)]
