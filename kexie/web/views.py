"""Home, search, and whose data one is looking at."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from kexie.core import clock
from kexie.core.lists.search import found_by
from kexie.core.web import back_to, page
from kexie.network.organisations.models import Organisation

from . import queries, scope

MOST_CHOICES = 60


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Answer in one screen: what to do, how the year stands, which figures are doubtful, what changed."""
    today, here = clock.today(), scope.current(request)
    context = {"today": today, "here": here, "hour": clock.now().astimezone(clock.ZONE).hour}
    if here is not None:
        if not scope.name(request):
            scope.choose(request, here)
        asked = request.GET.get("year", "")
        year = int(asked) if asked.isdecimal() and len(asked) == 4 else None
        year = year or queries.latest_year(request.user, here, today)
        context |= {"year": year, "headlines": queries.headlines(request.user, here, year)}
        context |= queries.standing(request.user, here, today)
    return page(request, "web/home.html", context)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Look through everything one may see."""
    words = request.GET.get("q", "").strip()[:100]
    blocks = queries.found(request.user, words, clock.today()) if words else []
    return page(request, "web/search.html", {"searched": words, "blocks": blocks})


@require_http_methods(["GET", "HEAD", "POST"])
def choose_scope(request: HttpRequest) -> HttpResponse:
    """Choose whose data to look at."""
    bodies = Organisation.objects.visible_to(request.user).active()
    if request.method == "POST":
        asked = request.POST.get("organisation", "")
        body = bodies.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 19 else None
        if body is None:
            raise Http404
        scope.choose(request, body)
        return redirect(back_to(request, "/"))
    words = request.GET.get("q", "").strip()[:100]
    rows = bodies.filter(found_by(Organisation, ["name"], words)) if words else bodies
    rows = [*rows.order_by("path")[: MOST_CHOICES + 1]]
    context = {
        "searched_body": words,
        "bodies": rows[:MOST_CHOICES],
        "more": len(rows) > MOST_CHOICES,
        "next": back_to(request, "/"),
    }
    return page(request, "web/scope.html", context)
