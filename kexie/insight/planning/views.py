"""A plan's page, the comparison, and what is set going from them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kexie.core import clock, gate
from kexie.core.forms import shown_in
from kexie.core.web import page

from . import queries, services
from .desks import PeerDesk, PlanDesk, PopulationDesk, TargetDesk
from .forms import WorkForm
from .models import Plan, Target


@require_safe
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a plan: how its targets stand, its phases with their tasks, what is to be improved."""
    row = _plan(request, pk)
    context = {
        "overview": queries.overview(row, actor=request.user, today=clock.today()),
        "plan": row,
        "today": clock.today(),
        "may_edit": gate.allows(request.user, "edit", row),
        "plans_url": PlanDesk.url("list"),
        "edit_url": PlanDesk.url("update", pk),
        "target_url": f"{TargetDesk.url('create')}?plan={pk}",
        "targets_url": f"{TargetDesk.url('list')}?plan={pk}",
    }
    return page(request, "planning/plan.html", context)


@require_safe
def benchmark(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a plan's figures beside its peers': what they rest on first."""
    row = _plan(request, pk)
    context = {
        "plan": row,
        "found": queries.benchmark(row, actor=request.user, today=clock.today()),
        "may_edit": gate.allows(request.user, "edit", row),
        "peer_url": f"{PeerDesk.url('create')}?plan={pk}",
        "peers_url": f"{PeerDesk.url('list')}?plan={pk}",
        "population_url": f"{PopulationDesk.url('create')}?organisation={row.organisation_id}",
        "plans_url": PlanDesk.url("list"),
    }
    return page(request, "planning/benchmark.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_task(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a task of a plan, and assign it."""
    row = _plan(request, pk)
    gate.require(request.user, "edit", row)
    return _work(request, row, _("交办计划任务"), lambda said: services.add_task(plan=row, actor=request.user, **said))


@require_http_methods(["GET", "HEAD", "POST"])
def add_measure(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for an improvement measure, and assign it."""
    rows = Target.objects.visible_to(request.user).select_related("plan__organisation__parent")
    target = get_object_or_404(rows, pk=pk)
    gate.require(request.user, "edit", target)
    title = _("“%s”的改进措施") % target
    return _work(
        request, target.plan, title, lambda said: services.add_measure(target=target, actor=request.user, **said)
    )


@require_POST
def self_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the self-check report, and open it."""
    report = services.self_check(plan=_plan(request, pk), actor=request.user)
    return redirect("reports:report_detail", report.pk)


def _work(request: HttpRequest, row: Plan, title: str, assign: Any) -> HttpResponse:
    form = WorkForm(request.POST if request.method == "POST" else None, plan=row, actor=request.user)
    if request.method == "POST" and form.is_valid():
        with shown_in(form):
            task = assign(form.cleaned_data)
            messages.success(request, _("已交办：%s。") % task)
            return redirect("planning:plan_detail", row.pk)
    context = {"form": form, "plan": row, "title": title, "plans_url": PlanDesk.url("list")}
    return page(request, "planning/work.html", context, status=422 if form.errors else 200)


def _plan(request: HttpRequest, pk: int) -> Plan:
    return get_object_or_404(Plan.objects.visible_to(request.user).select_related("organisation__parent"), pk=pk)
