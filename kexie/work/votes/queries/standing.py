"""How an assembly and its questions stand, and the one next step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from kexie.core import gate
from kexie.core.gate import Actor
from kexie.network.organisations.models import Organisation
from kexie.work.governance import services as governance
from kexie.work.membership.models import Membership
from kexie.work.votes import rules
from kexie.work.votes.models import Assembly, Mark, Presence, Question, RollEntry

from .papers import faults_of

FEW = 5  # votes by phone below which the box hides nobody


@dataclass(frozen=True)
class Step:
    """One of the five steps of an assembly: `state` is "done", "now" or "later"."""

    title: str
    said: str
    state: str


@dataclass(frozen=True)
class Next:
    """The one thing to do now: a page to go to, or a verb to press when `posts`."""

    title: str
    url: str
    why: str
    posts: bool = False


def of_body(body: Organisation, actor: Actor) -> QuerySet[Assembly] | None:
    """Return a body's assemblies, newest first; None where there are none, so that the block is left out."""
    found = Assembly.objects.visible_to(actor).filter(organisation=body).order_by("-held_on", "-pk")[:5]
    return found or None


def suggested_roll(assembly: Assembly) -> list[rules.Named]:
    """Return who may belong on the roll: members of the body on that day, then who holds a post at it, each once."""
    on, body = assembly.held_on, assembly.organisation
    members = Membership.objects.filter(organisation=body, joined_on__lte=on).exclude(left_on__lt=on)
    found = [row.person for row in members.select_related("person").order_by("joined_on", "pk")]
    found += [row.person for row in governance.standing_at([body.pk], on)]
    people = {person.pk: person for person in found}.values()
    return [rules.Named(n, p.name, p.unit, p.phone, person=p.pk) for n, p in enumerate(people, start=1)]


def presence_of(assembly: Assembly) -> dict[str, Any]:
    """Return how many should be there, how many are, and how many have to be."""
    ways = dict(
        Presence.objects.filter(entry__assembly=assembly).order_by().values_list("votes_by").annotate(n=Count("pk"))
    )
    roll = assembly.roll.count()
    present = sum(ways.values())
    least = rules.needed(assembly.quorum, roll, is_over=False)
    return {
        "roll": roll, "present": present, "least": least, "is_enough": bool(roll) and present >= least,
        "lacking": max(0, least - present), "phone": ways.get(Presence.Votes.PHONE, 0),
        "paper": ways.get(Presence.Votes.PAPER, 0),
    }  # fmt: skip


def roll_with_presence(assembly: Assembly) -> QuerySet[RollEntry]:
    """Return the roll in order, each entry with whether they are there and whether they have a code."""
    return assembly.roll.select_related("presence", "voting_code").order_by("number")


def turnout(question: Question) -> dict[str, int]:
    """Return how many have had their vote, by which way: all that anybody may know before the voting is closed."""
    found = dict(Mark.objects.filter(question=question).order_by().values_list("how").annotate(n=Count("pk")))
    phone, paper = found.get(Mark.How.PHONE, 0), found.get(Mark.How.PAPER, 0)
    return {"phone": phone, "paper": paper, "all": phone + paper}


def warnings_of(question: Question) -> list[str]:
    """Return where few voters make secrecy thin: said before the voting and beside the result."""
    if not question.is_secret:
        return []
    said, roll = [], question.assembly.roll.count()
    if roll < FEW:
        said.append(_("应到只有 %d 人，从结果就可能猜出谁投了什么。人这么少，请考虑改用纸质票当场混合计票。") % roll)
    if question.by_phone and question.state != Question.State.WAITING:
        phone = turnout(question)["phone"]
        if 0 < phone < FEW:
            few = _("用手机投票的只有 %d 人，票箱里的票太少，容易被猜出是谁的。") % phone
            said.append(few + _("请让他们改用纸质票，或请更多人用手机。"))
    return said


