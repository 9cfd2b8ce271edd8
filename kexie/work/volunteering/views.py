"""Verbs of volunteers, teams and engagements, each with a page that asks what it needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kexie.core import clock, gate
from kexie.core.desk import Desk
from kexie.core.refusals import NotAllowed, Refusal
from kexie.core.web import page

from . import queries, services
from .desks import EngagementDesk, TeamDesk, VolunteerDesk
from .forms import EndForm, TransferForm
from .models import Transfer

asked = require_http_methods(["GET", "HEAD", "POST"])


@asked
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """End a volunteer's registration."""
    volunteer = _row(request, VolunteerDesk, pk)

    def do(said: dict[str, Any]) -> str:
        services.retire(volunteer=volunteer, actor=request.user, **said)
        return _("%(who)s从 %(on)s 起退出，以前的服务记录都保留。") % {"who": volunteer, "on": said["on"]}

    return _ask(request, VolunteerDesk, volunteer, _("退出"), EndForm(**_sent(request)), do)


@asked
def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a volunteer to another team, or ask the unit of that team to take them in."""
    volunteer = _row(request, VolunteerDesk, pk)

    def do(said: dict[str, Any]) -> str:
        row = services.ask_transfer(volunteer=volunteer, actor=request.user, **said)
        if row.state == Transfer.State.ACCEPTED:
            return _("%(who)s从 %(on)s 起在“%(team)s”。") % {"who": volunteer, "on": row.on, "team": row.team}
        return _("已请“%s”接收，对方同意以后才转过去。") % row.team.organisation

    form = TransferForm(teams=queries.teams_to_join(volunteer, request.user), **_sent(request))
    return _ask(request, VolunteerDesk, volunteer, _("转队"), form, do)


@asked
def disband(request: HttpRequest, pk: int) -> HttpResponse:
    """End a team."""
    team = _row(request, TeamDesk, pk)

    def do(said: dict[str, Any]) -> str:
        services.disband(team=team, actor=request.user, **said)
        return _("“%(team)s”到 %(on)s 为止。") % {"team": team, "on": said["on"]}

    return _ask(request, TeamDesk, team, _("撤销队伍"), EndForm(**_sent(request)), do)


@asked
def end_engagement(request: HttpRequest, pk: int) -> HttpResponse:
    """End an engagement before its time."""
    engagement = _row(request, EngagementDesk, pk)

    def do(said: dict[str, Any]) -> str:
        services.end_engagement(engagement=engagement, actor=request.user, **said)
        return _("%(who)s的聘任到 %(on)s 为止。") % {"who": engagement, "on": said["on"]}

    return _ask(request, EngagementDesk, engagement, _("提前解聘"), EndForm(**_sent(request)), do)


def _row(request: HttpRequest, desk: type[Desk], pk: int) -> Any:
    row = get_object_or_404(desk(request).rows(), pk=pk)
    gate.require(request.user, "edit", row)
    return row


def _sent(request: HttpRequest) -> dict[str, Any]:
    return {"data": request.POST} if request.method == "POST" else {"initial": {"on": clock.today()}}


def _ask(
    request: HttpRequest, desk: type[Desk], row: Any, verb: str, form: Any, do: Callable[[dict[str, Any]], str]
) -> HttpResponse:
    back, status = desk.url("detail", row.pk), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                said = do(form.cleaned_data)
            except NotAllowed:
                raise
            except Refusal as refusal:
                form.refuse(refusal)
            else:
                messages.success(request, said)
                return redirect(back)
    context = {"form": form, "row": row, "verb": verb, "back": back, "desk": desk(request)}
    return page(request, "volunteering/act.html", context, status=status)
