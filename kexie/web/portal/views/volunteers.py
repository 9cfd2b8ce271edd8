"""What volunteers are wanted for, applying for it, and asking to be registered."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kexie.core import clock
from kexie.core.forms import VerbForm, shown_in
from kexie.core.gate import PUBLIC
from kexie.core.web import page
from kexie.web.portal import queries, visitors
from kexie.web.portal.forms import ApplicationForm
from kexie.work.volunteering import queries as volunteering
from kexie.work.volunteering import services
from kexie.work.volunteering.models import Application

from .mine import whose
from .reading import for_everyone

MOST_WORDS = 40


@for_everyone
def posts(request: HttpRequest) -> HttpResponse:
    """List the posts volunteers are wanted for, the newest first, each with its next shifts."""
    words, at = request.GET.get("q", "").strip()[:MOST_WORDS], clock.now()
    rows = queries.posts(words=words, on=clock.day(at))
    pages = Paginator(rows, queries.PER_PAGE).get_page(request.GET.get("page"))
    shifts = volunteering.open_shifts(pages.object_list, at=at)
    lines = [(row, shifts.get(row.pk, [])) for row in pages.object_list]
    context = {"lines": lines, "page": pages, "words": words}
    return page(request, "portal/posts.html", context)


@for_everyone
def post(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one post: what is done, who is fit for it, what may happen, and its shifts."""
    at = clock.now()
    row = queries.post(public_id, on=clock.day(at))
    if row is None:
        raise Http404
    context = {"row": row, "shifts": volunteering.open_shifts([row], at=at).get(row.pk, [])}
    return page(request, "portal/post.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    """Ask for a shift, as the volunteer one is; who is none yet is led to registering."""
    at = clock.now()
    shift = queries.shift(public_id, pk, at=at)
    if shift is None:
        raise Http404
    contact = visitors.contact(request)
    if contact is None:
        visitors.want(request, request.path)
        return redirect("portal:contact")
    if (found := whose(request, contact)) is None:  # several share it: which of them?
        visitors.want(request, request.path)
        return redirect("portal:mine")
    volunteer, form = queries.volunteers(found).first(), VerbForm({} if request.method == "POST" else None)
    if volunteer is not None and form.is_bound:
        with shown_in(form):
            services.apply(shift=shift, volunteer=volunteer, actor=PUBLIC, at=at)
            messages.success(request, _("已报名“%s”，招募单位审核后通知您。") % shift)
            return redirect("portal:mine")
    context = {"shift": shift, "form": form, "volunteer": volunteer, "said": volunteering.said(shift)}
    return page(request, "portal/apply.html", context, status=422 if form.errors else 200)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Ask to be registered as a volunteer, from a telephone or mailbox that was proved."""
    at = clock.now()
    contact = visitors.contact(request)
    if contact is None:
        visitors.want(request, request.get_full_path())
        return redirect("portal:contact")
    shift = queries.shift_asked(request.GET.get("shift", ""), at=at)
    form = ApplicationForm(request.POST if request.method == "POST" else None, contact=contact, shift=shift)
    if form.is_bound and form.is_valid():
        row = Application(**form.said(), shift=shift)
        with shown_in(form):
            services.ask_to_register(application=row, agrees=form.cleaned_data["agrees"], actor=PUBLIC, at=at)
            messages.success(request, _("申请已提交，%s审核后通知您。") % row.organisation)
            return redirect("portal:mine")
    context = {"form": form, "shift": shift, "contact": contact}
    return page(request, "portal/register.html", context, status=422 if form.errors else 200)
