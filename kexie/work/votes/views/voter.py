"""A voter's own page, opened by their code: sign in, vote on what is open. Plain forms, no account, no script."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kexie.core import clock, limits
from kexie.core.forms import shown_in
from kexie.core.refusals import Refusal
from kexie.core.web import page
from kexie.work.votes import queries, rules, services
from kexie.work.votes.forms import CodeForm
from kexie.work.votes.models import Assembly, Mark, Presence, Question, RollEntry
from kexie.work.votes.policies import Voter

TRIES = {"most": 40, "seconds": 600}  # wrong codes from one address: a hall shares one

asked = require_http_methods(["GET", "HEAD", "POST"])


@login_not_required
@never_cache
@asked
def enter_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code of a slip, for whoever cannot scan it."""
    form = CodeForm(request.POST or None)
    if form.is_bound and form.is_valid():
        with shown_in(form):
            code = "".join(form.cleaned_data["code"].split()).replace("-", "").lower()
            _entry(request, code)
            return redirect("votes:voter", code)
    return page(request, "votes/enter.html", {"form": form}, status=422 if form.errors else 200)


@login_not_required
@never_cache
@asked
def voter(request: HttpRequest, code: str) -> HttpResponse:
    """Show somebody what they may do now; sign them in, show what they are about to cast, cast it."""
    entry = _entry(request, code)
    said: dict[str, Any] = {}
    if request.method == "POST":
        try:
            said = _act(request, entry)
        except Refusal as refusal:
            said = {"refused": str(refusal), **_typed(request, entry)}
        else:
            if not said:
                return redirect("votes:voter", code)
    return page(request, "votes/voter.html", _context(entry, said), status=422 if "refused" in said else 200)


def _act(request: HttpRequest, entry: RollEntry) -> dict[str, Any]:
    """Do what the form says; return what the page has to show again, nothing when it is done."""
    act, actor = request.POST.get("act", ""), Voter(entry)
    if act == "attend":
        services.attend(entry=entry, actor=actor)
        return {}
    typed = _typed(request, entry)
    if act == "cast" and typed:
        services.cast(
            question=typed["question"], entry=entry, marks=typed["marks"], write_in=typed["write_in"], actor=actor
        )
        return {}
    return {**typed, "is_looked_at": act == "look"}


def _typed(request: HttpRequest, entry: RollEntry) -> dict[str, Any]:
    number = request.POST.get("question", "")
    is_number = number.isdecimal() and len(number) < 9
    question = entry.assembly.questions.filter(number=number).first() if is_number else None
    if question is None:
        return {}
    paper = queries.paper_of(question)
    marks = {line: request.POST.get(f"m_{line}", "") for line in rules.lines(paper)}
    written = [name for name in request.POST.get("write_in", "").replace("，", "、").split("、") if name.strip()]
    return {"question": question, "marks": {line: mark for line, mark in marks.items() if mark}, "write_in": written}


def _context(entry: RollEntry, said: dict[str, Any]) -> dict[str, Any]:
    assembly = entry.assembly
    there = Presence.objects.filter(entry=entry).first()
    how = dict(Mark.objects.filter(entry=entry).values_list("question_id", "how"))
    questions = [*assembly.questions.order_by("number")]
    held = said.get("question")
    papers = [
        _paper(one, said if held is not None and held.pk == one.pk else {})
        for one in questions
        if there and one.state == Question.State.OPEN and one.by_phone and not how.get(one.pk)
    ]
    return {
        "entry": entry, "assembly": assembly, "there": there, "papers": papers, "refused": said.get("refused", ""),
        "voted": [one for one in questions if how.get(one.pk) == Mark.How.PHONE],
        "on_paper": [one for one in questions if how.get(one.pk) == "paper" and one.state == Question.State.OPEN],
        "is_running": assembly.state == Assembly.State.RUNNING, "is_over": assembly.state == Assembly.State.ENDED,
        "now": clock.now(),
    }  # fmt: skip


def _paper(question: Question, said: dict[str, Any]) -> dict[str, Any]:
    paper, marks = queries.paper_of(question), said.get("marks", {})
    lines = [
        {"key": one["key"], "name": one["name"], "unit": one["unit"], "mark": marks.get(one["key"], "")}
        for one in paper.get("candidates", [{"key": rules.MOTION, "name": question.title, "unit": ""}])
    ]
    return {
        "question": question, "paper": paper, "lines": lines, "written": "、".join(said.get("write_in", [])),
        "is_looked_at": said.get("is_looked_at", False),
        "is_blank": not said.get("write_in") and set(marks.values()) <= {"abstain"},
    }  # fmt: skip


def _entry(request: HttpRequest, code: str) -> RollEntry:
    who = request.META.get("REMOTE_ADDR", "")
    limits.require("vote", who, **TRIES)
    try:
        return services.entry_of(code=code)
    except Refusal:
        limits.spend("vote", who, seconds=TRIES["seconds"])
        raise
