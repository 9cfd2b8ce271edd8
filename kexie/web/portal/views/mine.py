"""One's own page: what somebody who reads a telephone's or mailbox's messages signed up for, served and was given."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kexie.core import clock
from kexie.core.forms import shown_in
from kexie.core.gate import SYSTEM
from kexie.core.web import page, told_on
from kexie.network.people.models import Person
from kexie.web.portal import queries, visitors
from kexie.web.portal.forms import MistakenForm, WhoForm
from kexie.work.hours import services as hours
from kexie.work.hours.models import Correction
from kexie.work.volunteering import services as volunteering

from . import identity


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """Show what is one's own, or ask for a telephone or mailbox to send a code to."""
    if (contact := visitors.contact(request)) is not None:
        return _own(request, contact)
    if request.method != "POST":
        visitors.take_wanted(request)
    return identity.contact(request)


@login_not_required
@require_POST
def leave_shift(request: HttpRequest, pk: int) -> HttpResponse:
    """Step back from a shift one applied for or is in."""
    row = queries.assignment(_found(request), pk)
    if row is None:
        raise Http404
    with told_on(request):
        volunteering.step_back(assignment=row, actor=SYSTEM, at=clock.now(), note=_("本人退出"))
        messages.success(request, _("已退出“%s”。") % row.shift)
    return redirect("portal:mine")


@login_not_required
@require_POST
def withdraw_application(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back one's application to be registered; what was said in it is erased."""
    contact = visitors.contact(request)
    row = queries.applications(contact).filter(pk=pk).first() if contact else None
    if row is None:
        raise Http404
    volunteering.withdraw_application(application=row, actor=SYSTEM)
    messages.success(request, _("申请已撤回，填报的信息已删除。"))
    return redirect("portal:mine")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask that one's own hours be put right; somebody of the team decides."""
    service = queries.service(_found(request), pk)
    if service is None:
        raise Http404
    form = MistakenForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        asked = Correction(service=service, minutes=int(said["hours"] * 60), why=said["why"])
        with shown_in(form):
            hours.ask_correction(correction=asked, actor=SYSTEM, at=clock.now(), asked_by=service.volunteer.person.name)
            messages.success(request, _("已提出，团队核对后会更正。"))
            return redirect("portal:mine")
    context = {"form": form, "service": service}
    return page(request, "portal/correct.html", context, status=422 if form.errors else 200)


def _own(request: HttpRequest, contact: str) -> HttpResponse:
    """Show the rows of the person whose contact it is, or ask who of those that share it (H13)."""
    form = WhoForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        visitors.call(request, form.cleaned_data["name"])
    found = whose(request, contact)
    if found is not None and form.is_bound and (wanted := visitors.take_wanted(request)):
        return redirect(wanted)
    if found is None:
        if form.is_bound and not form.errors:
            form.add_error("name", _("这个号码下没有这个姓名的记录，请写报名时用的姓名。"))
        return page(request, "portal/who.html", {"form": form}, status=422 if form.errors else 200)
    context = queries.own(found, at=clock.now()) | {"applications": queries.applications(contact)}
    return page(request, "portal/mine.html", context)


def _found(request: HttpRequest) -> list[Person]:
    """Return the entries of whoever is here, none when nobody is, or several share the contact."""
    contact = visitors.contact(request)
    return (whose(request, contact) if contact else None) or []


def whose(request: HttpRequest, contact: str) -> list[Person] | None:
    """Return the entries of whoever is here; None when several share the contact and none of them was named."""
    found = [*queries.people(contact)]
    if len({person.name for person in found}) <= 1:
        return found
    name = visitors.name(request)
    return [person for person in found if person.name == name] or None
