"""Signing up without an account."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kexie.core import clock
from kexie.core.gate import PUBLIC
from kexie.core.refusals import Refusal
from kexie.core.web import page
from kexie.web.portal import queries
from kexie.work.signups import queries as signups
from kexie.work.signups import services
from kexie.work.signups.forms import SignupForm


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Ask who comes and sign them up; what they get is the page of their sign-up, whose address is theirs alone."""
    at = clock.now()
    row = queries.activity(public_id, on=clock.day(at))
    session = row and row.timetable.filter(number=number).first()
    admission = session and signups.admission_of(session)
    if not admission:
        raise Http404
    form = SignupForm(admission, request.POST or None, at=at)
    closed = signups.why_closed(admission, at=at)
    if request.method == "POST" and form.is_valid():
        try:
            done = services.sign_up(session=admission.session, actor=PUBLIC, at=at, **form.said())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("signups:link", signups.token_of(done))
    context = {"row": row, "session": session, "admission": admission, "form": form, "closed": closed}
    return page(request, "portal/sign_up.html", context, status=422 if form.errors else 200)