def steps_of(assembly: Assembly) -> tuple[list[Step], Next | None]:
    """Return the five steps with how each stands, and the next thing to do; none when all is done."""
    questions, there = [*assembly.questions.order_by("number")], presence_of(assembly)
    at = _reached(assembly, questions, there)
    counted = sum(one.state == Question.State.COUNTED for one in questions)
    voted = sum(one.state in (Question.State.CLOSED, Question.State.COUNTED) for one in questions)
    said = [
        _("名单 %(roll)d 人，表决事项 %(n)d 项") % {"roll": there["roll"], "n": len(questions)},
        _("实到 %(present)d / 应到 %(roll)d") % there if assembly.is_frozen else "",
        _("已投 %(n)d / %(all)d 项") % {"n": voted, "all": len(questions)} if at >= 2 else "",
        _("已计 %(n)d / %(all)d 项") % {"n": counted, "all": len(questions)} if at >= 2 else "",
        _("会议记录和结果报告") if assembly.state == Assembly.State.ENDED else "",
    ]
    titles = [_("准备"), _("开会"), _("表决"), _("计票"), _("结果")]
    states = ["done" if n < at else "now" if n == at else "later" for n in range(5)]
    steps = [Step(*each) for each in zip(titles, said, states, strict=True)]
    return steps, _next(assembly, questions, there, at)


def question_standing(question: Question, actor: Actor) -> dict[str, Any]:
    """Return what the page of a question shows: turnout, tellers, the outcome with names."""
    outcome = getattr(question, "outcome", None) if question.state == Question.State.COUNTED else None
    tallies = {one.ordinal: one for one in question.tallies.all()} if question.state != Question.State.OPEN else {}
    return {
        "question": question, "turnout": turnout(question), "ordinals": [1, 2] if question.is_secret else [1],
        "warnings": warnings_of(question),
        "there": presence_of(question.assembly), "tallies": tallies, "outcome": outcome,
        "results": outcome and results_of(question, outcome.figures),
        "candidates": [*question.candidates.all()], "later": question.later.first(),
        "differ": [*differences(question, tallies)] if len(tallies) == 2 else [],
    }  # fmt: skip


def results_of(question: Question, figures: Mapping[str, Any]) -> dict[str, Any]:
    """Return an outcome in the words and names of the page and the papers: rows of votes, checks, the sentence."""
    tally = figures["tally"]
    through = {one["name"] for one in figures["elected"]}
    tied = {one["name"] for one in figures["tied"]}
    if question.is_election:
        rows = [
            {"name": one.name, "unit": one.unit, **tally["marks"][str(one.number)]} for one in question.candidates.all()
        ]
        rows += [{"name": n, "unit": _("另选"), "for": votes} for n, votes in sorted(tally["write_in"].items())]
        rows.sort(key=lambda row: -row["for"])
    else:
        rows = [{"name": question.title, "unit": "", **tally["marks"][rules.MOTION]}]
    for row in rows:
        row["said"] = _("当选") if row["name"] in through else _("票数相同") if row["name"] in tied else ""
    if not question.is_election:
        rows[0]["said"] = {"passed": _("通过"), "lost": _("没有通过")}.get(figures["verdict"], _("无效"))
    checks = [{**check, "title": _check_said(check["test"])} for check in figures["checks"]]
    return {
        "rows": rows, "checks": checks, "said": verdict_said(question, figures), "needed": figures["needed"],
        "base": figures["base"], "is_good": figures["verdict"] in ("passed", "elected"),
        "is_open": figures["verdict"] in ("void", "tied", "short"), "tally": tally,
    }  # fmt: skip


def verdict_said(question: Question, figures: Mapping[str, Any]) -> str:
    """Say an outcome in one sentence."""
    names = "、".join(one["name"] for one in figures["elected"])
    tied = "、".join(one["name"] for one in figures["tied"])
    some = _("%s当选；") % names if names else _("没有人当选；")
    left = {"tied": tied, "n": figures["vacant"]}
    return {
        "void": _("表决无效，需要重新表决。"),
        "passed": _("通过。"),
        "lost": _("没有通过。"),
        "elected": _("%s当选。") % names,
        "tied": some + _("%(tied)s票数相同，还有 %(n)d 个名额，需要再次投票。") % left,
        "short": some + _("还有 %(n)d 个名额没有选出，可以再次投票或空缺。") % left,
    }[figures["verdict"]]


