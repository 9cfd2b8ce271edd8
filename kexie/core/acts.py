"""The page that asks what a verb needs to know of a row before it is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.functional import Promise

from . import gate
from .desk import Desk
from .forms import VerbForm, shown_in
from .records import Record
from .web import page


def ask(
    request: HttpRequest, desk: type[Desk], row: Record, verb: str | Promise, form: VerbForm,
    do: Callable[[dict[str, Any]], str], *, may: str = "edit", go_on: str = "", lead: str | Promise = "",
) -> HttpResponse:  # fmt: skip
    """Ask with `form`, do it once that is valid, say what `do` returns, and go on to the row's page or to `go_on`.

    `verb` is the Chinese word on the button and in the heading, `may` what the gate asks of the actor, `lead` a
    sentence above the form that says what will come of it.

    :raises NotAllowed: the actor may not do this to the row
    """
    gate.require(request.user, may, row)
    back = desk.url("detail", row.pk)
    if request.method == "POST" and form.is_valid():
        with shown_in(form):
            messages.success(request, do(form.cleaned_data))
            return redirect(go_on or back)
    context = {"form": form, "row": row, "verb": verb, "lead": lead, "desk": desk(request), "back": back}
    return page(request, "core/act.html", context, status=422 if form.errors else 200)


def sent(request: HttpRequest) -> QueryDict | None:
    """Return what was sent to such a page, None where it was only opened: what is sent empty is told what it lacks."""
    return request.POST if request.method == "POST" else None
