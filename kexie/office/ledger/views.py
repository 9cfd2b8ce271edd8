"""Pages of the ledger: all that one record ever posted, and the periods that are closed."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kexie.core import gate
from kexie.core.forms import shown_in
from kexie.core.web import page, told_on

from . import queries, services
from .forms import ClosingForm
from .models import ClosedPeriod, Entry, Posting


@require_safe
def source(request: HttpRequest, kind: str, key: int) -> HttpResponse:
    """Show everything one record posted: versions, reversals, who and when."""
    entries = Entry.objects.visible_to(request.user).of_source(kind, key)
    postings = Posting.objects.filter(entries__in=entries).distinct().order_by("id").select_related("reversed_by")
    acts = [(posting, []) for posting in postings]
    found = {posting.pk: lines for posting, lines in acts}
    for entry in entries.select_related("organisation").order_by("id"):
        found[entry.posting_id].append(entry)
    if not acts:
        raise Http404
    name, url = queries.sources(kind, [key], request.user).get(key, ("", ""))
    context = {"acts": acts, "name": name or acts[0][0], "url": url, "last": acts[-1][0]}
    return page(request, "ledger/source.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def closings(request: HttpRequest) -> HttpResponse:
    """Show the closed periods, and close one."""
    may_close = gate.allows(request.user, "close_period", ClosedPeriod)
    form = ClosingForm(request.POST or None, actor=request.user) if may_close else None
    if request.method == "POST":
        gate.require(request.user, "close_period", ClosedPeriod)
        if form.is_valid():
            given = form.cleaned_data
            with shown_in(form, at="ends_on"):
                closed = services.close_period(**given, actor=request.user)
                messages.success(
                    request, _("%(body)s %(period)s 已关账。") % {"body": closed.organisation, "period": closed}
                )
                return redirect("ledger:closings")
    rows = ClosedPeriod.objects.visible_to(request.user).select_related("organisation").order_by("-closed_at")
    context = {
        "rows": Paginator(rows, 50).get_page(request.GET.get("page")),
        "form": form,
        "may_reopen": gate.allows(request.user, "reopen_period", ClosedPeriod),
    }
    return page(request, "ledger/closings.html", context, status=422 if form and form.errors else 200)


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed period again, with the reason."""
    closed = ClosedPeriod.objects.visible_to(request.user).filter(pk=pk).first()
    if closed is None:
        raise Http404
    with told_on(request):
        services.reopen_period(closed=closed, reason=request.POST.get("reason", ""), actor=request.user)
        messages.success(request, _("%s 已重新打开，原因已记入操作记录。") % closed)
    return redirect("ledger:closings")
