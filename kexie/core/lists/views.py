"""Saved views: keep, forget."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kexie.core.web import back_to

from . import services
from .models import SavedView


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    place, query = request.POST.get("place", ""), request.POST.get("query", "")
    if not place.startswith("/") or not url_has_allowed_host_and_scheme(place, None):
        place = "/"
    view = services.keep_view(actor=request.user, place=place, name=request.POST.get("name", ""), query=query)
    messages.success(request, _("已存为常用视图“%s”。") % view)
    return redirect(f"{place}?{query}")


@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    view = get_object_or_404(SavedView.objects.visible_to(request.user), pk=pk)
    services.forget_view(actor=request.user, view=view)
    messages.success(request, _("已删去常用视图“%s”。") % view)
    return redirect(back_to(request, view.place))
