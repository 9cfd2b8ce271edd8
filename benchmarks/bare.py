"""The reference pages: what somebody would write by hand in plain Django over the same table."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import path

from kexie.work.activities.models import Activity

TEMPLATE = Engine().from_string(
    "<table>{% for a in page %}<tr><td><a href='{{ a.pk }}/'>{{ a.name }}</a></td>"
    "<td>{{ a.starts_on|date:'Y-m-d' }}</td><td>{{ a.organisation.name }}</td><td>{{ a.form }}</td>"
    "<td>{{ a.participations }}</td></tr>{% endfor %}</table>"
)
FILTERS = {
    "list": {"form": "讲座", "starts_on__range": ("2013-01-01", "2013-12-31")},
    "search": {"name__contains": "讲座活动（5"},
    "page": {},
}


def page(request: HttpRequest, what: str) -> HttpResponse:
    """Answer one page of 50; `tuned` walks the keys alone and counts nothing."""
    assert request.user.is_authenticated
    rows = Activity.objects.order_by("-starts_on", "-id")
    rows = rows.filter(pk=request.GET["pk"]) if what == "record" else rows.filter(**FILTERS[what])
    number = 1000 if what == "page" else 1
    if "tuned" in request.GET:
        keys = [*rows.values_list("pk", flat=True)[(number - 1) * 50 : number * 50]]
        found = Activity.objects.filter(pk__in=keys).order_by("-starts_on", "-id").select_related("organisation")
    else:
        found = Paginator(rows.select_related("organisation", "campaign"), 50).get_page(number)
    return HttpResponse(TEMPLATE.render(Context({"page": found})))


urlpatterns = [path("bare/<slug:what>/", page)]
