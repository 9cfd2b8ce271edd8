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
from kexie.core.gate import SYSTEM
from kexie.core.refusals import Refusal
from kexie.core.web import page
from kexie.network.organisations.models import Organisation
from kexie.network.people.models import Person
from kexie.office.notices import services as notices
from kexie.web.portal import queries, visitors
from kexie.web.portal.forms import CodeForm, ContactForm, MistakenForm, WhoForm
from kexie.work.hours import services as hours
from kexie.work.hours.models import Correction

PURPOSE = "mine"


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """Show what is one's own, or ask for a telephone or mailbox to send a code to."""
    if (contact := visitors.contact(request)) is not None:
        return _own(request, contact)
    form = ContactForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        contact = form.cleaned_data["contact"]
        try:
            notices.challenge(
                organisation=Organisation.objects.filter(parent=None).order_by("pk")[0], contact=contact,
                purpose=PURPOSE, asked_from=request.META.get("REMOTE_ADDR", ""),
                is_known=queries.people(contact).exists(), actor=SYSTEM, at=clock.now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            visitors.ask(request, contact)
            return redirect("portal:prove")
    return page(request, "portal/contact.html", {"form": form}, status=422 if form.errors else 200)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    """Ask for the code that was sent."""
    contact = visitors.asked(request)
    if contact is None:
        return redirect("portal:mine")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            notices.prove(contact=contact, purpose=PURPOSE, code=form.cleaned_data["code"], at=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            visitors.let_in(request, contact)
            return redirect("portal:mine")
    return page(request, "portal/prove.html", {"form": form}, status=422 if form.errors else 200)


@login_not_required
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget who was here."""
    visitors.leave(request)
    return redirect("portal:find")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask that one's own hours be put right; somebody of the team decides."""
    contact = visitors.contact(request)
    found = _whose(request, contact) if contact else None
    service = queries.service(found, pk) if found else None
    if service is None:
        raise Http404
    form = MistakenForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        asked = Correction(service=service, minutes=int(said["hours"] * 60), why=said["why"])
        try:
            hours.ask_correction(correction=asked, actor=SYSTEM, at=clock.now(), asked_by=service.volunteer.person.name)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("已提出，团队核对后会更正。"))
            return redirect("portal:mine")
    context = {"form": form, "service": service}
    return page(request, "portal/correct.html", context, status=422 if form.errors else 200)


def _own(request: HttpRequest, contact: str) -> HttpResponse:
    """Show the rows of the person whose contact it is, or ask who of those that share it (H13)."""
    form = WhoForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        visitors.call(request, form.cleaned_data["name"])
    found = _whose(request, contact)
    if found is None:
        if form.is_bound and not form.errors:
            form.add_error("name", _("这个号码下没有这个姓名的记录，请写报名时用的姓名。"))
        return page(request, "portal/who.html", {"form": form}, status=422 if form.errors else 200)
    return page(request, "portal/mine.html", queries.own(found, at=clock.now()))


def _whose(request: HttpRequest, contact: str) -> list[Person] | None:
    """Return the entries of whoever is here; None when several share the contact and none of them was named."""
    found = [*queries.people(contact)]
    if len({person.name for person in found}) <= 1:
        return found
    name = visitors.name(request)
    return [person for person in found if person.name == name] or None
