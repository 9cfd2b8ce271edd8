"""Where staff work on one sign-up: seat and turn, answers, another session or group, a new code."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kexie.core import clock, gate, web
from kexie.core.forms import VerbForm, shown_in
from kexie.work.signups import queries, services
from kexie.work.signups.forms import AnswersForm, ArrangeForm, ShiftForm
from kexie.work.signups.models import Signup


@require_POST
def arrange(request: HttpRequest, pk: int) -> HttpResponse:
    """Say where somebody sits and how soon their turn comes."""
    row = _signup(request, pk)
    gate.require(request.user, "edit", row)
    form = ArrangeForm(request.POST)
    if form.is_valid():
        services.arrange(signup=row, actor=request.user, **form.cleaned_data)
        messages.success(request, _("已保存。"))
    else:
        messages.error(request, "；".join(said for sentences in form.errors.values() for said in sentences))
    return redirect("signups:signup_detail", pk)


@require_POST
def reissue(request: HttpRequest, pk: int) -> HttpResponse:
    """Give out a new link and code."""
    services.reissue(signup=_signup(request, pk), actor=request.user, at=clock.now())
    messages.success(request, _("新的链接和签到码已发给本人，旧的作废。"))
    return redirect("signups:signup_detail", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def change_answers(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for other answers than were given at sign-up, in the wording it was asked in."""
    row = _signup(request, pk)
    gate.require(request.user, "answer", row)
    asked = queries.asked_in(row.version, path=row.organisation.path)
    form = AnswersForm(asked, request.POST or None, now=row.answers, is_companion=row.lead_id is not None)
    if form.is_bound and form.is_valid():
        with shown_in(form):
            services.answer(signup=row, answers=form.said(), actor=request.user, at=clock.now())
            messages.success(request, _("回答已改好。"))
            return redirect("signups:signup_detail", pk)
    return _form(request, form, row, _("修改回答"))


@require_http_methods(["GET", "HEAD", "POST"])
def shift_signup(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask to which session or group somebody is to be brought."""
    row = _signup(request, pk)
    gate.require(request.user, "edit", row)
    form = ShiftForm(row, request.POST or None)
    if form.is_bound and form.is_valid():
        with shown_in(form):
            done = services.shift_signup(signup=row, actor=request.user, at=clock.now(), **form.cleaned_data)
            where = "，".join(filter(None, (str(done.session), done.group)))
            said = {"name": row.person.name, "where": where}
            messages.success(request, _("%(name)s 已调到%(where)s，并已通知。") % said)
            return redirect("signups:signup_detail", pk)
    return _form(request, form, row, _("调整场次和分组"))


def _form(request: HttpRequest, form: VerbForm, row: Signup, heading: str) -> HttpResponse:
    context = {"form": form, "row": row, "heading": heading}
    return web.page(request, "signups/one_form.html", context, status=422 if form.errors else 200)


def _signup(request: HttpRequest, pk: int) -> Signup:
    rows = Signup.objects.visible_to(request.user).select_related("person", "session__activity__organisation")
    return get_object_or_404(rows, pk=pk)
