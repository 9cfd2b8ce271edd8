"""Pages of the design system itself."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from .web import back_to, came_from

PRINT_COOKIE = "print"
A_YEAR = 365 * 24 * 3600


@login_not_required
@require_POST
def print_size(request: HttpRequest) -> HttpResponse:
    """Remember on this device whether print is large."""
    response = redirect(back_to(request, came_from(request) or "/"))
    if request.POST.get("size") == "large":
        response.set_cookie(PRINT_COOKIE, "large", max_age=A_YEAR, samesite="Lax", httponly=True)
    else:
        response.delete_cookie(PRINT_COOKIE, samesite="Lax")
    return response
