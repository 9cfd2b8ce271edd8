"""Signing up without an account."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kexie.core import clock, web
from kexie.core.forms import shown_in
from kexie.core.gate import PUBLIC
from kexie.work.signups import queries, services
from kexie.work.signups.forms import SignupForm


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Ask who comes and sign them up; what they get is the page of their sign-up, whose address is theirs alone."""
    at = clock.now()
    admission = queries.public_admission(public_id, number, on=clock.day(at))
    if admission is None:
        raise Http404
    session = admission.session
    form = SignupForm(admission, request.POST if request.method == "POST" else None, at=at)
    if form.is_bound and form.is_valid():
        with shown_in(form):
            done = services.sign_up(session=admission.session, actor=PUBLIC, at=at, **form.said())
            return redirect("signups:link", queries.token_of(done))
    closed = queries.why_closed(admission, at=at)
    context = {"activity": session.activity, "session": session, "admission": admission, "form": form, "closed": closed}
    return web.page(request, "signups/sign_up.html", context, status=422 if form.errors else 200)
