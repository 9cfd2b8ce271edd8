"""Signed versions, as they were signed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from kexie.core import gate
from kexie.core.web import page
from kexie.insight.reports import services

from .sheet import attached, version_context, version_of


@require_safe
def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show a signed version, and what the ledger says since."""
    return page(request, "reports/version.html", version_context(request, version_of(request, pk, number)))


@require_safe
def print_version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show a signed version alone, ready for the printer."""
    row = version_of(request, pk, number)
    gate.require(request.user, "export", row)
    return page(request, "reports/print.html", version_context(request, row))


@require_POST
def export_version(request: HttpRequest, pk: int, number: int, kind: str) -> HttpResponse:
    """Send a signed version as a file."""
    return attached(services.export_version(version=version_of(request, pk, number), kind=kind, actor=request.user))
