"""Writing a summary section by section, in place with htmx, on a page of its own without."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kexie.core import gate
from kexie.core.forms import shown_in
from kexie.core.web import page, wants_part
from kexie.insight.reports import queries, services
from kexie.insight.reports.forms import SectionForm
from kexie.insight.reports.models import Section

from .sheet import draft_context, report_of, section_of


@require_http_methods(["GET", "HEAD", "POST"])
def edit_section(request: HttpRequest, pk: int, section: int) -> HttpResponse:
    """Ask for a section's prose, and write it; htmx gets the whole sheet back, since numbers and appendix follow."""
    row = section_of(request, pk, section)
    gate.require(request.user, "edit", row)
    if request.method != "POST":
        return _form(request, row, SectionForm(instance=row, actor=request.user))
    version = _version(row)
    form = SectionForm(request.POST, instance=row, actor=request.user)
    if form.is_valid():
        if request.POST.get("version", version) != version:
            form.add_error(None, _("您打开这一节以后，别人已经改过。请核对后再保存一次，会以您的为准。"))
            return _form(request, row, form, status=409)
        with shown_in(form, at="text"):
            given = form.cleaned_data
            services.edit_section(
                section=section_of(request, pk, section), source=given["text"], heading=given["heading"],
                level=given["level"], actor=request.user,
            )  # fmt: skip
            return _back(request, row)
    return _form(request, row, form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def add_section(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a section of one's own; `after` says below which."""
    report = report_of(request, pk)
    gate.require(request.user, "edit", report)
    after = report.sections.filter(pk=int(key)).first() if (key := request.GET.get("after", "")).isdecimal() else None
    row = Section(report=report, level=after.level if after else 1, place=0)
    if request.method != "POST":
        return _form(request, row, SectionForm(instance=row, actor=request.user))
    form = SectionForm(request.POST, instance=row, actor=request.user)
    if form.is_valid():
        given = form.cleaned_data
        with shown_in(form, at="text"):
            row = services.add_section(
                report=report, heading=given["heading"], level=given["level"], source=given["text"], after=after,
                actor=request.user,
            )  # fmt: skip
            return _back(request, row)
    return _form(request, row, form, status=422)


@require_POST
def move_section(request: HttpRequest, pk: int, section: int) -> HttpResponse:
    """Move a section up or down by one place."""
    row = section_of(request, pk, section)
    services.move_section(section=row, step=-1 if request.POST.get("to") == "up" else 1, actor=request.user)
    return _back(request, row)


@require_POST
def hide_section(request: HttpRequest, pk: int, section: int) -> HttpResponse:
    """Leave a section out, or take it in again."""
    row = section_of(request, pk, section)
    services.hide_section(section=row, hidden=request.POST.get("hidden") != "no", actor=request.user)
    return _back(request, row)


@require_POST
def restore_section(request: HttpRequest, pk: int, section: int) -> HttpResponse:
    """Let a section say again what the template says."""
    row = section_of(request, pk, section)
    services.restore_section(section=row, actor=request.user)
    messages.success(request, _("“%(section)s”已恢复模板文字。") % {"section": row})
    return _back(request, row)


def _form(request: HttpRequest, row: Section, form: SectionForm, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form, "section": row, "report": row.report, "version": _version(row),
        "chapters": queries.pickable(request.user),
    }  # fmt: skip
    response = page(request, "reports/section.html", context, part="form", status=status)
    if status != 200 and row.pk:
        response["HX-Retarget"], response["HX-Reswap"] = f"#section_{row.pk}", "outerHTML"
    return response


def _back(request: HttpRequest, row: Section) -> HttpResponse:
    if wants_part(request):
        context = draft_context(request, report_of(request, row.report_id))
        return page(request, "reports/report.html", context, part="sheet")
    return redirect(f"{reverse('reports:report_detail', args=[row.report_id])}#section_{row.pk}")


def _version(row: Section) -> str:
    return row.updated_at.isoformat() if row.updated_at else ""
