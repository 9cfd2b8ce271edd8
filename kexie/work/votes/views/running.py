"""Running an assembly: opening, who is there, voting, counting, ending. Each verb is one button."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import segno
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kexie.core import clock, gate
from kexie.core.forms import shown_in
from kexie.core.web import back_to, page, told_on
from kexie.work.votes import queries, services
from kexie.work.votes.forms import OfficeForm, TallyForm
from kexie.work.votes.models import Assembly, Presence, Question, RollEntry

asked = require_http_methods(["GET", "HEAD", "POST"])


@require_POST
def open_assembly(request: HttpRequest, pk: int) -> HttpResponse:
    """Freeze roll, rules and papers, and begin."""
    assembly = _assembly(request, pk)
    return _do(
        request, reverse("votes:assembly_detail", args=[pk]),
        lambda: services.open_assembly(assembly=assembly, actor=request.user, at=clock.now()),
        _("已开会。名单、规则和选票从现在起不能再改。"),
    )  # fmt: skip


@asked
def presence(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who is there; sign somebody in, take that back, or say that they vote by phone or on paper."""
    assembly = _assembly(request, pk)
    if request.method == "POST":
        entry = get_object_or_404(
            RollEntry.objects.visible_to(request.user).filter(assembly=assembly).select_related(
                "assembly__organisation"
            ), pk=_number(request.POST.get("entry", "")),
        )  # fmt: skip
        acts = {
            "in": lambda: services.attend(entry=entry, actor=request.user),
            "undo": lambda: services.undo_attend(entry=entry, actor=request.user),
            **{
                way: lambda way=way: services.choose_way(entry=entry, votes_by=way, actor=request.user)
                for way in Presence.Votes.values
            },
        }
        act = acts.get(request.POST.get("act", ""))
        if act is None:
            raise Http404
        return _do(request, f"{reverse('votes:presence', args=[pk])}#e{entry.number}", act)
    context = {
        "assembly": assembly, "there": queries.presence_of(assembly), "entries": queries.roll_with_presence(assembly),
        "may_edit": assembly.state == Assembly.State.RUNNING and gate.allows(request.user, "edit", assembly),
    }  # fmt: skip
    return page(request, "votes/presence.html", context)


