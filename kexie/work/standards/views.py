"""Pages where a body is inspected and decided on, and where sites end."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kexie.core import clock, gate
from kexie.core.acts import ask
from kexie.core.forms import shown_in
from kexie.core.web import page
from kexie.network.organisations.models import Organisation

from . import forms, queries, services
from .desks import ChecklistDesk, InspectionDesk, SiteDesk
from .models import Inspection, Site


@require_http_methods(["GET", "HEAD", "POST"])
def inspect(request: HttpRequest, pk: int) -> HttpResponse:
    """Judge a body item by item; first by which standard, where there are several."""
    body = _seen(request, Organisation, pk)
    gate.require(request.user, "edit", Inspection(organisation=body))
    known = queries.current_checklists(request.user)
    asked = request.GET.get("checklist", "")
    checklist = known.filter(pk=asked).first() if asked.isdecimal() else None
    if checklist is None:
        found = list(known[:2])
        if len(found) != 1:
            form = forms.ChooseForm(actor=request.user)
            context = {"body": body, "form": form, "is_empty": not found, "desk": ChecklistDesk(request)}
            return page(request, "standards/choose.html", context)
        checklist = found[0]
    row = Inspection(organisation=body, checklist=checklist)
    start = {"on": clock.today(), "by": request.user.name}
    form = forms.InspectionForm(
        request.POST or None, request.FILES or None, instance=row, actor=request.user, initial=start
    )
    if request.method == "POST" and form.is_valid():
        made = form.save(commit=False)
        how = {"judged": form.judged(), "actor": request.user, "today": clock.today()}
        with shown_in(form):
            done = services.inspect(inspection=made, **how)
            messages.success(request, _("已记下：%s。") % done)
            return redirect(InspectionDesk.url("detail", done.pk))
    context = {"form": form, "body": body, "checklist": checklist}
    return page(request, "standards/inspect.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a body meets the standard."""
    row = _seen(request, Inspection, pk)
    form = forms.AcceptForm(request.POST or None, initial={"on": clock.today()})

    def do(said: dict[str, Any]) -> str:
        services.accept(inspection=row, actor=request.user, today=clock.today(), **said)
        return _("已认定达标：%s。") % row

    return ask(request, InspectionDesk, row, _("认定达标"), form, do, may="accept")


@require_http_methods(["GET", "HEAD", "POST"])
def refuse_inspection(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a body does not meet the standard."""
    row = _seen(request, Inspection, pk)
    form = forms.RefuseForm(request.POST or None, initial={"on": clock.today()})

    def do(said: dict[str, Any]) -> str:
        services.refuse_inspection(inspection=row, actor=request.user, today=clock.today(), **said)
        return _("不予认定，已记下原因：%s。") % row

    lead = _("没有做到、也不要求整改的，写明原因。不计入达标，以后可以再查。")
    return ask(request, InspectionDesk, row, _("不予认定"), form, do, may="accept", lead=lead)


@require_http_methods(["GET", "HEAD", "POST"])
def put_right(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for what is missing to be put right."""
    row = _seen(request, Inspection, pk)
    form = forms.PutRightForm(request.POST or None)

    def do(said: dict[str, Any]) -> str:
        services.put_right(inspection=row, actor=request.user, today=clock.today(), **said)
        return _("已要求整改：%s。") % row

    return ask(request, InspectionDesk, row, _("要求整改"), form, do)


@require_http_methods(["GET", "HEAD", "POST"])
def end_site(request: HttpRequest, pk: int) -> HttpResponse:
    """End a site."""
    row = _seen(request, Site, pk)
    form = forms.EndForm(request.POST or None, initial={"on": clock.today()})

    def do(said: dict[str, Any]) -> str:
        services.end_site(site=row, actor=request.user, today=clock.today(), **said)
        return _("已终止示范点：%s。") % row

    return ask(request, SiteDesk, row, _("终止示范点"), form, do, may="end_site")


@require_POST
def restore_site(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an ending back."""
    row = services.restore_site(site=_seen(request, Site, pk), actor=request.user)
    messages.success(request, _("已恢复：%s。") % row)
    return redirect(SiteDesk.url("detail", row.pk))


@require_POST
def remove_site(request: HttpRequest, pk: int) -> HttpResponse:
    """Take out what was registered by mistake."""
    row = _seen(request, Site, pk)
    services.remove_site(site=row, actor=request.user, note=request.POST.get("note", "").strip() or _("登记有误"))
    messages.success(request, _("已作废：%s。原来的内容在操作记录里。") % row)
    return redirect(SiteDesk.url("list"))


def _seen(request: HttpRequest, model: Any, pk: int) -> Any:
    rows = model.objects.visible_to(request.user)
    if model is not Organisation:
        rows = rows.select_related("organisation__parent")
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row
