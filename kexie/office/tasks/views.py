"""Saying that a task is done; the files that show it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kexie.core import clock, gate
from kexie.core.files.sending import sent
from kexie.core.forms import shown_in
from kexie.core.web import page

from . import services
from .forms import ReportForm
from .models import Proof, Task


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask how a task was done, and keep it."""
    rows = Task.objects.visible_to(request.user).select_related("organisation")
    task = get_object_or_404(rows, pk=pk)
    gate.require(request.user, "report_task", task)
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ReportForm(*given, initial={"on": clock.today()})
    if given and form.is_valid():
        said = form.cleaned_data
        proofs = [(file.name, file.chunks()) for file in said["files"]]
        with shown_in(form):
            services.report(task=task, note=said["note"], on=said["on"], proofs=proofs, actor=request.user)
            messages.success(request, _("已上报：%s。等人复核后销号。") % task)
            return redirect("tasks:task_detail", pk)
    return page(request, "tasks/report.html", {"form": form, "task": task}, status=422 if form.errors else 200)


@require_safe
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a file that shows how a task was done."""
    row = get_object_or_404(Proof.objects.visible_to(request.user).select_related("file"), pk=pk)
    return sent(row.file)
