"""What leaves an assembly as files: papers in Word, the roll in Excel, the file to count again and its program."""

from __future__ import annotations

import io
import json
from pathlib import Path

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kexie.core import clock, gate
from kexie.core.documents.official import MEDIA_TYPE, docx_bytes
from kexie.core.documents.tree import Document
from kexie.core.sheets.writer import Output, write_xlsx
from kexie.work.votes import queries
from kexie.work.votes.models import Assembly, Question

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PROGRAM = Path(__file__).parents[1] / "rules" / "recount.py"
PAPERS = {
    "minutes": queries.minutes_of, "report": queries.report_of, "rule": queries.rule_of,
    "ballots": queries.ballots_of_assembly, "sign-in": queries.sign_in_sheet,
}  # fmt: skip


@require_safe
def paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Send one of the papers of an assembly in Word."""
    assembly = _assembly(request, pk)
    if kind not in PAPERS:
        raise Http404
    return _word(PAPERS[kind](assembly, clock.now()), assembly)


@require_safe
def ballot(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the paper of one question in Word."""
    rows = Question.objects.visible_to(request.user).select_related("assembly__organisation")
    question = get_object_or_404(rows, pk=pk)
    return _word(queries.paper_for(question, clock.now()), question.assembly)


@require_safe
def roll_export(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the roll with who is there as a workbook; without telephone numbers."""
    assembly = _assembly(request, pk)
    gate.require(request.user, "export", assembly)
    rows = (
        [e.number, e.name, e.unit, e.presence.get_how_display() if hasattr(e, "presence") else ""]
        for e in queries.roll_with_presence(assembly)
    )
    file = io.BytesIO()
    headers = [_("序号"), _("姓名"), _("单位"), _("报到")]
    write_xlsx(file, [Output(_("应到名单"), headers, rows, [str(assembly)])])
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{assembly}-应到名单.xlsx", content_type=XLSX)


@require_safe
def recount_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the file a recount reads: no voter is in it, and nothing that is not counted yet."""
    assembly = _assembly(request, pk)
    gate.require(request.user, "export", assembly)
    if not assembly.is_frozen:
        raise Http404
    text = json.dumps(queries.export(assembly), ensure_ascii=False, indent=1)
    return FileResponse(
        io.BytesIO(text.encode()), as_attachment=True, filename=f"{assembly}-复核文件.json",
        content_type="application/json",
    )  # fmt: skip


@require_safe
def recount_program(request: HttpRequest) -> HttpResponse:
    """Send the program that counts again: one file that needs nothing but Python."""
    return FileResponse(
        io.BytesIO(PROGRAM.read_bytes()), as_attachment=True, filename="recount.py", content_type="text/x-python"
    )


def _word(document: Document, assembly: Assembly) -> HttpResponse:
    return FileResponse(
        io.BytesIO(docx_bytes(document)), as_attachment=True, filename=f"{document.title}.docx",
        content_type=MEDIA_TYPE,
    )  # fmt: skip


def _assembly(request: HttpRequest, pk: int) -> Assembly:
    return get_object_or_404(Assembly.objects.visible_to(request.user).select_related("organisation"), pk=pk)
