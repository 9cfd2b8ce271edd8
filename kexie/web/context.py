"""What every page's frame needs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from kexie.core.views import PRINT_COOKIE
from kexie.office.notices import queries as notices

from . import navigation, scope


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's context. Nothing here asks the database unless a template shows it."""
    actor = getattr(request, "user", None)
    is_known = getattr(actor, "is_authenticated", False)
    places = SimpleLazyObject(lambda: navigation.places(actor, request.path))
    return {
        "wings": SimpleLazyObject(lambda: render_to_string("core/wings.html", {"navigation": places})),
        "bottom": SimpleLazyObject(lambda: [e for wing in places for e in wing["entries"] if e.is_at_foot]),
        "bell": SimpleLazyObject(lambda: notices.unread_count(actor)) if is_known else 0,
        "large_print": request.COOKIES.get(PRINT_COOKIE) == "large",
        "print_url": reverse("core:print_size"),
        "scope_url": reverse("web:scope") if is_known else "",
        "scope_name": scope.name(request) if is_known else "",
        "search_url": reverse("web:search"),
        "portal_url": reverse("portal:find"),
        "open_name": _("科普活动"),
        "open_places": navigation.OPEN_PLACES,
        "login_url": reverse("access:login"),
        "home_url": navigation.url_of("web:home"),
        "record_url": navigation.url_of("activities:record"),
        "account_url": reverse("access:account") if is_known else "",
        "logout_url": reverse("access:logout") if is_known else "",
        "import_url": navigation.url_of("imports:start"),
    }
