"""Pages of posts and terms: verbs that ask something, coverage of towns, the calendar of terms."""

from __future__ import annotations

from tempfile import SpooledTemporaryFile
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kexie.core import clock, gate
from kexie.core.acts import ask, sent
from kexie.core.audit import trail
from kexie.core.desk import Desk
from kexie.core.lists.export import KINDS
from kexie.core.sheets.writer import Output, write_xlsx
from kexie.core.web import page

from . import queries, services
from .desks import AppointmentDesk, TermDesk
from .forms import CloseForm, DelayForm, EndForm
from .models import Appointment

asked = require_http_methods(["GET", "HEAD", "POST"])
LINES = 50


@asked
def end_appointment(request: HttpRequest, pk: int) -> HttpResponse:
    """End an appointment."""
    row = _row(request, AppointmentDesk, pk)
    form = EndForm(sent(request), initial={"on": clock.today()})

    def do(said: dict[str, Any]) -> str:
        services.end_appointment(appointment=row, actor=request.user, **said)
        return _("%(who)s的任职到 %(on)s 为止。") % {"who": row, "on": said["on"]}

    return ask(request, AppointmentDesk, row, _("卸任"), form, do)


@asked
def close_term(request: HttpRequest, pk: int) -> HttpResponse:
    """End a term, and the appointments of it."""
    row = _row(request, TermDesk, pk)
    form = CloseForm(sent(request), initial={"on": min(clock.today(), row.due_on)})

    def do(said: dict[str, Any]) -> str:
        services.close_term(term=row, actor=request.user, **said)
        return _("“%(body)s”%(term)s到 %(on)s 届满。") % {"body": row.organisation, "term": row, "on": said["on"]}

    return ask(request, TermDesk, row, _("届满"), form, do)


@asked
def delay_term(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the end of a term off."""
    row = _row(request, TermDesk, pk)
    form = DelayForm(sent(request))

    def do(said: dict[str, Any]) -> str:
        services.delay_term(term=row, actor=request.user, **said)
        return _("“%(body)s”换届延期至 %(on)s，请报上级备案。") % {"body": row.organisation, "on": said["until"]}

    return ask(request, TermDesk, row, _("延期换届"), form, do)


@require_POST
def confirm_transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that somebody moved."""
    row = services.confirm_transfer(appointment=_row(request, AppointmentDesk, pk), actor=request.user)
    messages.success(request, _("已确认调动：原任职结束，%s的新任职从今后计入。") % row)
    return redirect(AppointmentDesk.url("detail", row.pk))


@require_POST
def keep_both(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that nobody moved."""
    row = services.keep_both(appointment=_row(request, AppointmentDesk, pk), actor=request.user)
    messages.success(request, _("两处任职都保留，%s从任职日起计入。") % row)
    return redirect(AppointmentDesk.url("detail", row.pk))


@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """Show which towns have which heads and what is missing."""
    gate.require(request.user, "view", Appointment)
    found, shown = _covered(request)
    context = {
        "found": found, "lines": Paginator(shown, LINES).get_page(request.GET.get("page")), "year": clock.today().year,
        "gap": request.GET.get("gap", ""), "q": request.GET.get("q", ""), "gaps": queries.GAPS.items(),
        "may_export": gate.allows(request.user, "export", Appointment),
    }  # fmt: skip
    return page(request, "governance/coverage.html", context)


@require_POST
def export_coverage(request: HttpRequest) -> FileResponse:
    """Send the towns a page of coverage shows as a workbook."""
    gate.require(request.user, "export", Appointment)
    _found, shown = _covered(request)
    heads = [str(title) for title in queries.COVERAGE_HEADS]
    stream = SpooledTemporaryFile(max_size=1 << 20)  # noqa: SIM115  (the response closes it)
    count = write_xlsx(stream, [Output(_("三长覆盖"), heads, (town.plain for town in shown))])
    trail.write_event(actor=request.user, did="export", about=_("三长覆盖"), kind="xlsx", rows=count, query="")
    stream.seek(0)
    name = _("三长覆盖 %s.xlsx") % clock.today().isoformat()
    return FileResponse(stream, as_attachment=True, filename=name, content_type=KINDS["xlsx"])


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Show whose term is over, whose soon will be, and what to prepare."""
    gate.require(request.user, "view", Appointment)
    found = queries.calendar(actor=request.user, today=clock.today())
    return page(request, "governance/calendar.html", {"found": found, "today": clock.today()})


def _covered(request: HttpRequest) -> tuple[queries.Coverage, list[queries.Town]]:
    found = queries.coverage(actor=request.user, day=clock.today())
    asked_of = request.GET if request.method in ("GET", "HEAD") else request.POST
    return found, found.narrowed(gap=asked_of.get("gap", ""), text=asked_of.get("q", ""))


def _row(request: HttpRequest, desk: type[Desk], pk: int) -> Any:
    return get_object_or_404(desk(request).rows(), pk=pk)
