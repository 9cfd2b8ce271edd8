"""Signing oneself in with the code on the screen: name and mobile, as they were signed up with."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kexie.core import clock, limits
from kexie.core.forms import shown_in
from kexie.core.web import page
from kexie.work.activities.models import Session
from kexie.work.attendance import queries, services
from kexie.work.attendance.forms import HereForm
from kexie.work.attendance.policies import Oneself

TRIES = {"most": 30, "seconds": 600}  # names tried with one session's codes from one address
SEEN = Signer(salt="attendance.here")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def here(request: HttpRequest, activity: str, ordinal: int, code: str) -> HttpResponse:
    """Ask for name and mobile, and sign that person in.

    When the code was opened is signed into the page: who loses the network afterwards is not taken for late.
    """
    now = clock.now()
    session = (
        Session.objects.select_related("activity").filter(activity__public_id=activity, number=ordinal)
        .exclude(state=Session.State.CANCELLED).first()
    )  # fmt: skip
    if session is None or queries.age_of(session, code, now) is None:
        raise Http404
    form = HereForm(request.POST or None)
    answer = signup = None
    if form.is_bound and form.is_valid():
        who = f"{session.pk}:{request.META.get('REMOTE_ADDR', '')}"
        limits.require("here", who, **TRIES)
        signup = queries.signed_up(session, form.cleaned_data["name"], form.cleaned_data["phone"])
        if signup is None:
            limits.spend("here", who, seconds=TRIES["seconds"])
            form.say_unknown()
        else:
            with shown_in(form):
                answer = services.self_check_in(
                    signup=signup, code=code, at=now, seen_at=_seen(request, code, now), actor=Oneself(signup)
                )  # fmt: skip
    context = {
        "session": session, "form": form, "answer": answer, "signup": signup, "when": queries.when(session),
        "said": queries.sentences().get(answer.verdict, "") if answer else "",
        "seen": request.POST.get("seen") or SEEN.sign(f"{code}|{now.isoformat()}"),
        "number": queries.number_of(signup) if answer else "",
    }  # fmt: skip
    return page(request, "attendance/here.html", context, status=422 if form.errors else 200)


def _seen(request: HttpRequest, code: str, now: datetime) -> datetime:
    try:
        opened, _bar, at = SEEN.unsign(request.POST.get("seen", "")).partition("|")
    except BadSignature:
        return now
    return datetime.fromisoformat(at) if opened == code else now
