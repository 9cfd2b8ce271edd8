"""The meeting held online: prepared with one click, its result taken with another."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kexie.core import clock
from kexie.core.web import told_on
from kexie.work.founding import documents, services
from kexie.work.founding.desks import ProcedureDesk
from kexie.work.founding.models import Procedure
from kexie.work.votes.models import Assembly

from .procedures import seen


@require_POST
def hold_assembly(request: HttpRequest, pk: int) -> HttpResponse:
    """Prepare an assembly of what is known, or one that is there, and go there."""
    row = seen(request, Procedure, pk)
    chosen = request.POST.get("assembly", "")
    there = seen(request, Assembly, int(chosen)) if chosen.isdecimal() else None
    with told_on(request):
        texts = documents.adopted(row, clock.now())
        assembly = services.hold_assembly(procedure=row, actor=request.user, assembly=there, texts=texts)
        if assembly.is_frozen:
            messages.success(request, _("已用这次会议。散会以后回到办理页带入结果。"))
        else:
            messages.success(request, _("议案、选举和候选人已经带入，开会以前都可以改。接着添加应到名单。"))
        return redirect("votes:assembly_detail", assembly.pk)
    return redirect(ProcedureDesk.url("detail", pk))


@require_POST
def take_result(request: HttpRequest, pk: int) -> HttpResponse:
    """Take what the assembly decided into the step."""
    row = seen(request, Procedure, pk)
    with told_on(request):
        services.take_result(procedure=row, actor=request.user)
        messages.success(request, _("已带入会议结果：到会、得票和当选。"))
    return redirect(ProcedureDesk.url("detail", pk))


@require_POST
def leave_assembly(request: HttpRequest, pk: int) -> HttpResponse:
    """Go back to typing the result of a meeting held on paper."""
    row = seen(request, Procedure, pk)
    with told_on(request):
        services.leave_assembly(procedure=row, actor=request.user)
        messages.success(request, _("已改为填纸质会议的结果，原来的在线会议留着备查。开会日期和应到人数请核对。"))
    return redirect(ProcedureDesk.url("detail", pk))
