"""Counting: tellers type what they counted, two of them apart; then the outcome is sealed and stands for good."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from kexie.core import gate, records
from kexie.core.refusals import Invalid, Refusal
from kexie.work.votes import queries, rules
from kexie.work.votes.models import Outcome, Question, Tally

from .coming import required_running
from .freezing import draw_serials
from .keeping import put_candidates
from .voting import NotOpen

PAPER_TELLERS = 2


class NotAgreed(Refusal):
    """What tellers counted is missing, or they do not agree."""

    code = "not_agreed"


def type_tally(
    *, question: Question, ordinal: int, teller: str, figures: Mapping[str, Any], actor: gate.Actor
) -> Tally:
    """Keep what one teller counted of paper ballots or hands; typing again replaces it until the outcome is sealed.

    figures: {"returned", "invalid", "marks": {line: {mark: n}}, "write_in": {name: n}}.

    :raises NotAllowed: the actor may not edit at this body
    :raises NotOpen: voting is still going on, or the outcome is sealed
    :raises Invalid: the figures contradict each other, the second teller is the first, or more hands than people
    """
    gate.require(actor, "edit", question)
    with transaction.atomic():
        question = _closed(question)
        most = PAPER_TELLERS if question.is_secret else 1
        if not 1 <= ordinal <= most:
            raise Invalid(_("这项表决由 %d 人录入计票。") % most)
        teller = teller.strip()
        other = question.tallies.exclude(ordinal=ordinal).filter(teller=teller).exists()
        if not teller or other:
            say = _("两次录入要由两位计票人分别做，请写另一位的姓名。") if other else _("请写计票人姓名。")
            raise Invalid(say, fields={"teller": [say]})
        _require_sound(question, figures)
        row = question.tallies.filter(ordinal=ordinal).first() or Tally(question=question, ordinal=ordinal)
        row.teller = teller
        for name in ("returned", "invalid", "marks", "write_in"):
            setattr(row, name, figures[name])
        return records.save(row, actor=actor, did="type_tally")


def count_votes(*, question: Question, actor: gate.Actor, at: datetime) -> Outcome:
    """Open the box, add what the tellers agree on, decide by the frozen rules, and seal the outcome for good.

    :raises NotAllowed: the actor may not edit at this body
    :raises NotOpen: voting is still going on, or it was counted
    :raises NotAgreed: a teller's count is missing, or the two do not agree
    """
    gate.require(actor, "edit", question)
    with transaction.atomic():
        question = _closed(question)
        assembly = question.assembly
        sealed = queries.sealed_question(question)
        _require_agreed(question, sealed)
        paper, parts = sealed["paper"], sealed["counted"]
        figures = rules.decide(
            assembly.rules, paper, queries.roll_of(assembly)["size"], question.present,
            rules.handed_out_of(paper, sealed["marks"], parts), rules.tally(paper, sealed["ballots"], parts),
        )  # fmt: skip
        sealed["outcome"] = json.loads(json.dumps(figures))
        outcome = Outcome(
            question=question, figures=sealed["outcome"], seal=rules.seal(question.frozen, sealed), counted_at=at,
            counted_by=str(actor),
        )  # fmt: skip
        records.save(outcome, actor=actor, did="count_votes", note=_("核对码 %s") % outcome.seal)
        question.state = Question.State.COUNTED
        records.save(question, actor=actor, did="count_votes", is_checked=True)
    return outcome


def next_round(*, question: Question, actor: gate.Actor, names: Sequence[str] | None = None) -> Question:
    """Put to the vote again what the outcome left open, on a paper frozen at once and chained to those before it.

    After a tie, between the tied; where too few had enough votes, among those not elected (or those `names` of them);
    after a void vote, as it was. The number of seats is what stayed vacant.

    :raises NotAllowed: the actor may not edit at this body
    :raises NotRunning: the assembly is over
    :raises NotOpen: nothing is left open, or another round was begun
    """
    gate.require(actor, "edit", question)
    with transaction.atomic():
        question = _locked(question)
        assembly = required_running(question.assembly)
        outcome = Outcome.objects.filter(question=question).first()
        verdict = outcome.figures["verdict"] if outcome else ""
        if verdict not in ("void", "tied", "short") or question.later.exists():
            raise NotOpen(_("“%s”没有需要再次投票的。") % question)
        people, seats = _left_open(question, outcome.figures, names)
        numbers = assembly.questions.aggregate(most=Max("number"))
        later = Question(
            assembly=assembly, number=numbers["most"] + 1, kind=question.kind, text=question.text,
            title=_("%s（再次投票）") % question.title.removesuffix(_("（再次投票）")), secrecy=question.secrecy,
            by_phone=question.by_phone, position=question.position, seats=seats, least=min(question.least or 0, seats),
            most=None, write_in=question.write_in, later_of=question,
            contest=Question.Contest.MORE if len(people) > seats else Question.Contest.EQUAL,
        )  # fmt: skip
        records.save(later, actor=actor, did="next_round")
        put_candidates(question=later, candidates=people, actor=actor)
        before = assembly.questions.filter(later_of__isnull=False).exclude(pk=later.pk).order_by("-number").first()
        frozen = draw_serials(later, queries.roll_of(assembly)["size"])
        later.frozen = rules.chained(before.frozen if before else assembly.frozen, frozen)
        return records.save(later, actor=actor, did="freeze", note=_("核对码 %s") % later.frozen, is_checked=True)


def _left_open(
    question: Question, figures: Mapping[str, Any], names: Sequence[str] | None
) -> tuple[list[rules.Named], int]:
    units = {one.name: one.unit for one in question.candidates.all()}
    if figures["verdict"] == "void":
        return [rules.Named(0, name, unit) for name, unit in units.items()], question.seats
    if figures["verdict"] == "tied":
        left = [one["name"] for one in figures["tied"]]
    else:
        tally, elected = figures["tally"], {one["name"] for one in figures["elected"]}
        votes = {one.name: tally["marks"][str(one.number)]["for"] for one in question.candidates.all()}
        left = sorted((n for n in votes if n not in elected), key=lambda n: -votes[n])
        left = [name for name in left if names is None or name in names]
    return [rules.Named(0, name, units.get(name, "")) for name in left], figures["vacant"]


def _require_sound(question: Question, figures: Mapping[str, Any]) -> None:
    why = rules.why_not_counted(queries.paper_of(question), figures)
    if why.startswith("line:"):
        key = why.removeprefix("line:")
        who = next((one.name for one in question.candidates.all() if str(one.number) == key), str(question))
        valid = figures["returned"] - figures["invalid"]
        raise Invalid(_("“%(who)s”的赞成、反对、弃权加起来不等于有效票 %(valid)d 张，请核对。") % {
            "who": who, "valid": valid,
        })  # fmt: skip
    said = {
        "negative": _("计票数不能小于零。"), "invalid": _("无效票比收回的票还多，请核对。"),
        "lines": _("有的候选人没有填计票数。"), "write_in": _("另选他人的票数不对：这次不能另选，或比有效票还多。"),
        "most": _("赞成票加起来比有效票能选的还多，请核对：多选的票应算无效。"),
    }  # fmt: skip
    if why:
        raise Invalid(said[why])
    if not question.is_secret:
        room = question.present - queries.turnout(question)["phone"]
        if figures["returned"] > room:
            raise Invalid(_("举手的人数（%(n)d）比在场没有用手机表决的人数（%(room)d）还多，请重新清点。") % {
                "n": figures["returned"], "room": room,
            })  # fmt: skip


def _require_agreed(question: Question, sealed: Mapping[str, Any]) -> None:
    parts = sealed["counted"]
    wanted = (PAPER_TELLERS if sealed["marks"]["paper"] else 0) if question.is_secret else 1
    if len(parts) < wanted:
        raise NotAgreed(_("计票还没有录完：已录 %(n)d 份，需要 %(wanted)d 份。") % {"n": len(parts), "wanted": wanted})
    if any(part != parts[0] for part in parts):
        raise NotAgreed(_("两位计票人录入的数不一致。请对照选票核对，改正录错的那一份。"))


def _closed(question: Question) -> Question:
    question = _locked(question)
    if question.state != Question.State.CLOSED:
        raise NotOpen(_("“%(question)s”现在不能计票（%(state)s）。") % {
            "question": question, "state": question.get_state_display(),
        })  # fmt: skip
    return question


def _locked(question: Question) -> Question:
    rows = Question._base_manager.select_for_update(of=("self",)).select_related("assembly__organisation")
    return rows.get(pk=question.pk)
