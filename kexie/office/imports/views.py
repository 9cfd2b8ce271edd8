"""Pages where spreadsheets come in: drop, look, correct, confirm, undo."""

from __future__ import annotations

import io
from typing import Any

from django.contrib import messages
from django.db.models import Case, QuerySet, Value, When
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kexie.core import gate, loading
from kexie.core.jobs.models import Job
from kexie.core.web import page, told_on
from kexie.network.organisations.models import Organisation

from . import documents, services
from .forms import StartForm
from .models import Batch, BatchTable, Finding
from .queries import report
from .queries.understanding import NEW_REGISTER, told

SHOWN = 12  # findings of a table shown before "more"
SURE = 0.7  # confidence below which a column is shown as doubtful
MOST_UNKNOWN = 30
MOST_BODIES = 2000
W = Finding.Weight
URGENCY = Case(*(When(weight=w, then=Value(n)) for n, w in enumerate((W.REFUSED, W.TOTAL, W.DOUBT, W.NOTE))))


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
            found=[(file.name, file) for file in chosen["folder"]],
            year=chosen["year"],
            actor=request.user,
        )
        return _carry_out(request, batch, "preview")
    recent = Batch.objects.visible_to(request.user).select_related("organisation")[:5]
    context = {"form": form, "recent": recent}
    return page(request, "imports/start.html", context, status=422 if form.errors else 200)


@require_GET
def batch_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a batch: sheet by sheet what it is, which column is which, what is doubtful, what changes."""
    batch = _batch(request, pk)
    loaders = loading.available(actor=request.user, organisation=batch.organisation)
    files = batch.files.prefetch_related("tables")
    is_ready = batch.state == Batch.State.READY
    context = {
        "batch": batch,
        "files": files,
        "unreadable": [file for file in files if file.problem],
        "tables": [_shown(*each) for file in files for each in told(batch, file, loaders)],
        "kinds": [(loader.kind.code, loader.kind.title) for loader in loaders],
        "new_register": NEW_REGISTER,
        "job": _job(request, batch),
        "to_see": _to_see(batch.counts),
        "unknown": _unknown_names(batch, loaders) if is_ready else [],
        "bodies": _bodies(request, batch).values_list("name", flat=True)[:MOST_BODIES] if is_ready else [],
        "may_undo": batch.state == Batch.State.APPLIED and gate.allows(request.user, "undo_import", batch),
        "figures_url": f"{reverse('metrics:overview')}?year={batch.year}",
    }
    return page(request, "imports/batch.html", context)


@require_POST
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the batch again, where reading it was broken off."""
    return _carry_out(request, _batch(request, pk), "preview")


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
    with told_on(request):
        services.correct(table=table, actor=request.user, **changes)
        messages.success(request, _("已按您的更正重新识别“%s”。") % table)
        return _carry_out(request, table.file.batch, "preview", at=f"#table-{table.pk}")
    return redirect(f"{_url(table.file.batch)}#table-{table.pk}")


@require_POST
def choose_organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a spelling mean an organisation from now on."""
    batch = _batch(request, pk)
    name, text = request.POST.get("organisation", "").strip(), request.POST.get("text", "").strip()
    found = list(_bodies(request, batch).filter(name=name)[:2]) if name else []
    if len(found) != 1 or not text:
        why = (
            _("有几个单位都叫“%s”，请先在组织里改名区分。")
            if len(found) > 1
            else _("组织里没有“%s”，请从列出的单位里选。")
        )
        messages.error(request, why % name if name else _("请先选定是哪个单位。"))
        return redirect(_url(batch))
    services.remember_organisation(batch=batch, text=text, organisation=found[0], actor=request.user)
    messages.success(request, _("记住了：“%(text)s”就是%(body)s，以后不再问。") % {"text": text, "body": found[0]})
    return _carry_out(request, batch, "preview")


@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the batch."""
    return _carry_out(request, _batch(request, pk), "apply")


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the batch back."""
    return _carry_out(request, _batch(request, pk), "undo")


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a batch away that was never applied."""
    services.discard(batch=_batch(request, pk), actor=request.user)
    messages.success(request, _("这批表格没有导入，已经移走。"))
    return redirect("imports:start")


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
    return reverse("imports:batch_detail", args=[batch.pk])


def _carry_out(request: HttpRequest, batch: Batch, verb: str, at: str = "") -> HttpResponse:
    """Do what is asked while the page waits, or behind the pages where that would take long."""
    if report.is_long(batch):
        return redirect("jobs:job", services.start(verb=verb, batch=batch, actor=request.user).pk)
    services.VERBS[verb](batch=batch, actor=request.user)
    batch.refresh_from_db()
    if verb == "apply":
        messages.success(request, _("已导入。") + report.counted(batch.counts))
    if verb == "undo":
        messages.success(request, _("已撤销这一批：新增的已移走，改动的已复原，台账已冲回。"))
    return redirect(_url(batch) + at)


def _job(request: HttpRequest, batch: Batch) -> Job | None:
    """Return the job that is at this batch now."""
    over = (Job.State.DONE, Job.State.FAILED, Job.State.CANCELLED)
    jobs = Job.objects.visible_to(request.user).filter(organisation_key=batch.organisation_id).exclude(state__in=over)
    return next((job for job in jobs if job.arguments.get("batch") == batch.pk), None)


def _bodies(request: HttpRequest, batch: Batch) -> QuerySet[Organisation]:
    return Organisation.objects.visible_to(request.user).under(batch.organisation.path).order_by("path")


def _shown(table: BatchTable, loader: loading.Loader | None) -> dict[str, Any]:
    titles = {column.code: column.title for column in loader.kind.columns} if loader else {}
    used = {each["code"] for each in table.mapping}
    findings = table.findings.order_by(URGENCY, "row", "pk")
    return {
        "row": table,
        "kind": loader.kind.title if loader else "",
        "is_new": table.kind == NEW_REGISTER,
        "columns": titles.items(),
        "mapping": [
            each | {"title": titles.get(each["code"], ""), "is_doubtful": _is_doubtful(table, each)}
            for each in table.mapping
        ],
        "missing": [c.title for c in loader.kind.columns if c.required and c.code not in used] if loader else [],
        "findings": findings[:SHOWN],
        "more": max(0, findings.count() - SHOWN),
        "to_see": _to_see(table.counts),
    }


def _is_doubtful(table: BatchTable, column: dict[str, Any]) -> bool:
    return table.kind != NEW_REGISTER and bool(column["code"]) and column["confidence"] < SURE


def _to_see(counts: dict[str, int]) -> int:
    return sum(counts.get(weight, 0) for weight in (W.REFUSED, W.TOTAL, W.DOUBT))


def _unknown_names(batch: Batch, loaders: list[loading.Loader]) -> list[str]:
    columns = {column.title for loader in loaders for column in loader.kind.columns if column.type == "organisation"}
    rows = Finding.objects.filter(table__file__batch=batch, weight=W.DOUBT, column__in=columns)
    return [*rows.exclude(text="").order_by("text").values_list("text", flat=True).distinct()[:MOST_UNKNOWN]]
