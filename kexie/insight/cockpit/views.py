"""The leader's page, and the boundaries it may be drawn on."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kexie.core import clock, gate
from kexie.core.forms import shown_in
from kexie.core.web import page
from kexie.network.organisations.models import Organisation
from kexie.office.metrics import queries as metrics

from . import queries, services
from .forms import OutlineForm
from .models import Outline

WAYS = ("tiles", "table", "map")


@require_safe
def cockpit(request: HttpRequest) -> HttpResponse:
    """Show how the association stands, on one page: for the desk, for a projector (`?big=1`), for paper."""
    body, today = _body(request), clock.today()
    outline = Outline.objects.visible_to(request.user).filter(organisation=body).first()
    lens = request.GET.get("lens", "")
    lens = lens if lens in queries.LENSES else next(iter(queries.LENSES))
    way = request.GET.get("way", "")
    way = way if way in WAYS and (way != "map" or outline) else ("map" if outline else "tiles")
    day = _day(request, body, today)
    towns = queries.towns(request.user, body, today, day)
    context = {
        "body": body,
        "today": today,
        "before": day.year - 1,
        "after": day.year + 1 if day.year < today.year else None,
        "picture": queries.picture(request.user, body, today, day),
        "towns": towns,
        "lenses": queries.LENSES.items(),
        "lens": lens,
        "lens_title": queries.LENSES[lens],
        "way": way,
        "drawn": _drawn(outline, towns, lens) if outline and way == "map" else None,
        "outline": outline,
        "is_big": request.GET.get("big") == "1",
        "may_load": gate.allows(request.user, "edit", outline or Outline(organisation=body)),
    }
    return page(request, "cockpit/big.html" if context["is_big"] else "cockpit/cockpit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def load_outline(request: HttpRequest) -> HttpResponse:
    """Ask for a file of boundaries, and keep it."""
    body = _body(request)
    outline = Outline.objects.visible_to(request.user).filter(organisation=body).first()
    gate.require(request.user, "edit", outline or Outline(organisation=body))
    form = OutlineForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        with shown_in(form):
            kept = services.load_outline(organisation=body, name=file.name, content=file.read(), actor=request.user)
            own = queries.divisions_below(body)
            known = sum(shape["code"] in own for shape in kept.shapes)
            facts = {"n": len(kept.shapes), "known": known}
            messages.success(request, _("已装入 %(n)d 个图形，%(known)d 个对得上下级单位。") % facts)
            return redirect("cockpit:cockpit")
    context = {"form": form, "body": body, "outline": outline}
    return page(request, "cockpit/outline.html", context, status=422 if form.errors else 200)


@require_POST
def remove_outline(request: HttpRequest) -> HttpResponse:
    """Take the boundaries away."""
    outline = Outline.objects.visible_to(request.user).filter(organisation=_body(request)).first()
    if outline is None:
        raise Http404
    services.remove_outline(outline=outline, actor=request.user)
    messages.success(request, _("边界图已去掉，改用方格。"))
    return redirect("cockpit:cockpit")


def _drawn(outline: Outline, towns: list[Any], lens: str) -> dict[str, Any]:
    """Return the shapes with the towns that stand on them, and the towns that have no shape."""
    by_code = {town.body.division_id: town for town in towns if town.body.division_id}
    shapes = [
        {**shape, "below": shape["y"] + 26, "town": town, "tone": town.tone.get(lens, "none") if town else "none",
         "said": town.said.get(lens, "") if town else "", "url": town.url.get(lens, "") if town else ""}
        for shape in outline.shapes
        for town in [by_code.get(shape["code"])]
    ]  # fmt: skip
    shown = {shape["code"] for shape in outline.shapes}
    return {"shapes": shapes, "height": outline.height, "rest": [t for t in towns if t.body.division_id not in shown]}


def _day(request: HttpRequest, body: Organisation, today: date) -> date:
    """Return up to which day work is counted: today, or the end of the year asked for, or of the last with any work."""
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 and 1950 <= int(asked) <= today.year else 0
    year = year or metrics.latest_year(organisation=body, actor=request.user, today=today)
    return today if year >= today.year else date(year, 12, 31)


def _body(request: HttpRequest) -> Organisation:
    """Return the body chosen at the top of the page, else the topmost within reach."""
    bodies = Organisation.objects.visible_to(request.user).active()
    chosen = request.session.get("scope", {}).get("pk")
    found = bodies.filter(pk=chosen).first() if chosen else None
    found = found or bodies.order_by("path").first()
    if found is None:
        raise Http404
    return found
