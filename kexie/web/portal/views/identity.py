"""A code shows that a telephone or mailbox is somebody's; what they wanted to do goes on from there."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kexie.core import clock
from kexie.core.forms import shown_in
from kexie.core.gate import SYSTEM
from kexie.core.web import page
from kexie.network.organisations.models import Organisation
from kexie.office.notices import services as notices
from kexie.web.portal import queries, visitors
from kexie.web.portal.forms import CodeForm, ContactForm


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """Ask for a telephone or mailbox, and send it a code.

    For one's own page only contacts that are kept get one; somebody new is sent one where they want to register.
    """
    wanted = visitors.wanted(request)
    form = ContactForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        contact = form.cleaned_data["contact"]
        with shown_in(form):
            notices.challenge(
                organisation=Organisation.objects.filter(parent=None).order_by("pk")[0], contact=contact,
                purpose=visitors.PURPOSE, asked_from=request.META.get("REMOTE_ADDR", ""),
                is_known=bool(wanted) or queries.people(contact).exists(), actor=SYSTEM, at=clock.now(),
            )  # fmt: skip
            visitors.ask(request, contact)
            return redirect("portal:prove")
    context = {"form": form, "is_new": bool(wanted)}
    return page(request, "portal/contact.html", context, status=422 if form.errors else 200)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    """Ask for the code that was sent, and go on to what was wanted, else to one's own page."""
    contact = visitors.asked(request)
    if contact is None:
        return redirect("portal:mine")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        with shown_in(form):
            notices.prove(
                contact=contact, purpose=visitors.PURPOSE, code=form.cleaned_data["code"], at=clock.now()
            )  # fmt: skip
            visitors.let_in(request, contact)
            return redirect(visitors.take_wanted(request) or "portal:mine")
    context = {"form": form, "is_new": bool(visitors.wanted(request))}
    return page(request, "portal/prove.html", context, status=422 if form.errors else 200)


@login_not_required
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget who was here."""
    visitors.leave(request)
    return redirect("portal:find")
