"""Small verbs: visits to enterprises, people taken off a list or carried over."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kexie.core import clock, gate
from kexie.core.forms import shown_in
from kexie.core.web import page
from kexie.work.founding import services
from kexie.work.founding.desks import ProcedureDesk, ProspectDesk
from kexie.work.founding.forms import VisitForm
from kexie.work.founding.models import Nominee, Procedure, Prospect, ProspectVisit

from .procedures import seen


@require_POST
def visit_prospect(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a visit."""
    row = seen(request, Prospect, pk)
    gate.require(request.user, "edit", row)
    form = VisitForm(request.POST, instance=ProspectVisit(prospect=row), actor=request.user)
    if form.is_valid():
        visit = form.save(commit=False)
        with shown_in(form):
            services.visit_prospect(visit=visit, actor=request.user, today=clock.today())
            messages.success(request, _("已记下走访：%s。") % row)
            return redirect(ProspectDesk.url("detail", row.pk))
    context = {"form": form, "row": row, "back": ProspectDesk.url("detail", row.pk)}
    return page(request, "founding/visit_again.html", context, status=422)


@require_POST
def remove_nominee(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody off the list."""
    row = seen(request, Nominee, pk)
    services.remove_nominee(nominee=row, actor=request.user)
    messages.success(request, _("已去掉：%s。") % row)
    return redirect(ProcedureDesk.url("detail", row.procedure_id))


@require_POST
def carry_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Put those in office on the list."""
    row = seen(request, Procedure, pk)
    count = services.carry_over(procedure=row, actor=request.user, today=clock.today())
    messages.success(request, _("已带入现任 %d 人，请逐个核对增减。") % count)
    return redirect(ProcedureDesk.url("detail", row.pk))
