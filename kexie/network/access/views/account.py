"""One's own account: rights, password, second factor."""

from __future__ import annotations

import segno
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from kexie.core import clock
from kexie.core.forms import shown_in
from kexie.core.web import page
from kexie.network.access import queries, services
from kexie.network.access.forms import CodeForm, OwnPasswordForm, PasswordForm

FORM = ["GET", "HEAD", "POST"]


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Show who one is here, what one may do and why, and how signing in is secured."""
    user = request.user
    context = {"rights": queries.rights(user, clock.today()), "factor": queries.second_factor(user)}
    return page(request, "access/account.html", {**context, "must_enrol": queries.must_enrol(user)})


@sensitive_post_parameters()
@require_http_methods(FORM)
def change_password(request: HttpRequest) -> HttpResponse:
    """Change one's own password."""
    form = PasswordForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        with shown_in(form):
            services.change_password(user=request.user, old=given["old"], new=given["new"], actor=request.user)
            update_session_auth_hash(request, request.user)
            messages.success(request, _("密码已改。在其他电脑和手机上的登录都已退出。"))
            return redirect("access:account")
    return page(request, "access/password.html", {"form": form, "must": request.user.must_change_password})


@sensitive_post_parameters()
@require_http_methods(FORM)
def confirm_second_factor(request: HttpRequest) -> HttpResponse:
    """Show the QR code of a new authenticator and switch it on with its first code."""
    user = request.user
    if queries.second_factor(user):
        return redirect("access:account")
    form = CodeForm(request.POST or None)
    form.fields["code"].help_text = ""
    if form.is_valid():
        with shown_in(form):
            codes = services.confirm(user=user, code=form.cleaned_data["code"], at=clock.now(), actor=user)
            return page(request, "access/recovery.html", {"codes": codes})
    waiting = queries.second_factors(user)
    context = {"form": form, "must": queries.must_enrol(user), "waiting": waiting[0] if waiting else None}
    if waiting:
        context["picture"] = segno.make(services.address(waiting[0]), error="m").svg_data_uri(scale=5, border=2)
    return page(request, "access/second_factor.html", context)


@require_http_methods(["POST"])
def begin_second_factor(request: HttpRequest) -> HttpResponse:
    """Make the seed of a new authenticator."""
    services.begin(user=request.user, actor=request.user)
    return redirect("access:confirm_second_factor")


@sensitive_post_parameters()
@require_http_methods(FORM)
def drop_second_factor(request: HttpRequest) -> HttpResponse:
    """Stop using the second factor."""
    form = OwnPasswordForm(request.POST or None)
    if form.is_valid():
        with shown_in(form):
            services.drop(user=request.user, password=form.cleaned_data["password"], actor=request.user)
            messages.success(request, _("动态口令已停用。"))
            return redirect("access:account")
    return page(request, "access/ask_password.html", {"form": form, "title": _("停用动态口令"), "verb": _("停用")})


@sensitive_post_parameters()
@require_http_methods(FORM)
def renew_recovery(request: HttpRequest) -> HttpResponse:
    """Make new recovery codes."""
    form = OwnPasswordForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data["password"]
        with shown_in(form):
            codes = services.renew_recovery(user=request.user, password=given, actor=request.user)
            return page(request, "access/recovery.html", {"codes": codes})
    return page(request, "access/ask_password.html", {"form": form, "title": _("换一批恢复码"), "verb": _("换一批")})
