"""Pages where vitality is read: how many and why, one body, how it is worked out."""

from __future__ import annotations

from datetime import timedelta
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

from . import queries, rules, services
from .desks import doubts_said
from .forms import AssessForm, RectifyForm
from .models import Assessment, Round


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show how the bodies one looks after stand, and why: by cause, not by rank."""
    body = _chosen(request)
    rows = queries.current(request.user, body)
    made = Round.objects.visible_to(request.user).select_related("rule", "organisation").first()
    tops = [top for top in _tops(request) if gate.allows(request.user, "assess", Round(organisation=top))]
    context = {
        "body": body, "made": made, "found": queries.overview(rows), "tops": tops, "form": AssessForm(),
        "narrowed": f"organisation={body.pk}&" if body else "", "numbers": _numbers(made),
        "rectified": queries.to_put_right(request.user, body),
    }  # fmt: skip
    return page(request, "assessment/overview.html", context)


@require_POST
def assess(request: HttpRequest) -> HttpResponse:
    """Start assessing every body, and show how far it is."""
    form = AssessForm(request.POST)
    asked = request.POST.get("organisation", "")
    top = Organisation.objects.visible_to(request.user).filter(pk=asked if asked.isdecimal() else None).first()
    if top is None:
        raise Http404
    today = clock.today()
    on = (form.is_valid() and form.cleaned_data["on"]) or today
    if not form.is_valid() or on > today:
        messages.error(request, _("截至日期请填今天或以前的一天，例如 2013-05-12。"))
        return redirect("assessment:overview")
    job = services.start(organisation=top, today=on, actor=request.user)
    return redirect("jobs:job", job.pk)


@require_safe
def body(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is said of a body now; without an assessment, why there is none."""
    row = Organisation.objects.visible_to(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    said = queries.latest_of(row, request.user)
    if said is None:
        return page(request, "assessment/none.html", {"row": row})
    return page(request, "assessment/body.html", _of(request, said))


@require_safe
def assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was said of a body in one round."""
    return page(request, "assessment/body.html", _of(request, _said(request, pk)))


@require_http_methods(["GET", "HEAD", "POST"])
def rectify(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask who puts right what keeps a body down and by when, then assign it."""
    said = _said(request, pk)
    gate.require(request.user, "edit", said)
    today = clock.today()
    if request.method != "POST":
        steps = [step for reason in queries.reasons_of(said) for step, _url in reason.steps]
        detail = "\n".join(dict.fromkeys(steps))
        form = RectifyForm(initial={"due_on": today + timedelta(90), "detail": detail})
        return page(request, "assessment/rectify.html", {"form": form, "said": said})
    form = RectifyForm(request.POST)
    if form.is_valid():
        with shown_in(form):
            task = services.rectify(assessment=said, today=today, actor=request.user, **form.cleaned_data)
            messages.success(request, _("已交办：%s。办完上报，复核通过才销号。") % task)
            return redirect("assessment:body", said.organisation_id)
    return page(request, "assessment/rectify.html", {"form": form, "said": said}, status=422)


@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """Explain on one page how vitality is worked out, with the numbers of the version in force."""
    made = Round.objects.visible_to(request.user).select_related("rule").first()
    return page(request, "assessment/method.html", {"made": made, **queries.method_numbers(_numbers(made), made)})


def _numbers(made: Round | None) -> rules.Parameters:
    return made.rule.numbers if made else rules.Parameters()


def _said(request: HttpRequest, pk: int) -> Assessment:
    rows = Assessment.objects.visible_to(request.user).select_related("organisation", "round__rule")
    said = rows.filter(pk=pk).first()
    if said is None:
        raise Http404
    return said


def _of(request: HttpRequest, said: Assessment) -> dict[str, Any]:
    history = queries.history_of(said.organisation, request.user)
    may_act = gate.allows(request.user, "edit", said)
    return {
        "row": said.organisation,
        "said": said,
        "is_old": bool(history) and history[0].pk != said.pk,
        "history": history,
        "evidence": queries.evidence_of(said),
        "reasons": queries.reasons_of(said, may_act=may_act),
        "picture": queries.picture_of(said),
        "doubts": doubts_said(said),
        "doubted_url": queries.doubted_url(said),
        "rectifications": (tasks := queries.rectifications_of(said.organisation, request.user)),
        "may_rectify": bool(said.causes)
        and not any(not one.task.is_done or one.task.source_id == said.pk for one in tasks)
        and may_act,
    }


def _chosen(request: HttpRequest) -> Organisation | None:
    """Return the organisation the address names, else the one chosen at the top of the page; None: all in reach."""
    asked = request.GET.get("organisation", "")
    chosen = asked if asked.isdecimal() and len(asked) < 19 else request.session.get("scope", {}).get("pk")
    found = Organisation.objects.visible_to(request.user).filter(pk=chosen).first() if chosen else None
    if asked and found is None:
        raise Http404
    return found


def _tops(request: HttpRequest) -> Any:
    return Organisation.objects.visible_to(request.user).filter(parent=None, state="active").without_personal()
