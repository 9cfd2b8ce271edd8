"""What stands between signing in and the pages: sessions that last while someone works, and what must be done first."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.middleware import get_user
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse

from kexie.core import clock
from kexie.network.access import queries

SLIDE = 60  # seconds: a session's end moves at most once in so long, so that reading costs no write a request
SEEN = "seen"
FACTOR = "has_factor"
ALWAYS_OPEN = {"access:logout", "access:login", "access:code", "access:healthy", "core:print_size"}
FOR_PASSWORD = ALWAYS_OPEN | {"access:change_password"}
FOR_FACTOR = FOR_PASSWORD | {"access:begin_second_factor", "access:confirm_second_factor"}


class SignedInMiddleware:
    """Keep a working session alive, end an idle one, and send people to what they have to do before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.user = get_user(request)  # the person, not a promise of one: actors are asked for their type
        if request.user.is_authenticated:
            now = int(clock.now().timestamp())
            if now - request.session.get(SEEN, 0) >= SLIDE:
                request.session[SEEN] = now
            if (goal := _first(request)) and goal != request.path:
                return redirect(f"{goal}?{urlencode({'next': request.get_full_path()})}")
        return self.get_response(request)


def _first(request: HttpRequest) -> str:
    """Return the page this person has to pass before the one asked for, "" when they may go on."""
    user = request.user
    if user.must_change_password:
        return "" if _name(request) in FOR_PASSWORD else reverse("access:change_password")
    if not (settings.SECOND_FACTOR_REQUIRED or user.needs_second_factor) or request.session.get(FACTOR):
        return ""
    if queries.must_enrol(user):
        return "" if _name(request) in FOR_FACTOR else reverse("access:confirm_second_factor")
    request.session[FACTOR] = True  # its removal ends the session
    return ""


def _name(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""