@never_cache
@require_POST
def codes(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue codes and show their slips, this once: to one entry anew, or to all who have none."""
    assembly = _assembly(request, pk)
    entries = [*queries.roll_with_presence(assembly)]
    one = _number(request.POST.get("entry", ""))
    wanted = [e for e in entries if (e.pk == one if one else not hasattr(e, "voting_code"))]
    made = services.issue_codes(assembly=assembly, entries=wanted, actor=request.user)
    if not made:
        messages.info(request, _("每个人都有投票码了。丢了的，在那个人后面点“换码”。"))
        return redirect("votes:presence", pk)
    slips = []
    for entry, code in made:
        address = request.build_absolute_uri(reverse("votes:voter", args=[code]))
        square = segno.make(address, error="m", micro=False).svg_data_uri(border=1)
        spaced = " ".join(code[n : n + 4] for n in range(0, len(code), 4))
        slips.append({"entry": entry, "code": spaced, "address": address, "square": square})
    site = request.build_absolute_uri(reverse("votes:enter_code"))
    return page(request, "votes/codes.html", {"assembly": assembly, "slips": slips, "site": site})


@require_safe
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """Show presence, what is voted on and results in large print, for the projector."""
    assembly = _assembly(request, pk)
    questions = [*assembly.questions.select_related("outcome").order_by("number")]
    now = next((one for one in questions if one.state == Question.State.OPEN), None)
    counted = [
        (one, queries.results_of(one, one.outcome.figures))
        for one in questions if one.state == Question.State.COUNTED
    ]  # fmt: skip
    context = {
        "assembly": assembly, "there": queries.presence_of(assembly), "now": now,
        "turnout": queries.turnout(now) if now else None, "counted": counted,
        "waiting": [one for one in questions if one.state == Question.State.CLOSED],
    }  # fmt: skip
    return page(request, "votes/screen.html", context)


@require_POST
def open_vote(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the voting on a question."""
    question = _question(request, pk)
    return _do(
        request, _at(question), lambda: services.open_vote(question=question, actor=request.user), _("开始投票。")
    )


@require_POST
def hand_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand papers out to everybody there who votes on paper."""
    question = _question(request, pk)

    def act() -> None:
        n = services.hand_out(question=question, actor=request.user)
        messages.success(request, _("发出纸质票 %d 张。") % n)

    return _do(request, _at(question), act)


@require_POST
def take_back_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an unused paper back, by the number on the roll."""
    question = _question(request, pk)
    gate.require(request.user, "edit", question)
    number = _number(request.POST.get("number", ""))
    entry = question.assembly.roll.filter(number=number).first()
    if entry is None:
        messages.error(request, _("名单里没有这个序号。"))
        return redirect(_at(question))
    return _do(
        request, _at(question),
        lambda: services.take_back_paper(question=question, entry=entry, actor=request.user),
        _("已收回“%s”未用的票。") % entry,
    )  # fmt: skip


@require_POST
def close_vote(request: HttpRequest, pk: int) -> HttpResponse:
    """End the voting on a question."""
    question = _question(request, pk)
    return _do(
        request, _at(question), lambda: services.close_vote(question=question, actor=request.user),
        _("已停止投票，可以计票了。"),
    )  # fmt: skip


@asked
def tally(request: HttpRequest, pk: int, ordinal: int) -> HttpResponse:
    """Ask one teller what they counted. The other's figures are not shown here."""
    question = _question(request, pk)
    gate.require(request.user, "edit", question)
    form = TallyForm(request.POST or None, question=question)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            with shown_in(form):
                services.type_tally(
                    question=question, ordinal=ordinal, teller=form.cleaned_data["teller"], figures=form.figures(),
                    actor=request.user,
                )  # fmt: skip
                messages.success(request, _("已录入。"))
                return redirect(_at(question))
    context = {
        "question": question, "form": form, "ordinal": ordinal, "turnout": queries.turnout(question),
        "there": queries.presence_of(question.assembly),
    }  # fmt: skip
    return page(request, "votes/tally.html", context, status=status)


@require_POST
def count_votes(request: HttpRequest, pk: int) -> HttpResponse:
    """Count, and seal the outcome."""
    question = _question(request, pk)
    return _do(
        request, _at(question),
        lambda: services.count_votes(question=question, actor=request.user, at=clock.now()), _("已计票，结果封存。"),
    )  # fmt: skip


@require_POST
def next_round(request: HttpRequest, pk: int) -> HttpResponse:
    """Put to the vote again what is left open, among all of those or the ticked."""
    question = _question(request, pk)
    names = request.POST.getlist("name") or None
    later: list[Question] = []

    def act() -> None:
        later.append(services.next_round(question=question, actor=request.user, names=names))

    answer = _do(request, _at(question), act)
    return redirect(_at(later[0])) if later else answer


@require_POST
def remove_question(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an item off the agenda."""
    question = _question(request, pk)
    back = reverse("votes:assembly_detail", args=[question.assembly_id])
    return _do(
        request, back, lambda: services.remove_question(question=question, actor=request.user),
        _("已删去“%s”。") % question,
    )  # fmt: skip


@require_POST
def end_assembly(request: HttpRequest, pk: int) -> HttpResponse:
    """End the assembly."""
    assembly = _assembly(request, pk)
    return _do(
        request, reverse("votes:assembly_detail", args=[pk]),
        lambda: services.end_assembly(assembly=assembly, actor=request.user, at=clock.now()),
        _("已散会，计入台账。"),
    )  # fmt: skip


@asked
def take_office(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask from which day those elected hold office, and make their appointments."""
    assembly = _assembly(request, pk)
    gate.require(request.user, "edit", assembly)
    form = OfficeForm(request.POST or None, initial={"on": assembly.held_on})
    if request.method == "POST" and form.is_valid():
        with shown_in(form):
            made = services.take_office(assembly=assembly, on=form.cleaned_data["on"], actor=request.user)
            messages.success(request, _("已登记 %d 人任职。") % len(made))
            return redirect("votes:assembly_detail", pk)
    elected = [
        (question, one)
        for question in assembly.questions.filter(state=Question.State.COUNTED).exclude(position="")
        for one in question.outcome.figures["elected"]
    ]
    context = {
        "assembly": assembly, "form": form, "elected": elected,
        "begins_term": assembly.kind in (Assembly.Kind.FOUNDING, Assembly.Kind.TERM_CHANGE),
    }  # fmt: skip
    return page(request, "votes/take_office.html", context, status=422 if form.errors else 200)


def _do(request: HttpRequest, back: str, act: Callable[[], Any], said: str = "") -> HttpResponse:
    """Do it and go back; why it was refused is said on the page one comes back to."""
    with told_on(request):
        act()
        if said:
            messages.success(request, said)
    return redirect(back_to(request, back))


def _assembly(request: HttpRequest, pk: int) -> Assembly:
    return get_object_or_404(Assembly.objects.visible_to(request.user).select_related("organisation"), pk=pk)


def _question(request: HttpRequest, pk: int) -> Question:
    rows = Question.objects.visible_to(request.user).select_related("assembly__organisation")
    return get_object_or_404(rows, pk=pk)


def _at(question: Question) -> str:
    return reverse("votes:question_detail", args=[question.pk])


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0
