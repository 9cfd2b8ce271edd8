"""What every request passes: refusals in the asker's language, a request number, headers that keep data private."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import get_resolver
from django.utils.translation import gettext as _

from .audit import trail
from .refusals import NotAllowed, NotFound, Refusal
from .web import came_from, page, wants_json, wants_part

PERMISSIONS = "camera=(self), geolocation=(), microphone=(), payment=(), usb=()"


class RefusalMiddleware:
    """Show every uncaught Refusal as JSON, toast or page; keep what was not allowed in the trail.

    What is hidden and what does not exist are answered by one and the same page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.number = uuid.uuid4().hex[:12]
        response = self.get_response(request)
        response["X-Request-ID"] = request.number
        response["Permissions-Policy"] = PERMISSIONS
        if (
            not response.has_header("Cache-Control")
            and getattr(request, "user", None)
            and request.user.is_authenticated
        ):
            response["Cache-Control"] = "no-store"
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a Refusal; anything else is a bug and goes on."""
        if isinstance(error, Http404):
            error = NotFound()
        if not isinstance(error, Refusal):
            return None
        if isinstance(error, NotAllowed):
            action = error.facts.get("action", "")
            trail.write_event(actor=request.user, did="refused", about=request.path, note=str(error), action=action)
        if wants_json(request):
            body = {"code": error.code, "message": str(error), **error.facts}
            return JsonResponse(body, status=error.status, json_dumps_params={"ensure_ascii": False, "default": str})
        if wants_part(request):
            return toast(request, str(error), status=error.status)
        if isinstance(error, NotFound):
            return get_resolver().resolve_error_handler(404)(request, exception=Http404())
        context = {"refusal": error, "back": came_from(request)}
        return page(request, "core/refusal.html", context, status=error.status)


def toast(request: HttpRequest, message: str, *, status: int, kind: str = "bad") -> HttpResponse:
    """Answer htmx with a message that joins the toasts, wherever the request was aimed at."""
    response = page(request, "core/toast.html", {"message": message, "kind": kind}, status=status)
    response["HX-Retarget"] = "#toasts"
    response["HX-Reswap"] = "beforeend"
    return response


def not_ours(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form was not sent from this site (CSRF): Django's CSRF_FAILURE_VIEW."""
    if wants_json(request):
        return JsonResponse({"code": "csrf", "message": _("这个请求不是从本系统的页面发出的。")}, status=403)
    return page(request, "core/csrf.html", {"back": came_from(request)}, status=403)
