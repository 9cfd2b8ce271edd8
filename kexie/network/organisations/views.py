"""Pages where people look after the tree: the tree itself, and one page for every verb."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kexie.core import clock, gate
from kexie.core.forms import shown_in
from kexie.core.web import page, wants_part

from . import forms, queries, services
from .desks import OrganisationDesk
from .models import Division, Organisation

PER_PAGE = 50
MOST_DIVISIONS = 60
detail = OrganisationDesk.url


@require_safe
def tree(request: HttpRequest) -> HttpResponse:
    """Show one level of the tree: the bodies right below one, or the tops of what the reader may see."""
    actor = request.user
    at = _seen(request, request.GET["at"]) if request.GET.get("at") else None
    seen = Organisation.objects.visible_to(actor).standing()
    rows = seen.filter(parent=at).without_personal().order_by("path") if at else queries.tops_for(actor)
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"at": at, "shown": shown, "children": queries.children_of(shown.object_list)}
    if not wants_part(request):
        context |= {
            "line": queries.line_of(at, actor) if at else [],
            "kinds": queries.kinds_below(seen.under(at.path) if at else seen),
            "may_found": gate.allows(actor, "found", at or Organisation),
        }
    return page(request, "organisations/tree.html", context, part="level")


@require_http_methods(["GET", "HEAD", "POST"])
def found(request: HttpRequest) -> HttpResponse:
    """Register a body."""
    gate.require(request.user, "found", Organisation)
    start = {}
    if request.GET.get("parent"):
        start = {"parent": forms.label_of(_seen(request, request.GET["parent"])), "kind": request.GET.get("kind", "")}
    form = forms.FoundForm(request.POST or None, instance=Organisation(), initial=start, actor=request.user)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in form.fields}
        with shown_in(form):
            row = services.found(**given, actor=request.user)
            messages.success(request, _("已登记：%s。") % row)
            return redirect(detail("detail", row.pk))
    context = {"form": form, "offered": form.fields["parent"].offered(), "back": request.GET.get("parent", "")}
    return page(request, "organisations/found.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def new_association(request: HttpRequest) -> HttpResponse:
    """Create an association by picking its division; the divisions below come along as ready-made bodies."""
    gate.require(request.user, "found", Organisation)
    code = request.GET.get("code", "")
    division = Division.objects.valid().filter(code=code).first() if code else None
    if code and division is None:
        raise Http404
    context: dict[str, Any] = {"division": division, "chain": queries.chain_of(division)}
    if division is None or request.GET.get("down"):
        text = request.GET.get("q", "").strip()
        rows = Division.objects.valid()
        rows = rows.matching(text) if text else rows.below(code)
        context |= {"text": text, "divisions": _with_places(rows.order_by("code")[:MOST_DIVISIONS])}
        return page(request, "organisations/pick_division.html", context)
    towns = queries.towns_of(division)
    start = {"name": f"{division.name}科协", "parent": _parent_for(division, request.user)}
    form = forms.NewAssociationForm(request.POST or None, initial=start, actor=request.user)
    chosen = request.POST.getlist("town") if request.method == "POST" else [town.code for town in towns]
    if request.method == "POST" and form.is_valid():
        said = {**form.cleaned_data, "division": division, "codes": chosen, "actor": request.user}
        with shown_in(form):
            row = services.found_association(**said)
            messages.success(
                request, _("已新建%(row)s。下级科协先列为“待确认”，导入名册或逐个确认后计数。") % {"row": row}
            )
            return redirect(detail("detail", row.pk))
    there = Organisation.objects.visible_to(request.user).filter(division=division, kind="association").standing()
    context |= {
        "form": form, "offered": form.fields["parent"].offered(), "towns": towns, "chosen": chosen, "others": there,
    }  # fmt: skip
    return page(request, "organisations/new_association.html", context, status=422 if form.errors else 200)


def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a suggested body exists."""
    return _act(
        request, pk, verb=_("确认"), may="found", form=forms.ConfirmForm, do=services.confirm,
        impact=lambda row, _said: [_("确认以后，“%s”计入组织数。") % row],
    )  # fmt: skip


def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Hang a body under another one."""

    def impact(row: Organisation, said: dict[str, Any]) -> list[str]:
        if why := services.why_not_move(row, said["parent"], said["on"]):
            raise services.CannotMove(why)
        told = {"row": row, "old": row.parent or "—", "new": said["parent"], "on": said["on"], "n": _below(row)}
        return [
            _("从 %(on)s 起，“%(row)s”归“%(new)s”，它下面的 %(n)d 个组织一起过去。") % told,
            _("%(on)s 以前的数字在“按当时隶属”里仍算“%(old)s”的，在“按现在隶属”里算“%(new)s”的。") % told,
            _("只管“%(old)s”的用户马上看不到它，管“%(new)s”的用户马上看得到。") % told,
        ]

    return _act(request, pk, verb=_("调整隶属"), may="move", form=forms.MoveForm, do=services.move, impact=impact)


def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a body another name."""

    def impact(row: Organisation, said: dict[str, Any]) -> list[str]:
        told = {"old": row, "new": said["name"], "on": said["on"]}
        return [
            _("从 %(on)s 起，“%(old)s”叫“%(new)s”。数字和记录不变。") % told,
            _("“%(old)s”留作曾用名：导入旧表、查找时仍然认得。") % told,
        ]

    return _act(request, pk, verb=_("更名"), may="edit", form=forms.RenameForm, do=services.rename, impact=impact)


