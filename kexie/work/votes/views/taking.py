"""The roll, while it is prepared: pasted, from a sheet, from who belongs to the body."""

from __future__ import annotations

from pathlib import Path
from tempfile import NamedTemporaryFile

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kexie.core import gate
from kexie.core.forms import shown_in
from kexie.core.sheets import readers
from kexie.core.web import page
from kexie.work.votes import queries, rules, services
from kexie.work.votes.forms import RollForm
from kexie.work.votes.models import Assembly


@require_http_methods(["GET", "HEAD", "POST"])
def roll(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who should be there, and add to them."""
    assembly = get_object_or_404(Assembly.objects.visible_to(request.user).select_related("organisation"), pk=pk)
    form = RollForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        gate.require(request.user, "edit", assembly)
        status = 422
        if form.is_valid():
            with shown_in(form):
                people = _people(request, assembly, form)
                new = services.add_to_roll(assembly=assembly, people=people, actor=request.user)
                messages.success(request, _("添加了 %(new)d 人，%(old)d 人已在名单里。") % {
                    "new": new, "old": len(people) - new,
                })  # fmt: skip
                return redirect("votes:roll", pk)
    context = {
        "assembly": assembly, "form": form, "entries": queries.roll_with_presence(assembly),
        "may_change": not assembly.is_frozen and gate.allows(request.user, "edit", assembly),
        "suggested": len(queries.suggested_roll(assembly)) if not assembly.is_frozen else 0,
    }  # fmt: skip
    return page(request, "votes/roll.html", context, status=status)


@require_POST
def clear_roll(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the ticked people off the roll, or everybody."""
    assembly = get_object_or_404(Assembly.objects.visible_to(request.user).select_related("organisation"), pk=pk)
    numbers = [int(n) for n in request.POST.getlist("number") if n.isdecimal() and len(n) < 9]
    gone = services.clear_roll(
        assembly=assembly, actor=request.user, numbers=None if request.POST.get("all") else numbers
    )
    messages.success(request, _("移出 %d 人。") % gone)
    return redirect("votes:roll", pk)


def _people(request: HttpRequest, assembly: Assembly, form: RollForm) -> list[rules.Named]:
    if request.POST.get("suggested"):
        return queries.suggested_roll(assembly)
    found = rules.pasted(request.POST.get("people", ""))
    if upload := form.cleaned_data["file"]:
        with NamedTemporaryFile() as copy:
            for chunk in upload.chunks():
                copy.write(chunk)
            copy.flush()
            sheets = readers.read(Path(copy.name), name=Path(upload.name).name).sheets
        found += rules.of_rows((row.number, row.cells) for row in sheets[0].rows)
    return found
