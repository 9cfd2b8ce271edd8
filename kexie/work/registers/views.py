"""Pages of one register's rows: the desk dressed in its columns."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from . import services
from .desks import RowDesk, row_desk
from .models import Register, RegisterRow


def screen(name: str) -> Callable[..., HttpResponse]:
    """Return the view of one screen of a register's rows."""

    def respond(request: HttpRequest, register: int, **kwargs: object) -> HttpResponse:
        return getattr(_desk(request, register), name)(**kwargs)

    respond.desk = RowDesk
    guards = {"list": require_safe, "detail": require_safe, "export": require_POST}
    return guards.get(name, lambda view: view)(respond)


@require_safe
def row(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to a row's page in its register: where a figure knows only the row."""
    found = RegisterRow.objects.visible_to(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return redirect("registers:row_detail", found.register_id, found.pk)


@require_POST
def remove(request: HttpRequest, register: int, pk: int) -> HttpResponse:
    """Take a row out of its register."""
    desk = _desk(request, register)
    row = desk.rows().filter(pk=pk).first()
    if row is None:
        raise Http404
    services.remove(row=row, actor=request.user, note=request.POST.get("note", "") or _("登记有误"))
    return redirect(desk.url("list"))


def _desk(request: HttpRequest, register: int) -> RowDesk:
    found = Register.objects.visible_to(request.user).filter(pk=register).first()
    if found is None:
        raise Http404
    return row_desk(found)(request)
