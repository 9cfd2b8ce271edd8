"""Sessions in series, last year's plan again, and the closing page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kexie.core import clock, gate, web
from kexie.core.forms import shown_in
from kexie.work.activities import queries, services
from kexie.work.activities.forms import ClosingForm, SeriesForm
from kexie.work.activities.models import Activity, Campaign, Session


@require_http_methods(["GET", "POST"])
def add_sessions(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask when an activity takes place, once or every week, and add the sessions."""
    activity = _activity(request, pk)
    form = SeriesForm(request.POST if request.method == "POST" else None, initial=_usual(activity))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        how = {name: said[name] for name in ("begins", "ends", "name", "place", "online_url", "capacity")}
        with shown_in(form):
            made = services.add_sessions(activity=activity, days=form.days, actor=request.user, **how)
            messages.success(request, _("加了 %d 场。") % len(made))
            return redirect("activities:activity_detail", pk)
    status = 422 if form.errors else 200
    return web.page(request, "activities/add_sessions.html", {"form": form, "row": activity}, status=status)


@require_POST
def remove_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a session away that nobody signed up for."""
    rows = Session.objects.visible_to(request.user).select_related("activity__organisation")
    session = get_object_or_404(rows, pk=pk)
    services.remove_session(session=session, actor=request.user)
    messages.success(request, _("场次已删去。"))
    return redirect("activities:activity_detail", session.activity_id)


@require_POST
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan an activity again for its next year, and open the plan."""
    rows = Activity.objects.visible_to(request.user).select_related("organisation", "campaign__organisation")
    activity = get_object_or_404(rows, pk=pk)
    fresh = services.copy(activity=activity, actor=request.user, today=clock.today())
    messages.success(request, _("已复制成新的计划，日期移到了 %s，请核对。") % fresh.starts_on)
    return redirect("activities:activity_detail", fresh.pk)


@require_POST
def copy_campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan a campaign's next edition with its activities, and open it."""
    rows = Campaign.objects.visible_to(request.user).select_related("organisation")
    fresh, count = services.copy_campaign(
        campaign=get_object_or_404(rows, pk=pk), actor=request.user, today=clock.today()
    )
    messages.success(
        request, _("已复制成%(campaign)s，带 %(count)d 项活动计划。") % {"campaign": fresh, "count": count}
    )
    return redirect("activities:campaign_detail", fresh.pk)


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask what came of a published activity, and close it."""
    activity = _activity(request, pk)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ClosingForm(*sent, instance=activity, actor=request.user)
    if request.method == "POST" and form.is_valid():
        how = {"held": form.held, "pictures": form.cleaned_data["photos"]}
        with shown_in(form):
            services.close(activity=form.save(commit=False), actor=request.user, at=clock.now(), **how)
            messages.success(request, _("“%s”已结束，结果已计入台账。") % activity)
            return redirect("activities:activity_detail", pk)
    context = {"form": form, "row": activity, "door": queries.from_door(activity, request.user)}
    return web.page(request, "activities/close.html", context, status=422 if form.errors else 200)


def _activity(request: HttpRequest, pk: int) -> Activity:
    rows = Activity.objects.visible_to(request.user).select_related("organisation", "campaign")
    activity = get_object_or_404(rows, pk=pk)
    gate.require(request.user, "edit", activity)
    return activity


def _usual(activity: Activity) -> dict[str, object]:
    """Return what a session most likely says: a week after the last one, else the activity's own day and time."""
    last = activity.timetable.order_by("starts_at").last()
    if last is None:
        return {"on": activity.starts_on, "begins": activity.starts_time, "ends": activity.ends_time}
    starts, ends = last.starts_at.astimezone(clock.ZONE), last.ends_at.astimezone(clock.ZONE)
    said = {name: getattr(last, name) for name in ("place", "online_url", "capacity")}
    return {"begins": starts.time(), "ends": ends.time(), **said}
