"""Papers of a procedure: made with one click, signed copies filed beside them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kexie.core import clock, gate
from kexie.core.files.sending import sent
from kexie.core.web import told_on
from kexie.work.founding import rules, services
from kexie.work.founding.desks import ProcedureDesk
from kexie.work.founding.forms import SignedForm
from kexie.work.founding.models import Procedure

from .procedures import made, seen


@require_POST
def make_paper(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Make a paper and send it."""
    return sent(made(request, _with_paper(request, pk, code), code).file)


@require_POST
def upload_signed(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """File the signed copy of a paper."""
    row = _with_paper(request, pk, code)
    form = SignedForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        how = {"upload": (file.name, file.chunks()), "actor": request.user, "today": clock.today()}
        with told_on(request):
            services.upload_signed(procedure=row, code=code, **how)
            messages.success(request, _("已收下“%s”的签字盖章件。") % rules.PAPERS[code].title)
    else:
        gate.require(request.user, "edit", row)
        messages.error(request, form.errors["file"][0])
    return redirect(ProcedureDesk.url("detail", row.pk))


@require_POST
def withdraw_signed(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Take a signed copy back."""
    row = _with_paper(request, pk, code)
    paper = services.withdraw_signed(procedure=row, code=code, actor=request.user, note=request.POST.get("note", ""))
    messages.success(request, _("已撤下“%s”的签字件，改好后请重新生成。") % paper.title)
    return redirect(ProcedureDesk.url("detail", row.pk))


def _with_paper(request: HttpRequest, pk: int, code: str) -> Procedure:
    row = seen(request, Procedure, pk)
    if code not in rules.PAPERS or not any(code in one.papers for one in row.plan):
        raise Http404
    return row
