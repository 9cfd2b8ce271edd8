"""What every request to the interface passes, before anything of it is read."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from .errors import problem, shaped

ROOT = "/api/"


class ApiMiddleware:
    """Refuse bodies that are too large unread, give every answer the one shape of errors, and let none be stored."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(ROOT):
            return self.get_response(request)
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > settings.API_BODY_LIMIT:
            response = problem(413)
        elif "\x00" in request.path_info:
            response = problem(400)
        else:
            response = shaped(self.get_response(request))
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        return response
