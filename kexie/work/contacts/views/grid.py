"""The grid: made ready, what it lacks, splitting and merging."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kexie.core import clock, gate
from kexie.core.acts import ask, sent
from kexie.core.web import page, told_on
from kexie.work.contacts import queries, services
from kexie.work.contacts.desks import CellDesk
from kexie.work.contacts.forms import AllotForm, MergeForm, ReadyForm, SplitForm
from kexie.work.contacts.models import Cell

PER_PAGE = 50


@require_safe
def grid(request: HttpRequest) -> HttpResponse:
    """Show what the grid lacks: bodies and villages in no cell, cells nobody answers for, people out of reach."""
    gate.require(request.user, "view", Cell)
    today, actor = clock.today(), request.user
    lacks = queries.gaps_of_grid(actor, today)
    shown = {
        part: Paginator(rows, PER_PAGE).get_page(request.GET.get(part)) for part, rows in lacks.items()
    }  # fmt: skip
    may_edit = gate.allows(actor, "edit", Cell)
    placed, people = queries.covered_people(actor, today)
    cells = Cell.objects.visible_to(actor).filter(queries.running(today)).count()
    context = {
        "shown": shown, "may_edit": may_edit, "placed": placed, "people": people, "cells": cells,
        "form": AllotForm(actor=actor, initial={"on": today}) if may_edit and cells else None,
        "ready": ReadyForm(actor=actor, initial={"organisation": actor.organisation_id}) if may_edit else None,
    }  # fmt: skip
    return page(request, "contacts/grid.html", context)


@require_POST
def ready_cells(request: HttpRequest) -> HttpResponse:
    """Make the grid of an association from the divisions."""
    gate.require(request.user, "edit", Cell)
    form = ReadyForm(request.POST, actor=request.user)
    if form.is_valid():
        done = services.ready_cells(
            organisation=form.cleaned_data["organisation"], actor=request.user, on=clock.today()
        )
        told = {"cells": done.cells, "places": done.places}
        messages.success(request, _("新建网格 %(cells)d 个，划入村和组织 %(places)d 个；原来划好的不变。") % told)
    else:
        messages.error(request, _("请选择要生成网格的科协。"))
    return redirect("contacts:grid")


@require_POST
def allot(request: HttpRequest) -> HttpResponse:
    """Put the ticked bodies and villages into a cell."""
    gate.require(request.user, "edit", Cell)
    form = AllotForm(request.POST, actor=request.user)
    bodies = [key for key in request.POST.getlist("body") if key.isdecimal() and len(key) < 19]
    villages = request.POST.getlist("village")
    lacks = queries.gaps_of_grid(request.user, clock.today())
    places = [*lacks["bodies"].filter(pk__in=bodies), *lacks["villages"].filter(pk__in=villages)]
    if not places or not form.is_valid():
        messages.error(request, _("请先勾选村或组织，再选网格和日期。"))
        return redirect("contacts:grid")
    cell = form.cleaned_data["cell"]
    with told_on(request):
        done = services.allot(
            cell=cell, places=places, organisation=cell.organisation, actor=request.user, on=form.cleaned_data["on"]
        )
        messages.success(request, _("已把 %(n)d 个村、组织划入“%(cell)s”。") % {"n": done, "cell": cell})
    return redirect("contacts:grid")


@require_http_methods(["GET", "HEAD", "POST"])
def split_cell(request: HttpRequest, pk: int) -> HttpResponse:
    """Make several cells of one."""
    cell, today = _cell(request, pk), clock.today()
    places = queries.places_in(cell, today)
    start = {"on": today, **{f"place_{number}": 1 for number, _place in enumerate(places)}}
    start |= {"name_1": f"{cell}一", "name_2": f"{cell}二", "keeper_1": cell.keeper_id}
    form = SplitForm(sent(request), places=places, actor=request.user, initial=start)

    def do(said: dict[str, Any]) -> str:
        fresh = services.split_cell(cell=cell, parts=form.parts(), actor=request.user, on=said["on"])
        return _("从 %(on)s 起分成：%(names)s。") % {"on": said["on"], "names": "、".join(map(str, fresh))}

    return ask(request, CellDesk, cell, _("拆分网格"), form, do)


@require_http_methods(["GET", "HEAD", "POST"])
def merge_cells(request: HttpRequest, pk: int) -> HttpResponse:
    """Make one cell of several."""
    cell, today = _cell(request, pk), clock.today()
    start = {"on": today, "name": cell.name, "keeper": cell.keeper_id}
    form = MergeForm(sent(request), cell=cell, actor=request.user, initial=start)

    def do(said: dict[str, Any]) -> str:
        new = services.merge_cells(
            cells=[cell, *said["others"]], name=said["name"], keeper=said["keeper"], on=said["on"], actor=request.user
        )
        return _("从 %(on)s 起合并为“%(cell)s”。") % {"on": said["on"], "cell": new}

    return ask(request, CellDesk, cell, _("合并网格"), form, do)


def _cell(request: HttpRequest, pk: int) -> Cell:
    return get_object_or_404(CellDesk(request).rows(), pk=pk)
