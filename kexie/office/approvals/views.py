"""What waits for me, and what I am waiting for."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kexie.core import clock, gate
from kexie.core.web import back_to, page

from . import queries, services
from .models import Chain, Request


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Show what waits for the reader's word, what they may decide for those below, and their own requests."""
    waiting = queries.inbox(request.user)
    context = {
        "mine": [one for one in waiting if one.is_mine],
        "below": [one for one in waiting if not one.is_mine],
        "asked": [(one, queries.address_of(one, request.user)) for one in queries.asked_by(request.user)],
        "may_manage": gate.allows(request.user, "edit", Chain),
    }
    return page(request, "approvals/inbox.html", context)


@require_POST
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree to what waits."""
    asked = get_object_or_404(Request.objects.visible_to(request.user), pk=pk)
    services.agree(request=asked, actor=request.user, at=clock.now(), note=request.POST.get("note", "").strip())
    messages.success(request, _("已同意：%s。") % asked)
    return redirect(back_to(request, "/approvals/"))


@require_POST
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Send back what waits, with the reason."""
    asked = get_object_or_404(Request.objects.visible_to(request.user), pk=pk)
    services.send_back(request=asked, actor=request.user, at=clock.now(), note=request.POST.get("note", "").strip())
    messages.success(request, _("已退回：%s。") % asked)
    return redirect(back_to(request, "/approvals/"))
