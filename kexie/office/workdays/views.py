"""The page that takes a whole notice."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kexie.core import gate
from kexie.core.forms import shown_in
from kexie.core.web import page

from . import services
from .desks import SpecialDayDesk
from .forms import NoticeForm
from .models import SpecialDay


@require_http_methods(["GET", "HEAD", "POST"])
def enter_notice(request: HttpRequest) -> HttpResponse:
    """Take a notice as it was printed and keep every day it states."""
    gate.require(request.user, "edit", SpecialDay)
    form = NoticeForm(
        request.POST or None, actor=request.user, initial={"organisation": request.user.organisation_id}
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        with shown_in(form):
            rows = services.enter_notice(actor=request.user, **form.cleaned_data)
            off = sum(row.kind == SpecialDay.Kind.OFF for row in rows)
            messages.success(
                request, _("已录入：放假 %(off)d 天，调休上班 %(work)d 天。") % {"off": off, "work": len(rows) - off}
            )
            return redirect(SpecialDayDesk.url("list"))
    return page(request, "workdays/enter_notice.html", {"form": form}, status=422 if form.errors else 200)
