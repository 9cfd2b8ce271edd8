"""What administrators do about others: accounts and grants. Every button has its own verb."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kexie.core import clock, gate
from kexie.core.forms import shown_in
from kexie.core.web import page
from kexie.network.access import services
from kexie.network.access.desks import ApiTokenDesk
from kexie.network.access.forms import GrantForm, TermForm, TokenForm, UserForm
from kexie.network.access.models import ApiToken, Grant, User

FORM = ["GET", "HEAD", "POST"]


@require_http_methods(FORM)
def create_user(request: HttpRequest) -> HttpResponse:
    """Make an account and show its first password, once."""
    gate.require(request.user, "manage_users", User)
    form = UserForm(request.POST or None, instance=User(), actor=request.user)
    if request.method == "POST" and form.is_valid():
        with shown_in(form):
            user, made = services.create_user(user=form.save(commit=False), actor=request.user)
            return _new_password(request, user, made)
    context = {"form": form, "title": _("新建用户"), "verb": _("新建"), "back": reverse("access:user_list")}
    return page(request, "access/form.html", context, status=422 if form.errors else 200)


@require_POST
def disable(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an account."""
    user = services.disable(user=_visible(request, User, pk), today=clock.today(), actor=request.user)
    return _back(request, user, _("%s 的账号已停用。") % user)


@require_POST
def enable(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed account."""
    user = services.enable(user=_visible(request, User, pk), actor=request.user)
    return _back(request, user, _("%s 的账号已重新启用。") % user)


@require_POST
def reset_password(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an account a new password and show it, once."""
    user = _visible(request, User, pk)
    return _new_password(request, user, services.reset_password(user=user, actor=request.user))


@require_POST
def demand_second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whether someone has to use a second factor."""
    needed = request.POST.get("needed") == "yes"
    user = services.demand(user=_visible(request, User, pk), needed=needed, actor=request.user)
    said = _("%s 下次打开页面时须启用动态口令。") if needed else _("%s 可以不用动态口令。")
    return _back(request, user, said % user)


@require_POST
def reset_second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Take someone's lost authenticator away."""
    user = _visible(request, User, pk)
    services.reset(user=user, actor=request.user)
    return _back(request, user, _("%s 的动态口令已解除，请提醒本人重新启用。") % user)


@require_http_methods(FORM)
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a user a role."""
    user = _visible(request, User, pk)
    gate.require(request.user, "grant", Grant)
    today = clock.today()
    form = GrantForm(request.POST or None, actor=request.user, initial={"starts_on": today})
    if form.is_valid():
        with shown_in(form):
            given = services.grant(user=user, today=today, actor=request.user, **form.cleaned_data)
            return _back(request, user, _("已授权：%s。") % given)
    context = {"form": form, "row": user, "title": _("授权给%s") % user, "verb": _("授权"), "back": _of(user)}
    return page(request, "access/form.html", context, status=422 if form.errors else 200)


@require_http_methods(FORM)
def change_term(request: HttpRequest, pk: int) -> HttpResponse:
    """Set the last day of a grant."""
    given = _visible(request, Grant, pk)
    gate.require(request.user, "grant", given)
    form = TermForm(request.POST if request.method == "POST" else None, initial={"ends_on": given.ends_on})
    if form.is_valid():
        with shown_in(form):
            services.change_term(given=given, today=clock.today(), actor=request.user, **form.cleaned_data)
            return _back(request, given.user, _("期限已改：%s。") % given.sentence)
    context = {"form": form, "row": given.user, "title": _("改期限"), "lead": given.sentence, "verb": _("改期限")}
    context["back"] = reverse("access:grant_detail", args=[given.pk])
    return page(request, "access/form.html", context, status=422 if form.errors else 200)


@require_POST
def end_grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a grant back at once."""
    given = _visible(request, Grant, pk)
    said = _("已收回：%s。") % given
    services.end_grant(given=given, today=clock.today(), actor=request.user)
    return _back(request, given.user, said)


@require_http_methods(FORM)
def create_token(request: HttpRequest) -> HttpResponse:
    """Make a key for a program and show its secret, once."""
    gate.require(request.user, "grant", ApiToken)
    today = clock.today()
    initial = {"expires_on": today + timedelta(days=365), "actions": ["view"]}
    form = TokenForm(request.POST or None, instance=ApiToken(), actor=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in form.Meta.fields}
        with shown_in(form):
            token, secret = services.create_token(today=today, actor=request.user, **given)
            return page(request, "access/new_token.html", {"row": token, "secret": secret})
    context = {
        "form": form,
        "title": _("发接口令牌"),
        "verb": _("发令牌"),
        "back": ApiTokenDesk.url("list"),
        "back_title": ApiTokenDesk.title,
    }
    return page(request, "access/form.html", context, status=422 if form.errors else 200)


@require_POST
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    """End a key at once."""
    token = services.revoke_token(token=_visible(request, ApiToken, pk), actor=request.user, at=clock.now())
    messages.success(request, _("“%s”已作废，用它的程序马上就不能再访问。") % token)
    return redirect(ApiTokenDesk.url("detail", token.pk))


def _visible(request: HttpRequest, model: type, pk: int) -> Any:
    row = model.objects.visible_to(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _of(user: User) -> str:
    return reverse("access:user_detail", args=[user.pk])


def _back(request: HttpRequest, user: User, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect(_of(user))


def _new_password(request: HttpRequest, user: User, made: str) -> HttpResponse:
    context = {"row": user, "made": made, "may_grant": gate.allows(request.user, "grant", user)}
    return page(request, "access/new_password.html", context)
