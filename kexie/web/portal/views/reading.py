"""Finding an activity and reading of it, with a calendar for one's own; open to everyone and the same for everyone."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kexie.core import clock
from kexie.core.views import PRINT_COOKIE
from kexie.core.web import page
from kexie.web.portal import feeds, queries
from kexie.web.portal.forms import FindForm

FRESH = 5  # seconds a page everybody reads is kept: a place taken is a place less that soon
MOST_IN_CALENDAR = 500


def for_everyone(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Keep what the view answers for `FRESH` seconds: it may show nothing that depends on who asks."""

    @login_not_required
    @require_safe
    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = f"portal:{request.COOKIES.get(PRINT_COOKIE) == 'large'}:{request.build_absolute_uri()}"
        if len(key) > 400:
            raise Http404
        if (held := cache.get(key)) is None:
            response = view(request, *args, **kwargs)
            if response.status_code != 200:
                return response
            held = (response.content, response["Content-Type"])
            cache.set(key, held, FRESH)
        answer = HttpResponse(held[0], content_type=held[1])
        answer["Cache-Control"] = f"public, max-age={FRESH}"
        answer["Vary"] = "Cookie"
        return answer

    return kept


@for_everyone
def find(request: HttpRequest) -> HttpResponse:
    """List what is coming, the soonest first, narrowed by place, days, form, age and words."""
    form, rows = _asked(request)
    pages = Paginator(rows, queries.PER_PAGE).get_page(request.GET.get("page"))
    said = [name for name, value in request.GET.items() if value and name != "page"]
    context = {"form": form, "page": pages, "is_narrowed": bool(said), "is_filtered": any(n != "q" for n in said)}
    return page(request, "portal/find.html", context)


@for_everyone
def activity(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one activity with its sessions and the room they have left."""
    row = queries.activity(public_id, on=clock.today())
    if row is None:
        raise Http404
    context = {
        "row": row, "slots": queries.slots(row, at=clock.now()),
        "posts": queries.posts_of(row, on=clock.today()), "hosts": queries.hosts(row),
    }  # fmt: skip
    return page(request, "portal/activity.html", context)


@for_everyone
def campaign(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a campaign and the activities in it, what is coming before what is over."""
    today = clock.today()
    row = queries.campaign(public_id, on=today)
    if row is None:
        raise Http404
    rows = row.activities.public(on=today).select_related("organisation", "division")
    pages = Paginator(rows.order_by("starts_on", "pk"), queries.PER_PAGE).get_page(request.GET.get("page"))
    return page(request, "portal/campaign.html", {"row": row, "page": pages})


@for_everyone
def calendar(request: HttpRequest) -> HttpResponse:
    """Give what is coming as a calendar to subscribe to, narrowed as the list is."""
    _form, rows = _asked(request)
    return _calendar(request, [*rows[:MOST_IN_CALENDAR]])


@for_everyone
def activity_calendar(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give one activity's sessions for one's own calendar."""
    row = queries.activity(public_id, on=clock.today())
    if row is None:
        raise Http404
    return _calendar(request, [row])


def _asked(request: HttpRequest) -> tuple[FindForm, Any]:
    today = clock.today()
    places, kinds = queries.choices(on=today)
    form = FindForm(request.GET, places=places, kinds=kinds)
    # What cannot be read narrows nothing, and the form says so at its field.
    asked = {name: form.cleaned_data.get(name) if form.is_valid() or name in form.cleaned_data else None
             for name in form.fields}  # fmt: skip
    return form, queries.found({**asked, "q": asked["q"] or "", "when": asked["when"] or ""}, today=today)


def _calendar(request: HttpRequest, rows: list[Any]) -> HttpResponse:
    text = feeds.calendar(rows, address=lambda url: request.build_absolute_uri(url), at=clock.now())
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")
