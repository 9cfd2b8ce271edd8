"""The page that leads through a procedure, and the verbs along the way."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kexie.core import clock, gate
from kexie.core.acts import ask
from kexie.core.audit.history import history_of
from kexie.core.files.sending import sent
from kexie.core.forms import shown_in
from kexie.core.web import page
from kexie.network.organisations.models import Organisation
from kexie.work.founding import documents, queries, rules, services
from kexie.work.founding.desks import ProcedureDesk
from kexie.work.founding.forms import BeginForm, NomineeForm, ReasonForm, StepForm
from kexie.work.founding.models import Nominee, Procedure, Prospect


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Begin: first what is to be done, then where and under which name."""
    gate.require(request.user, "edit", Procedure)
    kind = rules.KINDS.get(request.GET.get("kind", ""))
    prospect = _optional(request, Prospect, "prospect")
    if kind is None:
        return page(request, "founding/begin.html", {"kinds": rules.KINDS.values(), "query": request.GET.urlencode()})
    start = {name: row.pk for name in ("organisation", "body") if (row := _optional(request, Organisation, name))}
    if prospect is not None:
        start |= {"organisation": prospect.organisation_id, "name": f"{prospect.name}科协"}
    start.setdefault("organisation", request.user.organisation_id)
    form = BeginForm(request.POST or None, kind=kind, actor=request.user, initial=start)
    if request.method == "POST" and form.is_valid():
        said = {"organisation": request.user.organisation, **form.cleaned_data}
        how = {"kind": kind.code, "prospect": prospect, "actor": request.user, "today": clock.today()}
        with shown_in(form):
            row = services.begin(**said, **how)
            messages.success(request, _("开始办：%s。") % row)
            return redirect(ProcedureDesk.url("detail", row.pk))
    context = {"kind": kind, "form": form, "prospect": prospect}
    return page(request, "founding/begin_kind.html", context, status=422 if form.errors else 200)


