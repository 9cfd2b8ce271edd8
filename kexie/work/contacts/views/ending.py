"""Ending and taking back, each with a page that asks why."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kexie.core import clock
from kexie.core.acts import ask, sent
from kexie.core.desk import Desk
from kexie.work.contacts import services
from kexie.work.contacts.desks import HelpVisitDesk, PairingDesk, TieDesk, VisitDesk
from kexie.work.contacts.forms import EndForm, WhyForm

asked = require_http_methods(["GET", "HEAD", "POST"])


@asked
def end_tie(request: HttpRequest, pk: int) -> HttpResponse:
    """End a tie."""
    tie, today = _row(request, TieDesk, pk), clock.today()

    def do(said: dict[str, Any]) -> str:
        services.end_tie(tie=tie, on=said["on"], why=said["note"], actor=request.user, today=today)
        return _("“%(tie)s”到 %(on)s 为止。") % {"tie": tie, "on": said["on"]}

    form = EndForm(sent(request), initial={"on": today})
    return ask(request, TieDesk, tie, _("结束联系"), form, do)


@asked
def remove_tie(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a tie that was registered by mistake."""
    tie = _row(request, TieDesk, pk)

    def do(said: dict[str, Any]) -> str:
        name = str(tie)
        services.remove_tie(tie=tie, actor=request.user, today=clock.today(), note=said["note"])
        return _("已删去“%s”。") % name

    return ask(request, TieDesk, tie, _("删去误登的联系"), WhyForm(sent(request)), do, go_on=TieDesk.url("list"))


@asked
def remove_visit(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a contact that was noted by mistake."""
    visit = _row(request, VisitDesk, pk)

    def do(said: dict[str, Any]) -> str:
        name = str(visit)
        services.remove_visit(visit=visit, actor=request.user, today=clock.today(), note=said["note"])
        return _("已删去“%s”，台账已冲销。") % name

    return ask(request, VisitDesk, visit, _("删去误记的走访"), WhyForm(sent(request)), do, go_on=VisitDesk.url("list"))


@asked
def remove_help(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a help visit that was written by mistake."""
    visit = _row(request, HelpVisitDesk, pk)
    back = PairingDesk.url("detail", visit.pairing_id)

    def do(said: dict[str, Any]) -> str:
        services.remove_help(visit=visit, actor=request.user, note=said["note"])
        return _("已删去，台账已冲销。")

    return ask(request, HelpVisitDesk, visit, _("删去误登的慰问"), WhyForm(sent(request)), do, go_on=back)


def _row(request: HttpRequest, desk: type[Desk], pk: int) -> Any:
    return get_object_or_404(desk(request).rows(), pk=pk)
