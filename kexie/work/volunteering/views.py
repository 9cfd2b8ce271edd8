"""Verbs of volunteers, teams and engagements, each with a page that asks what it needs."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kexie.core import clock, gate, items
from kexie.core.acts import ask, sent
from kexie.core.desk import Desk
from kexie.core.web import page, told_on

from . import queries, services
from .desks import EngagementDesk, PostDesk, ShiftDesk, TeamDesk, VolunteerDesk
from .forms import EndForm, FittingForm, LetBackForm, SuspendForm, TransferForm, WhyForm
from .models import Assignment, Shift, Suspension, Transfer, Volunteer

MOST_OFFERED = 60  # volunteers a page offers for a shift

asked = require_http_methods(["GET", "HEAD", "POST"])


@asked
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """End a volunteer's registration."""
    volunteer = _row(request, VolunteerDesk, pk)

    def do(said: dict[str, Any]) -> str:
        services.retire(volunteer=volunteer, actor=request.user, at=clock.now(), **said)
        return _("%(who)s从 %(on)s 起退出，以前的服务记录都保留。") % {"who": volunteer, "on": said["on"]}

    return ask(request, VolunteerDesk, volunteer, _("退出"), EndForm(**_sent(request)), do)


@asked
def suspend(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a volunteer from serving for a time."""
    volunteer = _row(request, VolunteerDesk, pk)

    def do(said: dict[str, Any]) -> str:
        services.suspend(volunteer=volunteer, actor=request.user, at=clock.now(), **said)
        return _("%(who)s从 %(on)s 起暂停服务，这期间的班次已退出。") % {"who": volunteer, "on": said["on"]}

    return ask(request, VolunteerDesk, volunteer, _("暂停服务"), SuspendForm(**_sent(request)), do)


@asked
def let_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a volunteer serve again."""
    row = get_object_or_404(Suspension.objects.visible_to(request.user).select_related("volunteer__person"), pk=pk)
    gate.require(request.user, "edit", row)

    def do(said: dict[str, Any]) -> str:
        services.let_back(suspension=row, actor=request.user, **said)
        return _("%(who)s从 %(on)s 起恢复服务。") % {"who": row.volunteer, "on": said["on"]}

    return ask(request, VolunteerDesk, row.volunteer, _("恢复服务"), LetBackForm(**_sent(request)), do)


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
    return ask(request, VolunteerDesk, volunteer, _("转队"), form, do)


@asked
def disband(request: HttpRequest, pk: int) -> HttpResponse:
    """End a team."""
    team = _row(request, TeamDesk, pk)

    def do(said: dict[str, Any]) -> str:
        services.disband(team=team, actor=request.user, **said)
        return _("“%(team)s”到 %(on)s 为止。") % {"team": team, "on": said["on"]}

    return ask(request, TeamDesk, team, _("撤销队伍"), EndForm(**_sent(request)), do)


@asked
def end_engagement(request: HttpRequest, pk: int) -> HttpResponse:
    """End an engagement before its time."""
    engagement = _row(request, EngagementDesk, pk)

    def do(said: dict[str, Any]) -> str:
        services.end_engagement(engagement=engagement, actor=request.user, **said)
        return _("%(who)s的聘任到 %(on)s 为止。") % {"who": engagement, "on": said["on"]}

    return ask(request, EngagementDesk, engagement, _("提前解聘"), EndForm(**_sent(request)), do)


@asked
def cancel_shift(request: HttpRequest, pk: int) -> HttpResponse:
    """Call a shift off."""
    shift = _row(request, ShiftDesk, pk)

    def do(said: dict[str, Any]) -> str:
        services.cancel_shift(shift=shift, actor=request.user, at=clock.now(), **said)
        return _("“%s”已取消，排上的人都已退出。") % shift

    return ask(request, ShiftDesk, shift, _("取消班次"), WhyForm(sent(request)), do)


@require_POST
def remove_shift(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a shift nobody applied for."""
    shift = _row(request, ShiftDesk, pk)
    name, post = str(shift), shift.post_id
    services.remove_shift(shift=shift, actor=request.user)
    messages.success(request, _("已删去“%s”。") % name)
    return redirect(PostDesk.url("detail", post))


@asked
def staff(request: HttpRequest, pk: int) -> HttpResponse:
    """Find volunteers for a shift: put them in, or propose them to the unit that recruits."""
    shift = get_object_or_404(ShiftDesk(request).rows(), pk=pk)
    actor = request.user
    gate.require(actor, "edit", Volunteer)
    may_assign = gate.allows(actor, "edit", shift)
    if request.method == "POST":
        return _staffed(request, shift, may_assign)
    here, wanted = shift.post.organisation, items.split(shift.post.skills)
    asked_for = request.GET or {"skill": wanted[0] if wanted else ""}
    form = FittingForm(asked_for, skills=queries.skills_at(here, shift.post.skills), areas=queries.areas_at(here))
    said = form.cleaned_data if form.is_valid() else {}
    rows = queries.fitting(
        shift, actor, skill=said.get("skill", ""), area=said.get("area"), only_free=not said.get("all_times"),
        words=said.get("q", ""),
    )  # fmt: skip
    found = [*rows[: MOST_OFFERED + 1]]
    context = {
        "shift": shift, "said": queries.said(shift), "form": form, "found": found[:MOST_OFFERED],
        "is_more": len(found) > MOST_OFFERED, "may_assign": may_assign, "back": ShiftDesk.url("detail", pk),
        "day": clock.day(shift.starts_at),
    }  # fmt: skip
    return page(request, "volunteering/staff.html", context)


def _staffed(request: HttpRequest, shift: Shift, may_assign: bool) -> HttpResponse:
    keys = [key for key in request.POST.getlist("volunteer") if key.isdecimal() and len(key) < 19]
    done, at = [], clock.now()
    for volunteer in Volunteer.objects.visible_to(request.user).filter(pk__in=keys[:MOST_OFFERED]):
        with told_on(request):
            how = {"shift": shift, "volunteer": volunteer, "actor": request.user, "at": at}
            if may_assign:
                done.append(services.assign(**how))
            else:
                done.append(services.apply(came_by=Assignment.CameBy.LEADER, **how))
    counts = Counter(row.get_state_display() for row in done)
    if counts:
        told = "、".join(_("%(n)d 人%(state)s") % {"n": n, "state": state} for state, n in counts.items())
        messages.success(request, _("办好了：%s。") % told)
    elif not keys:
        messages.error(request, _("请先勾选志愿者。"))
    return redirect(ShiftDesk.url("detail", shift.pk) if done else request.get_full_path())


def _row(request: HttpRequest, desk: type[Desk], pk: int) -> Any:
    row = get_object_or_404(desk(request).rows(), pk=pk)
    gate.require(request.user, "edit", row)
    return row


def _sent(request: HttpRequest) -> dict[str, Any]:
    return {"data": request.POST} if request.method == "POST" else {"initial": {"on": clock.today()}}
