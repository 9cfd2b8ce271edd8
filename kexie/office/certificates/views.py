"""Checking a certificate, open to everyone; and its paper and revocation, for those who keep the book."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kexie.core import clock, limits
from kexie.core.web import page, told_on

from . import queries, services
from .forms import CheckForm, NameForm
from .models import Certificate

GUESSES = {"most": 20, "seconds": 600}  # wrong codes from one address
NAMES = {"most": 10, "seconds": 600}  # names tried on one certificate


@login_not_required
@require_GET
def check(request: HttpRequest) -> HttpResponse:
    """Ask for the code of a certificate."""
    form = CheckForm(request.GET or None)
    if form.is_bound and form.is_valid():
        code = form.cleaned_data["code"]
        if queries.is_code(code):
            return redirect("certificates:checked", queries.normal(code))
        form.add_error("code", _("查验码有误：请对照证明核对每一位。证明上的查验码没有 0、1、O、I、L 这几个字符。"))
    return page(request, "certificates/check.html", {"form": form}, status=422 if form.errors else 200)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def checked(request: HttpRequest, code: str) -> HttpResponse:
    """Say whether a certificate holds and what it certifies; compare the name on the paper."""
    asker = request.META.get("REMOTE_ADDR", "")
    limits.require("check", asker, **GUESSES)
    found = queries.check(code)
    if found is None:
        limits.spend("check", asker, seconds=GUESSES["seconds"])
        return page(request, "certificates/unknown.html", {"code": code[:40]}, status=404)
    form, is_same = NameForm(request.POST or None), None
    if form.is_bound:
        limits.require("name", found.code, **NAMES)
        limits.spend("name", found.code, seconds=NAMES["seconds"])
        if form.is_valid():
            is_same = queries.names(found, form.cleaned_data["name"])
    context = {
        "row": found, "content": queries.content(found, is_open=False), "form": form, "is_same": is_same,
        "newer": getattr(found, "replaced_by", None), "revocation": getattr(found, "revocation", None),
    }  # fmt: skip
    return page(request, "certificates/checked.html", context, status=422 if form.errors else 200)


@require_POST
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the printed form; that it was taken is kept in the trail, since it shows personal data in full."""
    row = _row(request, pk)
    services.show_print(certificate=row, actor=request.user)
    address = request.build_absolute_uri(reverse("certificates:checked", args=[row.code]))
    answer = HttpResponse(queries.printed(row, address=address), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="certificate-{row.year}-{row.serial}.pdf"'
    return answer


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke a certificate."""
    row = _row(request, pk)
    with told_on(request):
        services.revoke(certificate=row, reason=request.POST.get("reason", ""), on=clock.today(), actor=request.user)
        messages.success(request, _("%s已作废，查验时会这样显示。") % row)
    return redirect("certificates:certificate_detail", pk)


def _row(request: HttpRequest, pk: int) -> Certificate:
    return get_object_or_404(Certificate.objects.visible_to(request.user), pk=pk)