def differences(question: Question, tallies: Mapping[int, Any]) -> list[str]:
    """Yield in words where two tellers' figures differ: what to count again, not who is right."""
    one, two = tallies[1].figures, tallies[2].figures
    names = {str(c.number): c.name for c in question.candidates.all()} | {rules.MOTION: question.title}
    found = [said for key, said in (("returned", _("收回")), ("invalid", _("无效"))) if one[key] != two[key]]
    found += [names.get(line, line) for line in one["marks"] if one["marks"][line] != two["marks"].get(line)]
    if one["write_in"] != two["write_in"]:
        found.append(_("另选他人"))
    return found


def _check_said(test: str) -> str:
    return {
        "quorum": _("到会人数达到规定"),
        "handed_out": _("发出的票不多于到会人数"),
        "returned": _("收回的票不多于发出的票"),
    }[test]


def _reached(assembly: Assembly, questions: list[Question], there: Mapping[str, Any]) -> int:
    if not assembly.is_frozen:
        return 0
    if assembly.state == Assembly.State.ENDED:
        return 4
    states = {one.state for one in questions}
    if Question.State.CLOSED in states and Question.State.OPEN not in states:
        return 3
    if states <= {Question.State.COUNTED}:
        return 4
    began = bool(states - {Question.State.WAITING})
    return 2 if began or there["is_enough"] else 1


def _next(assembly: Assembly, questions: list[Question], there: Mapping[str, Any], at: int) -> Next | None:
    pk = assembly.pk
    if not assembly.is_frozen:
        if not there["roll"]:
            return Next(_("添加应到名单"), reverse("votes:roll", args=[pk]), _("先写清谁应当到会、有表决权。"))
        if not questions:
            url = f"{reverse('votes:question_create')}?assembly={pk}"
            return Next(_("添加表决事项"), url, _("把要选举的职务和要通过的议案逐项写好。"))
        why = _("名单、规则和选票从此冻结，不能再改。请先核对。")
        return Next(_("核对无误，开会"), reverse("votes:open_assembly", args=[pk]), why, posts=True)
    if assembly.state == Assembly.State.ENDED:
        return None
    if at == 1:
        why = _("至少到 %(least)d 人才能表决，还差 %(lacking)d 人。") % there
        return Next(_("报到"), reverse("votes:presence", args=[pk]), why)
    titles = {
        Question.State.OPEN: _("表决中：%s"),
        Question.State.CLOSED: _("计票：%s"),
        Question.State.WAITING: _("表决：%s"),
    }
    for state, title in titles.items():
        if found := next((one for one in questions if one.state == state), None):
            return Next(title % found, reverse("votes:question_detail", args=[found.pk]), "")
    why = _("各项都有结果了。散会后计入台账，并出会议记录。")
    return Next(_("散会"), reverse("votes:end_assembly", args=[pk]), why, posts=True)


def guide_of(assembly: Assembly, actor: Actor) -> dict[str, Any]:
    """Return what leads through an assembly: the steps, the next one, presence, whether those elected take office."""
    steps, following = steps_of(assembly)
    elected = any(
        figures["elected"]
        for figures in assembly.questions.exclude(position="")
        .filter(state=Question.State.COUNTED)
        .values_list("outcome__figures", flat=True)
    )
    may_edit = gate.allows(actor, "edit", assembly)
    return {
        "assembly": assembly, "steps": steps, "next": following if may_edit else None,
        "is_ended": assembly.state == Assembly.State.ENDED,
        "may_take_office": may_edit and elected and assembly.state == Assembly.State.ENDED
        and assembly.took_office_on is None and not assembly.is_led,
        "faults": faults_of(assembly) if assembly.state == Assembly.State.ENDED else [],
    }  # fmt: skip


def papers_of(assembly: Assembly) -> dict[str, Any]:
    """Return what the block of roll and papers shows."""
    return {"there": presence_of(assembly), "is_running": assembly.state == Assembly.State.RUNNING}


def agenda_of(assembly: Assembly) -> dict[str, Any]:
    """Return the items of an assembly with what came of each, in a sentence."""
    rows = []
    for one in assembly.questions.select_related("outcome").prefetch_related("candidates").order_by("number"):
        is_counted = one.state == Question.State.COUNTED
        rows.append({"row": one, "said": verdict_said(one, one.outcome.figures) if is_counted else ""})
    return {"assembly": assembly, "rows": rows, "is_preparing": not assembly.is_frozen}
