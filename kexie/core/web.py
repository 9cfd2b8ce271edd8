"""Turns the house's words into HTTP, once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template.loader import select_template
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme

from .refusals import NotAllowed, Refusal


def page(
    request: HttpRequest, template: str | list[str], context: dict[str, Any], *, part: str = "", status: int = 200
) -> HttpResponse:
    """Render a whole page, or only its `part` when htmx asks for a fragment.

    The part of `activities/door.html` named `row` is the file `activities/door__row.html`, which the page includes
    too, so both always show the same. Of several templates the first that exists is taken.
    """
    names = [template] if isinstance(template, str) else template
    if part and wants_part(request):
        names = [f"{name.removesuffix('.html')}__{part}.html" for name in names]
    response = HttpResponse(select_template(names).render(context, request), status=status)
    if part:
        patch_vary_headers(response, ["HX-Request"])
    return response


def wants_part(request: HttpRequest) -> bool:
    """Test whether htmx asks for a fragment (and not to walk back in its history)."""
    asked = request.headers
    return asked.get("HX-Request") == "true" and asked.get("HX-History-Restore-Request") != "true"


def wants_json(request: HttpRequest) -> bool:
    """Test whether the asker wants JSON rather than a page."""
    accepted = request.headers.get("Accept", "")
    return "application/json" in accepted and "text/html" not in accepted


def back_to(request: HttpRequest, default: str) -> str:
    """Return where to go on to: `next` of the form or address if it leads within this site, else `default`."""
    asked = request.POST.get("next") or request.GET.get("next", "")
    inside = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if asked and inside else default


def came_from(request: HttpRequest) -> str:
    """Return the address within this site the asker came from, "" if unknown."""
    asked = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure()):
        return ""
    parts = urlsplit(asked)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


@contextmanager
def told_on(request: HttpRequest) -> Iterator[None]:
    """Tell on the page one comes to next why what is done inside was refused. What the gate refuses goes on upwards."""
    try:
        yield
    except NotAllowed:
        raise
    except Refusal as refusal:
        messages.error(request, str(refusal))
