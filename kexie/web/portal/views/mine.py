"""One's own page: what somebody who reads a telephone's or mailbox's messages signed up for, served and was given."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kexie.core import clock
from kexie.core.gate import SYSTEM
from kexie.core.refusals import Refusal
from kexie.core.web import page
from kexie.network.organisations.models import Organisation
from kexie.office.notices import services as notices
from kexie.web.portal import queries, visitors
from kexie.web.portal.forms import CodeForm, ContactForm, WhoForm

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


def _own(request: HttpRequest, contact: str) -> HttpResponse:
    """Show the rows of the person whose contact it is; a telephone shared by several asks whose (H13)."""
    found = [*queries.people(contact)]
    names = {person.name for person in found}
    form = WhoForm(request.POST if request.method == "POST" else None)
    if len(names) > 1:
        name = form.cleaned_data["name"] if form.is_bound and form.is_valid() else visitors.name(request)
        if name not in names:
            if form.is_bound and not form.errors:
                form.add_error("name", _("这个号码下没有这个姓名的记录，请写报名时用的姓名。"))
            return page(request, "portal/who.html", {"form": form}, status=422 if form.errors else 200)
        visitors.call(request, name)
        found = [person for person in found if person.name == name]
    return page(request, "portal/mine.html", queries.own(found, at=clock.now()))
