"""The outbox: its list with what stands in its way, and the two buttons that stop and start it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kexie.core import clock

from . import services
from .desks import MessageDesk


@require_POST
def pause(request: HttpRequest) -> HttpResponse:
    """Let nothing leave for now."""
    reason = request.POST.get("reason", "").strip()[:200] or _("管理员暂停")
    services.pause(reason=reason, actor=request.user, at=clock.now())
    messages.success(request, _("发件箱已暂停，恢复以前不再发出任何短信和邮件。"))
    return redirect(MessageDesk.url("list"))


@require_POST
def resume(request: HttpRequest) -> HttpResponse:
    """Let messages leave again."""
    services.resume(actor=request.user)
    messages.success(request, _("发件箱已恢复，待发的短信和邮件会陆续发出。"))
    return redirect(MessageDesk.url("list"))
