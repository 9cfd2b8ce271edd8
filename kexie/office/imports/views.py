"""Pages where spreadsheets come in: drop, look, correct, confirm, undo."""

from __future__ import annotations

import io
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kexie.core import gate, loading
from kexie.core.refusals import Refusal
from kexie.core.web import page
from kexie.network.organisations.models import Organisation

from . import documents, services
from .forms import StartForm
from .models import Batch, BatchTable, Finding
from .queries.understanding import NEW_REGISTER, loader_of

SHOWN = 12  # findings of a table shown before "more"


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Take files in and say what they were understood as."""
    gate.require(request.user, "import", Batch)
    form = StartForm(request.POST or None, request.FILES or None, actor=request.user)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        batch = services.open_batch(
            organisation=chosen["organisation"],
            files=[(file.name, file) for file in chosen["files"]],
            year=chosen["year"],
            actor=request.user,
        )
        services.preview(batch=batch, actor=request.user)
        return redirect("imports:batch_detail", batch.pk)
    recent = Batch.objects.visible_to(request.user).select_related("organisation")[:5]
    context = {"form": form, "recent": recent}
    return page(request, "imports/start.html", context, status=422 if form.errors else 200)


@require_GET
def batch_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a batch: sheet by sheet what it is, which column is which, what is doubtful, what changes."""
    batch = _batch(request, pk)
    loaders = loading.available(actor=request.user, organisation=batch.organisation)
    files = batch.files.prefetch_related("tables")
    tables = [_shown(table, loaders, batch) for file in files for table in file.tables.all()]
    context = {
        "batch": batch,
        "unreadable": [file for file in files if file.problem],
        "tables": tables,
        "kinds": [(loader.kind.code, loader.kind.title) for loader in loaders],
        "new_register": NEW_REGISTER,
        "unknown": _unknown_names(batch),
        "bodies": Organisation.objects.visible_to(request.user).under(batch.organisation.path).order_by("path")[:500]
        if batch.state == Batch.State.READY
        else [],
        "may_undo": batch.state == Batch.State.APPLIED and gate.allows(request.user, "undo_import", batch),
    }
    return page(request, "imports/batch.html", context)


@require_POST
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Understand one table as the person says."""
    table = _table(request, pk)
    sent = request.POST
    changes: dict[str, Any] = {"is_included": "is_included" in sent}
    if sent.get("year", "").isdecimal():
        changes["year"] = int(sent["year"])
    if sent.get("kind"):
        changes["kind"] = sent["kind"]
    if sent.get("kind", table.kind) == table.kind:
        changes["mapping"] = {
            int(name[7:]): code for name, code in sent.items() if name.startswith("column_") and name[7:].isdecimal()
        }
    try:
        services.correct(table=table, actor=request.user, **changes)
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("已按您的更正重新识别“%s”。") % table)
    return redirect(f"{_url(table.file.batch)}#table-{table.pk}")


@require_POST
def choose_organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a spelling mean an organisation from now on."""
    batch = _batch(request, pk)
    chosen = request.POST.get("organisation", "")
    bodies = Organisation.objects.visible_to(request.user).under(batch.organisation.path)
    body = bodies.filter(pk=chosen).first() if chosen.isdecimal() else None
    text = request.POST.get("text", "").strip()
    if body is None or not text:
        messages.error(request, _("请先选定是哪个单位。"))
    else:
        services.remember_organisation(batch=batch, text=text, organisation=body, actor=request.user)
        messages.success(request, _("记住了：“%(text)s”就是%(body)s，以后不再问。") % {"text": text, "body": body})
    return redirect(_url(batch))


@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the batch."""
    batch = _batch(request, pk)
    done = services.apply(batch=batch, actor=request.user)
    said = _("已导入：共 %(total)d 行，新增 %(created)d，更新 %(updated)d，没有变化 %(unchanged)d，")
    said += _("跳过 %(skipped)d，未导入 %(refused)d。")
    messages.success(request, said % vars(done))
    return redirect(_url(batch))


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the batch back."""
    batch = _batch(request, pk)
    services.undo(batch=batch, actor=request.user)
    messages.success(request, _("已撤销这一批：新增的已移走，改动的已复原，台账已冲回。"))
    return redirect(_url(batch))


@require_GET
def refused(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the refused rows with their reasons as a workbook."""
    batch = _batch(request, pk)
    stream = io.BytesIO()
    documents.write_refused(stream, batch)
    stream.seek(0)
    return FileResponse(stream, as_attachment=True, filename=_("未导入的行-%d.xlsx") % batch.pk)


def _batch(request: HttpRequest, pk: int) -> Batch:
    batch = Batch.objects.visible_to(request.user).select_related("organisation").filter(pk=pk).first()
    if batch is None:
        raise Http404
    return batch


def _table(request: HttpRequest, pk: int) -> BatchTable:
    rows = BatchTable.objects.visible_to(request.user).select_related("file__batch__organisation")
    table = rows.filter(pk=pk).first()
    if table is None:
        raise Http404
    return table


def _url(batch: Batch) -> str:
    return redirect("imports:batch_detail", batch.pk).url


def _shown(table: BatchTable, loaders: list[loading.Loader], batch: Batch) -> dict[str, Any]:
    loader = loader_of(table.kind, table.spec, loaders, batch.organisation)
    findings = table.findings.all()
    return {
        "row": table,
        "kind": loader.kind.title if loader else "",
        "is_new": table.kind == NEW_REGISTER,
        "columns": [(column.code, column.title) for column in loader.kind.columns] if loader else [],
        "missing": _missing(table, loader),
        "findings": findings[:SHOWN],
        "more": max(0, findings.count() - SHOWN),
    }


def _missing(table: BatchTable, loader: loading.Loader | None) -> list[str]:
    used = {each["code"] for each in table.mapping}
    return [c.title for c in loader.kind.columns if c.required and c.code not in used] if loader else []


def _unknown_names(batch: Batch) -> list[str]:
    if batch.state != Batch.State.READY:
        return []
    rows = Finding.objects.filter(
        table__file__batch=batch, weight=Finding.Weight.DOUBT, column__in=_organisation_columns(batch)
    )
    return [*rows.exclude(text="").order_by("text").values_list("text", flat=True).distinct()[:50]]


def _organisation_columns(batch: Batch) -> set[str]:
    loaders = loading.available(actor=gate.SYSTEM, organisation=batch.organisation)
    return {column.title for loader in loaders for column in loader.kind.columns if column.type == "organisation"}
