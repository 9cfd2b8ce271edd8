"""One's own contacts, and noting one in twenty seconds on the phone."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kexie.core import clock, gate
from kexie.core.api.repeating import sent_once
from kexie.core.forms import shown_in
from kexie.core.web import back_to, page
from kexie.network.organisations.models import Organisation
from kexie.work.contacts import queries, services
from kexie.work.contacts.forms import NoteForm
from kexie.work.contacts.models import Tie, Visit

MOST_LAST = 8  # contacts of one's own to look back at
MOST_OFFERED = 12  # ties to choose among by one tap; the others are a link away


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show one's own ties, those due first on top."""
    today = clock.today()
    ties = [*queries.mine(request.user, today)]
    last = Visit.objects.filter(tie__account=request.user.pk).select_related("person", "body", "worker")[:MOST_LAST]
    context = {"rows": queries.progress(ties, today), "last": queries.with_cases(last, request.user), "today": today}
    return page(request, "contacts/mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@sent_once
def note(request: HttpRequest) -> HttpResponse:
    """Ask with whom and what in one line, write it down, and go on to one's own contacts."""
    gate.require(request.user, "view", Tie)
    today = clock.today()
    if request.method != "POST" and (asked := request.GET.get("body", "")).isdecimal() and len(asked) < 19:
        return redirect(_with_body(request, int(asked), today))
    ties, chosen = _offered(request, today)
    told = {row["tie"].pk: row for row in queries.progress(ties, today)}
    start = {"tie": chosen, "way": Visit.Way.ONSITE, "on": today}
    form = NoteForm(
        request.POST or None, initial=start, label=lambda tie: _label(told.get(tie.pk), tie),
        ties=queries.by_due(Tie.objects.filter(pk__in=[tie.pk for tie in ties])), is_named="tie" in request.GET,
    )  # fmt: skip
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            with shown_in(form):
                visit = services.note_visit(**form.cleaned_data, actor=request.user, today=today)
                said = _("已记下：%s，计入台账。") % visit.end
                messages.success(request, f"{said}{_('对方的诉求已转成督办事项。')}" if visit.asked else said)
                return redirect(back_to(request, "/contacts/mine/"))
    is_more = queries.mine(request.user, today).count() > MOST_OFFERED
    context = {"form": form, "ties": ties, "back": back_to(request, ""), "is_more": is_more}
    return page(request, "contacts/note.html", context, status=status)


def _offered(request: HttpRequest, today: Any) -> tuple[list[Tie], int | None]:
    """Return the ties to choose among, and the one chosen already: named in the address, or the first that is due."""
    asked = request.POST.get("tie") or request.GET.get("tie", "")
    ties = [*queries.mine(request.user, today)[:MOST_OFFERED]]
    if asked.isdecimal() and len(asked) < 19 and int(asked) not in {tie.pk for tie in ties}:
        seen = Tie.objects.visible_to(request.user).filter(queries.running(today), pk=asked)
        named = seen.select_related("person", "organisation", "body", "worker__organisation").first()
        if named is not None and gate.allows(request.user, "visit", named):
            ties = [named, *ties]
    keys = [tie.pk for tie in ties]
    wanted = int(asked) if asked.isdecimal() and len(asked) < 19 and int(asked) in keys else None
    return ties, wanted or next(iter(keys), None)


def _with_body(request: HttpRequest, pk: int, today: Any) -> str:
    """Return where a contact with a body is noted: at a tie to it; while nobody keeps contact, where one is begun."""
    body = Organisation.objects.visible_to(request.user).filter(pk=pk).first()
    if body is None:
        raise Http404
    for row in queries.by_due(Tie.objects.visible_to(request.user).filter(queries.running(today), body=body)):
        if gate.allows(request.user, "visit", row):
            return f"{reverse('contacts:note')}?tie={row.pk}"
    if not gate.allows(request.user, "edit", Tie(organisation=request.user.organisation)):
        return reverse("contacts:note")
    messages.info(request, _("还没有人联系%s。先登记谁来联系它，再记走访。") % body)
    return f"{reverse('contacts:tie_create')}?body={body.pk}"


def _label(row: dict[str, Any] | None, tie: Tie) -> str:
    if row is None:
        return str(tie.end)
    if row["is_late"]:
        return _("%(end)s（该联系了）") % {"end": tie.end}
    return str(tie.end)
