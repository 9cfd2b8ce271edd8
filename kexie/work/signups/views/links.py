"""One's own sign-up without an account: whoever has its link may look, answer, accept, decline and cancel."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kexie.core import clock, limits, web
from kexie.core.forms import shown_in
from kexie.core.related import hung
from kexie.core.web import told_on
from kexie.work.signups import queries, services
from kexie.work.signups.forms import AnswersForm
from kexie.work.signups.models import Signup
from kexie.work.signups.policies import Holder

S = Signup.State
WRONG = {"most": 20, "seconds": 600}  # links that open nothing, from one address
MOVES = {
    "accept": (services.accept, gettext_lazy("已确认，名额是您的了。")),
    "decline": (services.decline, gettext_lazy("已放弃，名额让给下一位。")),
    "cancel": (services.cancel, gettext_lazy("已取消报名。")),
}
LEAVABLE = (S.PENDING, S.WAITING, S.CONFIRMED)


@login_not_required
@never_cache
@require_safe
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Show a sign-up to whoever holds its link."""
    signup, at = _signup(request, token), clock.now()
    admission = getattr(signup.session, "admission", None)
    begun = at >= signup.session.starts_at
    state = signup.state
    context = {
        "signup": signup,
        "session": signup.session,
        "activity": signup.session.activity,
        "told": queries.told(signup.version, signup.answers),
        "companions": [(queries.token_of(one), one) for one in signup.companions.select_related("person")],
        "is_offered": state == S.OFFERED and not services.is_late(signup, at=at),
        "may_cancel": state in LEAVABLE and not begun,
        "may_answer": bool(signup.version_id) and state in (*LEAVABLE, S.OFFERED) and not begun,
        "may_give_feedback": bool(admission and admission.feedback_id) and begun and state == S.CONFIRMED,
        "token": token,
        "blocks": [
            {"related": block, "found": found}
            for block in hung(Signup)
            if (found := block.rows(signup, Holder(signup))) is not None
        ],
    }
    return web.page(request, "signups/link.html", context)


@login_not_required
@never_cache
@require_POST
def link_move(request: HttpRequest, token: str, name: str) -> HttpResponse:
    """Accept or decline an offer, or cancel."""
    signup = _signup(request, token)
    if name not in MOVES:
        raise Http404
    service, done = MOVES[name]
    with told_on(request):
        service(signup=signup, actor=Holder(signup), at=clock.now())
        messages.success(request, str(done))
    return redirect(reverse("signups:link", args=[token]))


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link_answers(request: HttpRequest, token: str) -> HttpResponse:
    """Change what was answered at sign-up."""
    signup = _signup(request, token)
    asked = queries.asked_in(signup.version, path=signup.organisation.path)
    form = AnswersForm(asked, request.POST or None, now=signup.answers, is_companion=signup.lead_id is not None)
    return _asked(request, token, signup, form, services.answer, _("已改好。"), heading=_("修改回答"))


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link_feedback(request: HttpRequest, token: str) -> HttpResponse:
    """Answer the questionnaire after the activity."""
    signup, at = _signup(request, token), clock.now()
    admission = queries.admission_of(signup.session)
    if admission is None or admission.feedback_id is None or at < signup.session.starts_at:
        raise Http404
    asked = queries.asked_by(admission.feedback, path=signup.organisation.path)
    before = getattr(signup, "feedback", None)
    form = AnswersForm(asked, request.POST or None, now=before.answers if before else {})
    return _asked(request, token, signup, form, services.give_feedback, _("谢谢您的反馈。"), heading=_("活动反馈"))


def _asked(
    request: HttpRequest, token: str, signup: Signup, form: AnswersForm, service: Any, done: str, *, heading: str
) -> HttpResponse:  # fmt: skip
    if form.is_bound and form.is_valid():
        with shown_in(form):
            service(signup=signup, answers=form.said(), actor=Holder(signup), at=clock.now())
            messages.success(request, done)
            return redirect(reverse("signups:link", args=[token]))
    context = {"form": form, "signup": signup, "heading": heading, "back": reverse("signups:link", args=[token])}
    status = 422 if form.errors else 200
    return web.page(request, "signups/link_form.html", context, status=status)


def _signup(request: HttpRequest, token: str) -> Signup:
    """Return whose link it is; anything wrong is 404, and too much of it from one address is asked to wait."""
    asker = request.META.get("REMOTE_ADDR", "")
    limits.require("signup_link", asker, **WRONG)
    found = queries.signup_of(token, at=clock.now())
    if found is None:
        limits.spend("signup_link", asker, seconds=WRONG["seconds"])
        raise Http404
    return found