def dissolve(request: HttpRequest, pk: int) -> HttpResponse:
    """End a body."""

    def impact(row: Organisation, said: dict[str, Any]) -> list[str]:
        return [
            _("从 %(on)s 起，“%(row)s”不再计入组织数，也不能再登记新的下级。") % {"on": said["on"], "row": row},
            _("以前的记录和数字都保留。办错了可以“恢复”。"),
        ]

    return _act(
        request, pk, verb=_("注销"), may="dissolve", form=forms.DissolveForm, do=services.dissolve, impact=impact
    )


def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a dissolving back."""
    return _act(
        request, pk, verb=_("恢复"), may="dissolve", form=forms.ReopenForm, do=services.reopen,
        impact=lambda row, _said: [_("“%s”恢复为正常，注销视为没有发生，组织数随之更正。") % row],
    )  # fmt: skip


def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Join a body into another one."""

    def impact(row: Organisation, said: dict[str, Any]) -> list[str]:
        told = {"row": row, "target": said["target"], "on": said["on"], "n": _below(row)}
        return [
            _("从 %(on)s 起，“%(row)s”并入“%(target)s”后注销，它下面的 %(n)d 个组织归“%(target)s”。") % told,
            _("以前的数字不合并、不丢失：“按当时隶属”各算各的，“按现在隶属”都算进“%(target)s”。") % told,
            _("以后写“%(row)s”就是指“%(target)s”。") % told,
        ]

    def do(*, organisation: Organisation, target: Organisation, **said: Any) -> Organisation:
        services.merge(sources=[organisation], target=target, **said)
        return organisation

    return _act(request, pk, verb=_("并入"), may="dissolve", form=forms.MergeForm, do=do, impact=impact)


def learn_alias(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a spelling that means a body."""

    def do(*, organisation: Organisation, text: str, actor: Any) -> Organisation:
        services.learn_alias(text=text, organisation=organisation, actor=actor)
        return organisation

    return _act(
        request, pk, verb=_("添加别名"), may="edit", form=forms.AliasForm, do=do,
        impact=lambda row, said: [
            _("以后导入的表格里写“%(text)s”，就是指“%(row)s”。") % {"row": row, "text": said["text"]}
        ],
    )  # fmt: skip


def _act(
    request: HttpRequest, pk: int, *, verb: str, may: str, form: type[forms.ActForm], do: Callable[..., Organisation],
    impact: Callable[[Organisation, dict[str, Any]], list[str]],
) -> HttpResponse:  # fmt: skip
    """Ask what a verb needs, say in words what it will do, and do it once that was agreed to."""
    row = _seen(request, pk)
    gate.require(request.user, may, row)
    asked = form(request.POST or None, initial={"on": clock.today()}, actor=request.user)
    told: list[str] = []
    if request.method == "POST" and asked.is_valid():
        if request.POST.get("agreed"):
            with shown_in(asked):
                done = do(organisation=row, actor=request.user, **asked.cleaned_data)
                messages.success(request, _("已办好：%(verb)s“%(row)s”。") % {"verb": verb, "row": done})
                return redirect(
                    detail("detail", row.pk) if gate.allows(request.user, "view", done) else "organisations:tree"
                )
        else:
            with shown_in(asked):
                told = impact(row, asked.cleaned_data)
    pick = next((field for field in asked.fields.values() if isinstance(field, forms.BodyField)), None)
    context = {
        "row": row, "verb": verb, "form": asked, "told": told, "offered": pick.offered() if pick else [],
        "back": detail("detail", row.pk),
    }  # fmt: skip
    return page(request, "organisations/act.html", context, status=422 if asked.errors else 200)


def _parent_for(division: Division, actor: Any) -> str:
    codes = [row.code for row in queries.chain_of(division)[:-1]]
    rows = Organisation.objects.visible_to(actor).filter(kind="association", division__in=codes).active()
    nearest = rows.order_by("-division_id").select_related("parent").first()
    return forms.label_of(nearest) if nearest else ""


def _with_places(rows: Any) -> list[dict[str, Any]]:
    found = list(rows)
    above = {row.code: row for row in Division.objects.filter(code__in={row.parent_code for row in found})}
    return [{"row": row, "above": above.get(row.parent_code)} for row in found]


def _below(row: Organisation) -> int:
    return Organisation.objects.under(row.path).standing().count() - 1


def _seen(request: HttpRequest, key: Any) -> Organisation:
    if not str(key).isdecimal() or len(str(key)) > 18:
        raise Http404
    row = Organisation.objects.visible_to(request.user).select_related("parent", "division").filter(pk=key).first()
    if row is None:
        raise Http404
    return row
