"""Pages where hours are worked with: a team's sheet, the notice, stars reached, one volunteer's record."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kexie.core import clock, gate
from kexie.core.forms import shown_in
from kexie.core.web import page
from kexie.office.certificates.models import Certificate
from kexie.work.volunteering.models import Volunteer

from . import queries, services
from .forms import CorrectionForm, IssueForm, LineForm, PeriodForm, SheetForm, stretch
from .models import Correction, Service


@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest) -> HttpResponse:
    """Propose the hours of many at once: first what they share, then a line for each volunteer."""
    actor = request.user
    gate.require(actor, "edit", Service)
    form = SheetForm(request.POST or request.GET or None, initial={"on": clock.today()}, actor=actor)
    lines: list[tuple[Volunteer, LineForm]] = []
    if form.is_bound and form.is_valid():
        shared = form.cleaned_data
        rows = queries.sheet_rows(
            team=shared["team"], organisation=shared["organisation"], on=shared["on"], actor=actor
        )
        sent = request.POST if request.method == "POST" else None
        lines = [(row, LineForm(sent, prefix=f"v{row.pk}", auto_id=f"v{row.pk}_%s")) for row in rows]
        if sent is not None and (made := _proposed(form, lines, actor)):
            held = sum(bool(service.reasons) for service in made)
            messages.success(request, _("已申报 %(n)d 条，等另一人审核。") % {"n": len(made)})
            if held:
                messages.warning(request, _("其中 %d 条有疑问，已写明原因，没有丢下。") % held)
            return redirect("hours:service_list")
    context = {"form": form, "lines": lines, "most": queries.MOST_ON_A_SHEET}
    return page(request, "hours/sheet.html", context, status=422 if form.errors else 200)


def _proposed(form: SheetForm, lines: list[tuple[Volunteer, LineForm]], actor: Any) -> list[Service]:
    shared, found = form.cleaned_data, []
    if not all(line.is_valid() for _row, line in lines):
        form.add_error(None, _("有的行时间不对，请看表中红字。"))
        return []
    for volunteer, line in lines:
        given = line.cleaned_data
        if given["was_there"]:
            moments = stretch(shared["on"], given["start"] or shared["start"], given["end"] or shared["end"])
            found.append(services.Proposal(volunteer, *moments))
    what = shared["what"] or (str(shared["session"].activity) if shared["session"] else "")
    with shown_in(form):
        return services.propose_sheet(lines=found, what=what, session=shared["session"], actor=actor, at=clock.now())
    return []


@login_not_required
@require_safe
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is on notice at a body, names masked: to everyone where it says so, else to its own people."""
    body = queries.noticed_at(pk, clock.today(), actor=request.user)
    if body is None:
        raise Http404
    rows = Paginator(queries.on_notice(body), 100).get_page(request.GET.get("page"))
    return page(request, "hours/notice.html", {"body": body, "rows": rows})


@require_safe
def stars(request: HttpRequest) -> HttpResponse:
    """Show who reached which star in a period."""
    today, body = clock.today(), request.user.organisation
    gate.require(request.user, "view", body)
    given = {"start": today.replace(month=1, day=1), "end": today}
    form = PeriodForm(request.GET if "start" in request.GET else None, initial=given)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
    found = queries.reached(body, given["start"], given["end"])
    context = {"form": form, "found": found, "body": body, **given}
    return page(request, "hours/stars.html", context, status=422 if form.errors else 200)


@require_safe
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a volunteer's hours, stars and certificates."""
    return _record(request, _volunteer(request, pk))


@require_POST
def certify(request: HttpRequest, pk: int) -> HttpResponse:
    """Give out a certificate of a period."""
    volunteer = _volunteer(request, pk)
    gate.require(request.user, "certify", volunteer)
    form = IssueForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        issuer = services.Issuer(given["head"], given["handler"], given["contact"])
        with shown_in(form):
            found = services.certify(
                volunteer=volunteer, start=given["start"], end=given["end"], issuer=issuer, actor=request.user,
                today=clock.today(),
            )  # fmt: skip
            return redirect("certificates:certificate_detail", found.pk)
    return _record(request, volunteer, issue=form)


@require_POST
def certify_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Give out a new certificate for the period of an old one, with the hours as they are now."""
    old = get_object_or_404(Certificate.objects.visible_to(request.user), pk=pk)
    said = {name: request.POST.get(name, "").strip() for name in ("head", "handler", "contact", "note")}
    new = services.certify_again(
        certificate=old, issuer=services.Issuer(said["head"], said["handler"], said["contact"]), note=said["note"],
        actor=request.user, today=clock.today(),
    )  # fmt: skip
    messages.success(request, _("已换发为%s，原来的一份查验时会这样显示。") % new.number)
    return redirect("certificates:certificate_detail", new.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a correction of hours that are on notice or in the ledger."""
    rows = Service.objects.visible_to(request.user).select_related("volunteer__person", "organisation")
    service = get_object_or_404(rows, pk=pk)
    gate.require(request.user, "edit", service)
    draft = Correction(service=service, starts_at=service.starts_at, ends_at=service.ends_at)
    form = CorrectionForm(
        request.POST or None, instance=draft, actor=request.user, initial={"hours": service.hours.replace(",", "")}
    )
    if form.is_bound and form.is_valid():
        with shown_in(form):
            services.ask_correction(
                correction=form.save(commit=False), actor=request.user, at=clock.now(),
                asked_by=form.cleaned_data["asked_by"],
            )  # fmt: skip
            messages.success(request, _("更正申请已记下，等另一人处理。"))
            return redirect("hours:service_detail", pk)
    context = {"form": form, "row": service}
    return page(request, "hours/correct.html", context, status=422 if form.errors else 200)


def _volunteer(request: HttpRequest, pk: int) -> Volunteer:
    rows = Volunteer.objects.visible_to(request.user).select_related("person__organisation", "organisation", "team")
    return get_object_or_404(rows, pk=pk)


def _record(request: HttpRequest, volunteer: Volunteer, issue: IssueForm | None = None) -> HttpResponse:
    today, actor = clock.today(), request.user
    given = Certificate.objects.visible_to(actor).filter(person=volunteer.person, kind=services.KIND)
    first = IssueForm(initial={"start": today.replace(month=1, day=1), "end": today, "handler": str(actor)})
    context = {
        "row": volunteer, "record": queries.record_of(volunteer.person, actor=actor, today=today), "today": today,
        "certificates": given.select_related("revocation", "replaced_by").order_by("-pk"), "issue": issue or first,
        "may_certify": gate.allows(actor, "certify", volunteer),
    }  # fmt: skip
    return page(request, "hours/record.html", context, status=422 if issue is not None and issue.errors else 200)