@require_safe
def procedure(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is done, what is now and what comes later, with the one next action."""
    return shown(request, seen(request, Procedure, pk))


@require_http_methods(["POST"])
def step(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Keep what was typed at a step; then make a paper of it, or say that the step is done, as the button says."""
    row = seen(request, Procedure, pk)
    gate.require(request.user, "edit", row)
    declared = next((one for one in row.plan if one.code == code), None)
    if declared is None:
        raise Http404
    form = StepForm(request.POST, procedure=row, step=declared)
    if not form.is_valid():
        return shown(request, row, form=form)
    with shown_in(form):
        row = services.answer(
            procedure=row, step=code, facts=form.facts, seats=form.seats, votes=form.votes, actor=request.user
        )  # fmt: skip
        if paper := request.POST.get("paper"):
            return _paper(request, row, paper)
        if request.POST.get("do") == "finish":
            note = form.cleaned_data.get("note", "")
            services.finish_step(procedure=row, step=code, today=clock.today(), note=note, actor=request.user)
            messages.success(request, _("“%s”办好了。") % declared.title)
        else:
            messages.success(request, _("已保存。"))
        return redirect(ProcedureDesk.url("detail", row.pk))
    return shown(request, row, form=form)


@require_POST
def skip_step(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Leave a step out that need not be done."""
    row = services.skip_step(procedure=seen(request, Procedure, pk), step=code, actor=request.user)
    return redirect(ProcedureDesk.url("detail", row.pk))


@require_POST
def reopen_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Go back one step."""
    row = services.reopen_step(procedure=seen(request, Procedure, pk), actor=request.user)
    messages.success(request, _("已退回到“%s”。") % row.step)
    return redirect(ProcedureDesk.url("detail", row.pk))


@require_http_methods(["GET", "HEAD", "POST"])
def abandon(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a procedure up."""
    row = seen(request, Procedure, pk)

    def do(said: dict[str, Any]) -> str:
        services.abandon(procedure=row, actor=request.user, today=clock.today(), **said)
        return _("已中止：%s。填过的内容和文书都还在，随时可以恢复。") % row

    lead = _("中止以后不再催办。填过的内容、文书和签字件都留着，以后可以恢复。")
    return ask(request, ProcedureDesk, row, _("中止"), ReasonForm(request.POST or None), do, lead=lead)


@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with what was given up."""
    row = services.resume(procedure=seen(request, Procedure, pk), actor=request.user)
    messages.success(request, _("已恢复，接着办：%s。") % row)
    return redirect(ProcedureDesk.url("detail", row.pk))


@require_POST
def conclude(request: HttpRequest, pk: int) -> HttpResponse:
    """End it: the body, its term and its posts come about."""
    row = services.conclude(procedure=seen(request, Procedure, pk), actor=request.user, today=clock.today())
    messages.success(request, _("办结：%s已登记，任期和任职已入册。") % row.body)
    return redirect(ProcedureDesk.url("detail", row.pk))


def shown(request: HttpRequest, row: Procedure, *, form: StepForm | None = None) -> HttpResponse:
    """Render the page of a procedure; with `form` the step it is of stands open with its errors."""
    may_edit = row.state == Procedure.State.RUNNING and gate.allows(request.user, "edit", row)
    asked = form.step.code if form else request.GET.get("step", "")
    opened = next((one for one in row.plan if one.code == asked and (one.code in row.done or one == row.current)), None)
    opened = opened or row.current
    if form is None and opened is not None and may_edit:
        form = StepForm(procedure=row, step=opened)
    papers = queries.papers_of(row)
    nominees = list(row.nominees.all())
    titles = {code: ask.title for code, ask in row.spec.asks.items()}
    context = {
        "row": row, "may_edit": may_edit, "steps": queries.steps_of(row, clock.today()), "opened": opened, "form": form,
        "papers": papers, "made": _made(row, papers), "kinds": rules.PAPERS, "nominees": nominees, "titles": titles,
        "nominee_form": _nominee_form(request, row) if may_edit and opened and opened.has_nominees else None,
        "assemblies": queries.assemblies_for(row, request.user) if may_edit and _wants_assembly(row) else [],
        "lost": queries.lost_motions(row.assembly) if row.decided_by else [],
        "may_conclude": row.current is None and gate.allows(request.user, "found", row) and may_edit,
        "trail": history_of(row, actor=request.user), "desk": ProcedureDesk(request),
    }  # fmt: skip
    return page(request, "founding/procedure.html", context, status=422 if form and form.errors else 200)


def _made(row: Procedure, papers: dict[str, list[Any]]) -> dict[str, str]:
    """Return for every paper how it stands: signed, withdrawn, fresh, stale (facts changed since), or missing facts."""
    found = {}
    for code in {code for one in row.plan for code in one.papers}:
        newest = papers.get(code, [None])[0]
        if newest is not None and newest.signed_id:
            found[code] = "withdrawn" if newest.withdrawn_because else "signed"
        elif newest is not None:
            same = not documents.lacking(row, code) and newest.made_from == documents.digest(
                documents.build(row, code, clock.now())
            )
            found[code] = "fresh" if same else "stale"
        else:
            found[code] = ""
    return found


def _wants_assembly(row: Procedure) -> bool:
    return row.current is not None and row.current.has_votes and row.assembly_id is None


def _nominee_form(request: HttpRequest, row: Procedure) -> NomineeForm:
    return NomineeForm(instance=Nominee(procedure=row), actor=request.user, auto_id="nominee_%s")


def _paper(request: HttpRequest, row: Procedure, code: str) -> HttpResponse:
    if code not in rules.PAPERS:
        raise Http404
    return sent(made(request, row, code).file)


def made(request: HttpRequest, row: Procedure, code: str) -> Any:
    """Make a paper of what is known now, and return it.

    :raises Lacking: something it says is not known
    :raises AlreadySigned: its signed copy stands
    """
    document = documents.build(row, code, clock.now().replace(second=0, microsecond=0))
    return services.make_paper(
        procedure=row, code=code, document=document, made_from=documents.digest(document), actor=request.user
    )


def seen(request: HttpRequest, model: Any, pk: int) -> Any:
    """Return a row the reader may see, else 404."""
    row = model.objects.visible_to(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _optional(request: HttpRequest, model: Any, name: str) -> Any:
    asked = request.GET.get(name, "")
    return seen(request, model, int(asked)) if asked.isdecimal() and len(asked) < 19 else None
