"""The meeting held online: prepared with one click, its result taken with another."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kexie.work.founding import services
from kexie.work.founding.models import Procedure

from .procedures import and_back, seen


@require_POST
def hold_assembly(request: HttpRequest, pk: int) -> HttpResponse:
    """Prepare an assembly of what is known, and go there."""
    row = seen(request, Procedure, pk)
    act = partial(services.hold_assembly, procedure=row, actor=request.user)
    answer = and_back(request, row, act, _("会议建好了，选举和候选人已经带入。接着添加应到名单。"))
    row.refresh_from_db()
    return redirect("votes:assembly_detail", row.assembly_id) if row.assembly_id else answer


@require_POST
def take_result(request: HttpRequest, pk: int) -> HttpResponse:
    """Take what the assembly decided into the step."""
    row = seen(request, Procedure, pk)
    act = partial(services.take_result, procedure=row, actor=request.user)
    return and_back(request, row, act, _("已带入会议结果：到会、得票和当选。"))


@require_POST
def leave_assembly(request: HttpRequest, pk: int) -> HttpResponse:
    """Go back to typing the result of a meeting held on paper."""
    row = seen(request, Procedure, pk)
    act = partial(services.leave_assembly, procedure=row, actor=request.user)
    return and_back(request, row, act, _("已改为填纸质会议的结果，原来的在线会议留着备查。开会日期和应到人数请核对。"))
