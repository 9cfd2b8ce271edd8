"""Signing in and out. The only pages anybody may open."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from axes.handlers.proxy import AxesProxyHandler
from axes.utils import reset
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth import login as start_session
from django.contrib.auth import logout as end_session
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kexie.core import clock
from kexie.core.web import back_to, page
from kexie.network.access import queries, services
from kexie.network.access.forms import CodeForm, SignInForm
from kexie.network.access.models import User

BACKEND = "django.contrib.auth.backends.ModelBackend"
HALF = "half_signed_in"
HALF_LIVES = 5 * 60  # seconds between password and code


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Ask for user name and password; wrong ones are all answered alike."""
    if request.user.is_authenticated:
        return redirect(back_to(request, settings.LOGIN_REDIRECT_URL))
    form = SignInForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        user = authenticate(request, username=given["username"], password=given["password"])
        if user is None:
            services.note_failure(username=given["username"], locked=request.axes_locked_out)
            form.add_error(None, _("用户名或密码不对。请检查大小写和输入法；连续输错五次会锁定一刻钟。"))
        elif queries.second_factor(user):
            request.session.cycle_key()
            request.session[HALF] = [user.pk, user.get_session_auth_hash(), clock.now().timestamp()]
            return redirect(_with_next(request, "access:code"))
        else:
            return _come_in(request, user, with_code=False)
    return page(request, "access/login.html", {"form": form, "next": back_to(request, "")})


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor of whoever has just given the right password."""
    user = _half_signed_in(request)
    if user is None:
        return redirect(_with_next(request, "access:login"))
    form = CodeForm(request.POST or None)
    if form.is_valid():
        credentials = {"username": user.username}
        if not AxesProxyHandler.is_allowed(request, credentials):
            request.axes_locked_out = True
        elif services.use_code(user=user, code=form.cleaned_data["code"], at=clock.now(), actor=user):
            return _come_in(request, user, with_code=True)
        else:
            user_login_failed.send(sender=__name__, credentials=credentials, request=request)
            services.note_failure(username=user.username, locked=request.axes_locked_out)
            form.add_error("code", _("这个动态口令不对，或已经用过。请等下一个数字再试。"))
    return page(request, "access/code.html", {"form": form, "next": back_to(request, "")})


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """End the session."""
    services.sign_out(user=request.user)
    end_session(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@never_cache
def locked_out(request: HttpRequest, credentials: dict[str, Any] | None = None) -> HttpResponse:
    """Say for how long signing in is locked; AxesMiddleware calls this (429)."""
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    response = page(request, "access/locked.html", {"minutes": minutes}, status=429)
    response["Retry-After"] = str(minutes * 60)
    return response


@login_not_required
@never_cache
@require_safe
def healthy(request: HttpRequest) -> HttpResponse:
    """Tell a monitor that pages and database answer."""
    User.objects.exists()
    return HttpResponse("ok", content_type="text/plain")


def _come_in(request: HttpRequest, user: User, *, with_code: bool) -> HttpResponse:
    goal = back_to(request, settings.LOGIN_REDIRECT_URL)
    request.session.pop(HALF, None)
    start_session(request, user, backend=BACKEND)
    reset(username=services.lockout_name(request, {"username": user.username}))
    services.sign_in(user=user, with_code=with_code)
    return redirect(goal)


def _half_signed_in(request: HttpRequest) -> User | None:
    pk, key, since = request.session.get(HALF) or (None, "", 0)
    user = User.objects.filter(pk=pk, is_active=True).first() if pk else None
    fresh = clock.now().timestamp() - since < HALF_LIVES
    return user if user and fresh and user.get_session_auth_hash() == key else None


def _with_next(request: HttpRequest, name: str) -> str:
    goal = back_to(request, "")
    return f"{reverse(name)}?{urlencode({'next': goal})}" if goal else reverse(name)
