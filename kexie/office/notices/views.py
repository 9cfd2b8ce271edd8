"""The outbox's two buttons; what officers do with notices, and what their sender sees of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kexie.core import clock, gate
from kexie.core.audit import trail
from kexie.core.files.sending import sent
from kexie.core.web import page

from . import queries, services
from .desks import MessageDesk, NoticeDesk
from .forms import FileForm, RelayForm
from .models import Attachment, Notice, Relay


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


@require_POST
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the reader has it before their eyes: sent by the page itself, or by its button."""
    notice = _visible(request, Notice, pk)
    services.open_notice(notice=notice, actor=request.user, at=clock.now())
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204)
    return redirect(NoticeDesk.url("detail", notice.pk))


@require_safe
def reach(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far a notice came: delivered, opened, passed on, and whom to call."""
    return _reach(request, _visible(request, Notice, pk), revealed=False)


@require_POST
def phones(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the same with telephone numbers in full, and keep in the trail that they were asked for."""
    notice = _visible(request, Notice, pk)
    gate.require(request.user, "view_personal", notice)
    trail.write(notice, actor=request.user, did="reveal", before={}, after={})
    return _reach(request, notice, revealed=True)


@require_POST
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind those who have not opened it."""
    notice = _visible(request, Notice, pk)
    n = services.remind(notice=notice, actor=request.user, at=clock.now())
    messages.success(request, _("已再提醒 %d 个还没有打开的单位。") % n)
    return redirect("notices:reach", notice.pk)


@require_POST
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a file."""
    notice = _visible(request, Notice, pk)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        services.attach(notice=notice, name=file.name, content=file.chunks(), actor=request.user)
        messages.success(request, _("已加上附件“%s”。") % file.name)
    else:
        gate.require(request.user, "edit", notice)
        messages.error(request, form.errors["file"][0])
    return redirect(NoticeDesk.url("detail", notice.pk))


@require_safe
def attachment(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a file of a notice to whoever sees the notice."""
    return sent(_of_visible_notice(request, pk).file)


@require_POST
def detach(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a file off."""
    row = _of_visible_notice(request, pk)
    services.detach(attachment=row, actor=request.user)
    messages.success(request, _("已去掉附件“%s”。") % row)
    return redirect(NoticeDesk.url("detail", row.notice_id))


@require_safe
def print_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a notice as a sheet to pin up or hand out."""
    notice = _visible(request, Notice, pk)
    if notice.state == Notice.State.RECALLED:
        raise Http404
    return page(request, "notices/print.html", {"notice": notice})


@require_http_methods(["GET", "HEAD", "POST"])
def report_relay(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask how a body passed a notice on, and keep it."""
    notice = _visible(request, Notice, pk)
    gate.require(request.user, "edit", Relay)
    given = {"organisation": request.user.organisation_id, "on": clock.today()}
    form = RelayForm(request.POST or None, instance=Relay(notice=notice), actor=request.user, initial=given)
    if request.method == "POST" and form.is_valid():
        kept = services.report_relay(
            notice=notice, actor=request.user, **{name: form.cleaned_data[name] for name in form.Meta.fields}
        )
        messages.success(
            request, _("已记下：%(body)s转达 %(n)d 人次（上报数）。") % {"body": kept.organisation, "n": kept.reach}
        )
        return redirect(NoticeDesk.url("detail", notice.pk))
    context = {"notice": notice, "form": form}
    return page(request, "notices/relay.html", context, status=422 if form.errors else 200)


@require_POST
def retract_relay(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a relay back."""
    relay = _visible(request, Relay, pk)
    services.retract_relay(relay=relay, actor=request.user)
    messages.success(request, _("已去掉这条转达，台账同时冲销。"))
    return redirect(NoticeDesk.url("detail", relay.notice_id))


def _reach(request: HttpRequest, notice: Notice, *, revealed: bool) -> HttpResponse:
    rows = queries.reach(notice, request.user)
    context = {
        "notice": notice,
        "rows": rows,
        "waiting": [row for row in rows if row.is_waiting],
        "delivered": sum(row.is_delivered for row in rows),
        "opened": sum(bool(row.opened) for row in rows),
        "relayed": sum(bool(row.relays) for row in rows),
        "reach": sum(row.reach for row in rows),
        "revealed": revealed,
        "may_remind": notice.state == Notice.State.SENT and gate.allows(request.user, "send_notice", notice),
        "may_reveal": not revealed and gate.allows(request.user, "view_personal", notice),
    }
    return page(request, "notices/reach.html", context)


def _of_visible_notice(request: HttpRequest, pk: int) -> Attachment:
    notices = Notice.objects.visible_to(request.user).exclude(state=Notice.State.RECALLED)
    row = Attachment.objects.filter(pk=pk, notice__in=notices).select_related("file", "notice").first()
    if row is None:
        raise Http404
    return row


def _visible(request: HttpRequest, model: Any, pk: int) -> Any:
    row = model.objects.visible_to(request.user).select_related("organisation").filter(pk=pk).first()
    if row is None:
        raise Http404
    return row
