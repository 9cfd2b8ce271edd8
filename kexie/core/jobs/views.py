"""How a job is doing."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from kexie.core import gate
from kexie.core.files.models import StoredFile
from kexie.core.web import page

from . import progress, services
from .models import Job


@require_safe
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far a job is; the page looks again by itself until it is over."""
    row = _visible(request, pk)
    noted = progress.noted(row.pk) if row.state == Job.State.RUNNING else {}
    file = None
    if row.result_file_id:
        file = StoredFile.objects.visible_to(request.user).filter(pk=row.result_file_id).first()
    context = {
        "job": row, "file": file, "may_cancel": not row.is_over and gate.allows(request.user, "cancel_job", row),
        "done": noted.get("done", row.done), "total": noted.get("total", row.total),
        "said": noted.get("message") or row.message,
        "is_stuck": row.state == Job.State.RUNNING and not progress.is_held(row.pk),
    }  # fmt: skip
    return page(request, "jobs/job.html", context, part="state")


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a job."""
    row = services.cancel(job=_visible(request, pk), actor=request.user)
    return redirect("jobs:job", row.pk)


def _visible(request: HttpRequest, pk: int) -> Job:
    row = Job.objects.visible_to(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row
