"""The statistics page of a campaign."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from kexie.core import web
from kexie.work.activities import queries
from kexie.work.activities.models import Brand, Campaign

LINES = 50


@require_safe
def statistics(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a campaign came to: figures, and what they split into."""
    rows = Campaign.objects.visible_to(request.user).select_related("organisation")
    campaign = get_object_or_404(rows, pk=pk)
    found = queries.statistics(campaign, request.user)
    return web.page(request, "activities/statistics.html", {"row": campaign, "statistics": found})


@require_safe
def brand_figure(request: HttpRequest, pk: int, year: int, name: str) -> HttpResponse:
    """Show one figure of a brand in a year, with the records behind it."""
    brand = get_object_or_404(Brand.objects.visible_to(request.user), pk=pk)
    found = queries.brand_figure(brand, year, name, request.user)
    if found is None:
        raise Http404
    figure, drill = found
    lines = Paginator(drill, LINES).get_page(request.GET.get("page"))
    context = {"row": brand, "year": year, "figure": figure, "lines": lines}
    return web.page(request, "activities/brand_figure.html", context)
