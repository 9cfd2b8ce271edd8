"""Where staff work on one session's sign-ups: how it stands, its settings and room, and the desk where people come."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kexie.core import clock, gate, web
from kexie.core.forms import RecordForm, shown_in
from kexie.work.activities.models import Session
from kexie.work.signups import queries, services
from kexie.work.signups.forms import AdmissionForm, QuotaForm, SignupForm
from kexie.work.signups.models import Admission, Quota
from kexie.work.signups.queries.room import quotas_of


@require_safe
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how a session's sign-ups stand: room, groups, who is too many, who waits and for what."""
    found, at = _session(request, pk), clock.now()
    standing = queries.standing(found, at=at)
    closed = queries.why_closed(standing.admission, at=at) if standing.admission else ""
    context = {
        "session": found, "activity": found.activity, "standing": standing, "closed": closed,
        "may_edit": gate.allows(request.user, "edit", found),
        "feedback": queries.summary(found) if standing.admission and standing.admission.feedback_id else None,
        "sessions": found.activity.timetable.visible_to(request.user),
    }  # fmt: skip
    return web.page(request, "signups/session.html", context)


def admission(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask how one signs up for a session."""
    found = _session(request, pk)
    row = queries.admission_of(found) or Admission(session=found, places=found.capacity)
    gate.require(request.user, "edit", row)
    form = AdmissionForm(request.POST or None, instance=row, actor=request.user)
    if form.is_bound and form.is_valid():
        with shown_in(form):
            kept = services.keep_admission(admission=form.save(commit=False), actor=request.user, at=clock.now())
            if over := queries.over_booked(found, rooms=[kept]):
                said = {"n": kept.over, "names": "、".join(signup.person.name for signup in over[0][1])}
                messages.warning(
                    request, _("名额比已占的少：超出 %(n)d 人，没有取消任何人。最后报名的是 %(names)s。") % said
                )
            messages.success(request, _("报名设置已保存。"))
            return redirect("signups:session", found.pk)
    return _form(request, form, found, _("报名设置"))


@require_safe
def quotas(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the room beside the session's own."""
    found = _session(request, pk)
    context = {
        "session": found, "activity": found.activity, "quotas": quotas_of(found),
        "may_edit": gate.allows(request.user, "edit", found),
        "form": QuotaForm(instance=Quota(activity=found.activity, session=found), actor=request.user),
    }  # fmt: skip
    return web.page(request, "signups/quotas.html", context)


@require_POST
def add_quota(request: HttpRequest, pk: int) -> HttpResponse:
    """Add room of a group, or of the whole activity."""
    found = _session(request, pk)
    row = Quota(activity=found.activity)
    gate.require(request.user, "edit", row)
    form = QuotaForm(request.POST, instance=row, actor=request.user)
    if form.is_valid():
        with shown_in(form):
            services.keep_quota(quota=form.save(commit=False), actor=request.user, at=clock.now())
            messages.success(request, _("名额已设好。"))
            return redirect("signups:quotas", found.pk)
    context = {"session": found, "activity": found.activity, "quotas": quotas_of(found), "form": form, "may_edit": True}
    return web.page(request, "signups/quotas.html", context, status=422)


@require_POST
def change_quota(request: HttpRequest, pk: int) -> HttpResponse:
    """Change how much room there is."""
    row = get_object_or_404(Quota.objects.visible_to(request.user), pk=pk)
    gate.require(request.user, "edit", row)
    given = request.POST.get("places", "").strip()
    if given and not (given.isascii() and given.isdigit() and len(given) < 8):
        messages.error(request, _("名额请填整数，例如 30；不填为不限。"))
    else:
        row.places = int(given) if given else None
        services.keep_quota(quota=row, actor=request.user, at=clock.now())
        row.refresh_from_db()
        said = {"what": row, "over": row.over}
        messages.success(
            request, _("“%(what)s”超出 %(over)d 人，没有取消任何人。") % said if row.over else _("名额已改好。")
        )
    return redirect(_back(request, row))


@require_POST
def remove_quota(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a quota away."""
    row = get_object_or_404(Quota.objects.visible_to(request.user), pk=pk)
    back = _back(request, row)
    services.remove_quota(quota=row, actor=request.user, at=clock.now())
    messages.success(request, _("已删去这一项名额，报名不受影响。"))
    return redirect(back)


def desk_signup(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign somebody up who stands at the desk or is on the telephone."""
    found, at = _session(request, pk), clock.now()
    row = queries.admission_of(found)
    if row is None:
        gate.require(request.user, "edit", found)
        return redirect("signups:admission", found.pk)
    gate.require(request.user, "sign_up", row)
    form = SignupForm(row, request.POST or None, at=at)
    if form.is_bound and form.is_valid():
        with shown_in(form):
            done = services.sign_up(session=found, actor=request.user, at=at, **form.said())
            said = {"name": done.person.name, "state": done.get_state_display()}
            messages.success(request, _("%(name)s：%(state)s。") % said)
            return redirect("signups:desk_signup", found.pk)
    context = {"form": form, "session": found, "activity": found.activity, "closed": queries.why_closed(row, at=at)}
    return web.page(request, "signups/desk_signup.html", context, status=422 if form.errors else 200)


def _session(request: HttpRequest, pk: int) -> Session:
    rows = Session.objects.visible_to(request.user).select_related("activity__organisation")
    return get_object_or_404(rows, pk=pk)


def _back(request: HttpRequest, row: Quota) -> str:
    first = row.session or row.activity.timetable.first()
    if first is None:
        raise Http404
    return web.back_to(request, reverse("signups:quotas", args=[first.pk]))


def _form(request: HttpRequest, form: RecordForm, found: Session, heading: str) -> HttpResponse:
    context = {"form": form, "session": found, "activity": found.activity, "heading": heading}
    return web.page(request, "signups/form.html", context, status=422 if form.errors else 200)
