"""Reading a summary, starting one, signing and correcting it, taking it away as a file."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kexie.core import clock, gate
from kexie.core.web import page
from kexie.insight.reports import queries, services
from kexie.insight.reports.forms import ComposeForm
from kexie.insight.reports.models import Report

from .sheet import attached, draft_context, report_of, version_context


@require_http_methods(["GET", "HEAD", "POST"])
def compose(request: HttpRequest) -> HttpResponse:
    """Ask whose summary of which year, and write the first draft."""
    gate.require(request.user, "edit", Report)
    if request.method != "POST":
        today = clock.today()
        year = today.year - (today.month <= 3)  # summaries are written around the turn of the year
        form = ComposeForm(initial={"year": year, **request.GET.dict()}, actor=request.user)
        form.initial.setdefault("organisation", form.fields["organisation"].queryset.first())
        return page(request, "reports/compose.html", {"form": form})
    form = ComposeForm(request.POST, actor=request.user)
    if not form.is_valid():
        return page(request, "reports/compose.html", {"form": form}, status=422)
    given = form.cleaned_data
    row = services.compose(organisation=given["organisation"], year=given["year"], actor=request.user)
    return redirect("reports:report_detail", row.pk)


@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a draft with its figures as they are now; of a signed summary, the version that holds."""
    row = report_of(request, pk)
    if not row.is_draft and (version := row.versions.select_related("file").first()):
        version.report = row
        return page(request, "reports/version.html", version_context(request, version))
    return page(request, "reports/report.html", draft_context(request, row), part="sheet")


@require_POST
def refresh(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring a draft up to its template; what people edited stays."""
    row = report_of(request, pk)
    services.compose(organisation=row.organisation, year=row.year, kind=row.kind, actor=request.user)
    messages.success(request, _("已按模板更新；您改过的小节没有动。"))
    return redirect("reports:report_detail", pk)


@require_safe
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the sheet alone, ready for the printer."""
    row = report_of(request, pk)
    gate.require(request.user, "export", row)
    return page(request, "reports/print.html", draft_context(request, row))


@require_POST
def export(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Send the summary as a file."""
    return attached(services.export(report=report_of(request, pk), kind=kind, actor=request.user))


@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what will be frozen, then freeze exactly that."""
    row = report_of(request, pk)
    gate.require(request.user, "sign", row)
    if request.method == "POST":
        version = services.sign(report=row, seen=request.POST.get("seen", ""), actor=request.user)
        messages.success(request, _("已签发：%(version)s。") % {"version": version})
        return redirect("reports:report_detail", pk)
    if not row.is_draft:
        return redirect("reports:report_detail", pk)
    draft = queries.draft(row, actor=request.user, at=clock.now())
    return page(request, "reports/sign.html", {"report": row, "draft": draft, "number": row.versions.count() + 1})


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why a signed summary must be corrected, then open it for another version."""
    row = report_of(request, pk)
    gate.require(request.user, "sign", row)
    if request.method == "POST":
        services.correct(report=row, reason=request.POST.get("reason", ""), actor=request.user)
        messages.success(request, _("已打开更正。改好后再签发，就是新的一版；原来的版本保持不变。"))
        return redirect("reports:report_detail", pk)
    return page(request, "reports/correct.html", {"report": row, "version": row.versions.first()})
