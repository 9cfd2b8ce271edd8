"""The statistics page of a campaign."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from kexie.core import web
from kexie.work.activities import queries
from kexie.work.activities.models import Campaign


@require_safe
def statistics(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a campaign came to: figures, and what they split into."""
    rows = Campaign.objects.visible_to(request.user).select_related("organisation")
    campaign = get_object_or_404(rows, pk=pk)
    found = queries.statistics(campaign, request.user)
    return web.page(request, "activities/statistics.html", {"row": campaign, "statistics": found})
