"""The meeting held online: an assembly made of what is known, its result taken into the step, or left for paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from kexie.core import gate, records
from kexie.core.flow import WrongState
from kexie.work.founding import rules
from kexie.work.founding.models import Nominee, Procedure
from kexie.work.votes import services as votes
from kexie.work.votes.models import Assembly, Question

from .steps import FROM_ASSEMBLY, NotYet, held, refuse_over, refuse_signed, settle


def hold_assembly(
    *, procedure: Procedure, actor: gate.Actor, assembly: Assembly | None = None,
    texts: Mapping[str, str] | None = None,
) -> Assembly:  # fmt: skip
    """Prepare an assembly for the meeting step, a new one or one that is there: what is adopted, and who is elected.

    A new one is the body's, or that of the association above while the body does not stand. All of its agenda may be
    changed until it opens; of one that has opened the agenda stays as it is. `texts` are what is adopted, by the words
    the kind declares and "rule". Posts are made when the procedure ends, never from the assembly itself.

    :raises NotAllowed: the actor may not edit this procedure, or at the body that meets
    :raises WrongState: it is not at its meeting, there is one already, the minutes of another are signed, or the
        assembly that is there belongs to another body or procedure, or those it elected took office
    :raises Invalid: what was said does not make an assembly
    """
    gate.require(actor, "edit", procedure)
    with transaction.atomic():
        row = _at_meeting(procedure)
        if row.assembly_id:
            raise WrongState(_("已经建了在线会议，请打开那一次会议。"))
        if not row.nominees.exists():
            raise WrongState(_("还没有候选人，不能建选举。请退回提名那一步，先提名候选人。"))
        if assembly is None:
            row.assembly = _new(row, actor)
        else:
            _require_free(row, assembly)
            row.assembly = votes.lead_assembly(assembly=assembly, actor=actor)
        if row.assembly.state == Assembly.State.PREPARING:
            _fill_agenda(row, texts or {}, actor)
        _clear(row, actor)
        records.save(row, actor=actor, did="hold_assembly", note=str(row.assembly))
        return row.assembly


def take_result(*, procedure: Procedure, actor: gate.Actor) -> Procedure:
    """Take what an assembly that is over decided into the step: day, who was there, votes, who was elected.

    Whoever was elected without having stood is put on the list.

    :raises NotAllowed: the actor may not edit this procedure
    :raises WrongState: it is not at its meeting, is held on paper, or its minutes are signed
    :raises NotYet: the assembly is not over
    """
    gate.require(actor, "edit", procedure)
    with transaction.atomic():
        row = _at_meeting(procedure)
        assembly = row.assembly
        if assembly is None:
            raise WrongState(_("没有在线会议，请填纸质会议的结果。"))
        if assembly.state != Assembly.State.ENDED:
            raise NotYet(_("“%s”还没有散会，散会以后才能带入结果。") % assembly, missing=[])
        refuse_signed(row, {rules.VOTES, *FROM_ASSEMBLY})
        elections = [
            *assembly.questions.filter(state=Question.State.COUNTED).exclude(position="").select_related("outcome")
            .prefetch_related("candidates").order_by("number")
        ]  # fmt: skip
        _take_people(row, elections, actor)
        present = max((one.present for one in elections), default=0)
        secret = any(one.is_secret for one in elections)
        row.facts = {
            **row.facts, "meeting_on": assembly.held_on.isoformat(), "invited": str(assembly.roll.count()),
            "attended": str(present), "way": rules.BALLOT if secret else rules.HANDS,
        }  # fmt: skip
        settle(row)
        return records.save(row, actor=actor, did="take_result", note=str(assembly))


def leave_assembly(*, procedure: Procedure, actor: gate.Actor) -> Procedure:
    """Go back to typing the result of a meeting held on paper, or to preparing another; the assembly stays as it is.

    :raises NotAllowed: the actor may not edit this procedure
    :raises WrongState: it is not at its meeting, there is no assembly, or its minutes are signed
    """
    gate.require(actor, "edit", procedure)
    with transaction.atomic():
        row = _at_meeting(procedure)
        if row.assembly is None:
            raise WrongState(_("没有在线会议，请填纸质会议的结果。"))
        said = str(row.assembly)
        _clear(row, actor)
        row.assembly = None
        return records.save(row, actor=actor, did="leave_assembly", note=said)


def _at_meeting(procedure: Procedure) -> Procedure:
    row = held(procedure)
    refuse_over(row)
    if row.current is None or not row.current.has_votes:
        raise WrongState(_("现在不在开会这一步，请刷新页面看最新进展。"))
    return row


def _new(row: Procedure, actor: gate.Actor) -> Assembly:
    kind = Assembly.Kind.TERM_CHANGE if row.spec.is_term_change else Assembly.Kind.FOUNDING
    facts = {code: row.facts.get(code, "") for code in ("chair", "recorder", "tellers")}
    assembly = Assembly(
        organisation=row.body or row.organisation, name=f"{row.name}{row.spec.meeting}"[:80], kind=kind,
        held_on=row.day("meeting_on"), place=row.facts.get("meeting_place", "")[:80], is_led=True, **facts,
    )  # fmt: skip
    return votes.keep_assembly(assembly=assembly, actor=actor)


def _require_free(row: Procedure, assembly: Assembly) -> None:
    if assembly.organisation_id not in (row.body_id, row.organisation_id):
        raise WrongState(_("“%s”不是这个单位的会议，请选本单位或上级科协的会议。") % assembly)
    if Procedure.objects.filter(assembly=assembly).exists():
        raise WrongState(_("“%s”已经用在另一件组建、换届里。") % assembly)


def _fill_agenda(row: Procedure, texts: Mapping[str, str], actor: gate.Actor) -> None:
    """Put what is adopted and the elections on the agenda, as drafts; what is on it already stays as it is."""
    there = {*row.assembly.questions.values_list("title", flat=True)}
    positions = {*row.assembly.questions.values_list("position", flat=True)}
    rule = _("选举办法") if row.facts.get("way") == rules.BALLOT else _("举手表决办法")
    for named, what in (*((one, one) for one in row.spec.adopts), ("rule", rule)):
        title = _("通过%s") % what
        if title not in there:
            motion = Question(
                assembly=row.assembly, kind=Question.Kind.RESOLUTION, title=title, text=texts.get(named, ""),
                secrecy=Question.Secrecy.HANDS, by_phone=True,
            )  # fmt: skip
            votes.keep_question(question=motion, candidates=[], actor=actor)
    for position in dict.fromkeys(row.nominees.order_by("number", "pk").values_list("position", flat=True)):
        if position not in positions:
            _ask(row, position, actor)


def _ask(row: Procedure, position: str, actor: gate.Actor) -> None:
    """Put the election to a position on the agenda."""
    people = [*row.nominees.filter(position=position).order_by("number", "pk")]
    seats = 1 if position in row.spec.single else min(row.seats.get(position) or len(people), len(people))
    is_secret = row.facts.get("way") == rules.BALLOT
    question = Question(
        assembly=row.assembly, title=_("选举%s") % position, position=position, seats=seats,
        secrecy=Question.Secrecy.SECRET if is_secret else Question.Secrecy.HANDS, by_phone=True,
        contest=Question.Contest.MORE if len(people) > seats else Question.Contest.EQUAL,
    )  # fmt: skip
    named = [votes.Named(n, one.name, one.unit) for n, one in enumerate(people, start=1)]
    votes.keep_question(question=question, candidates=named, actor=actor)


def _take_people(row: Procedure, elections: list[Question], actor: gate.Actor) -> None:
    """Write everybody's votes and whether they were elected; the last round in which they stood says the votes."""
    said: dict[tuple[str, str], int] = {}
    elected: set[tuple[str, str]] = set()
    for one in elections:
        figures = one.outcome.figures
        said |= {(one.position, name): count for name, count in _votes(one, figures).items()}
        elected |= {(one.position, each["name"]) for each in figures["elected"]}
        said |= {(one.position, each["name"]): each["votes"] for each in figures["elected"]}
    known = {(one.position, one.name): one for one in row.nominees.all()}
    last = row.nominees.aggregate(n=Max("number"))["n"] or 0
    for number, key in enumerate(sorted(elected - set(known)), start=last + 1):
        known[key] = _written_in(row, key, number)
    for key, nominee in known.items():
        nominee.votes, nominee.won = said.get(key), key in elected
        records.save(nominee, actor=actor, did="take_result")


def _votes(question: Question, figures: Mapping[str, Any]) -> dict[str, int]:
    marks = figures["tally"]["marks"]
    return {one.name: marks[str(one.number)]["for"] for one in question.candidates.all()}


def _written_in(row: Procedure, key: tuple[str, str], number: int) -> Nominee:
    position, name = key
    listed = [*row.assembly.roll.filter(name=name)]
    unit, phone = (listed[0].unit, listed[0].phone) if len(listed) == 1 else ("", "")
    return Nominee(procedure=row, number=number, name=name, position=position, unit=unit or _("会上另选"), phone=phone)


def _clear(row: Procedure, actor: gate.Actor) -> None:
    """Forget the result that stood so far; a signed paper that says it is in the way."""
    refuse_signed(row, {rules.VOTES, "attended"})
    row.facts = {code: value for code, value in row.facts.items() if code != "attended"}
    for one in row.nominees.all():
        if one.votes is not None or one.won is not None:
            one.votes = one.won = None
            records.save(one, actor=actor, did="answer")
