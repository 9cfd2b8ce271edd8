"""What is prepared before an assembly opens: rules, roll and papers. All may change until then, and never after."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from kexie.core import gate, records
from kexie.core.refusals import Invalid
from kexie.work.votes import rules
from kexie.work.votes.models import Assembly, Candidate, Question, RollEntry

from .freezing import Frozen

WRONG = {
    "nameless": _("第 %(line)d 行没有姓名。"),
    "name": _("第 %(line)d 行的“%(name)s”不像姓名：姓名里不能有数字，姓名、单位、手机请用空格或制表符隔开。"),
    "long": _("第 %(line)d 行太长：姓名不超过 60 个字，单位不超过 120 个字。"),
}


def keep_assembly(*, assembly: Assembly, actor: gate.Actor) -> Assembly:
    """Store an assembly while it is prepared.

    :raises NotAllowed: the actor may not edit at this body
    :raises Frozen: it has opened
    :raises Invalid: a field refuses
    """
    gate.require(actor, "edit", assembly)
    with transaction.atomic():
        did = "change" if assembly.pk else "create"
        if assembly.pk:
            _require_preparing(assembly)
        return records.save(assembly, actor=actor, did=did)


def lead_assembly(*, assembly: Assembly, actor: gate.Actor) -> Assembly:
    """Let a procedure of a floor above lead an assembly: it makes the posts, and the assembly itself no more.

    :raises NotAllowed: the actor may not edit at this body
    :raises Frozen: those it elected took office
    """
    gate.require(actor, "edit", assembly)
    with transaction.atomic():
        row = Assembly._base_manager.select_for_update(of=("self",)).get(pk=assembly.pk)
        if row.took_office_on is not None:
            raise Frozen(_("“%s”的当选人已经登记就任，不能再用来办组建、换届。") % row)
        row.is_led = True
        return records.save(row, actor=actor, did="lead_assembly")


def add_to_roll(*, assembly: Assembly, people: Sequence[rules.Named], actor: gate.Actor) -> int:
    """Put people on the roll and return how many were new: who stands there by name and unit is not added twice.

    All or none: a line that cannot be read refuses the whole list, and says which.

    :raises NotAllowed: the actor may not edit at this body
    :raises Frozen: it has opened
    :raises Invalid: a line cannot be used, there is none, or there are too many
    """
    gate.require(actor, "edit", assembly)
    if bad := next((one for one in people if one.wrong), None):
        raise Invalid(_(WRONG[bad.wrong]) % {"line": bad.line, "name": bad.name[:20]})
    with transaction.atomic():
        _require_preparing(assembly)
        held = {(one.name, one.unit) for one in assembly.roll.all()}
        number = assembly.roll.aggregate(most=Max("number"))["most"] or 0
        fresh: list[RollEntry] = []
        for one in people:
            if (one.name, one.unit) in held:
                continue
            held.add((one.name, one.unit))
            number += 1
            said = {"name": one.name, "unit": one.unit, "phone": one.phone, "person_id": one.person}
            fresh.append(RollEntry(assembly=assembly, number=number, **said))
        if len(held) > rules.MOST:
            raise Invalid(_("一次会议的应到名单最多 %d 人。人数更多的请先选代表。") % rules.MOST)
        for entry in fresh:
            records.check(entry, but=["assembly", "person"])
        records.add_many(fresh, actor=actor, did="add_to_roll", path=assembly.organisation.path)
    return len(fresh)


def clear_roll(*, assembly: Assembly, actor: gate.Actor, numbers: Sequence[int] | None = None) -> int:
    """Take people off the roll by their numbers, or everybody; those who stay are numbered anew. Return how many went.

    :raises NotAllowed: the actor may not edit at this body
    :raises Frozen: it has opened
    """
    gate.require(actor, "edit", assembly)
    with transaction.atomic():
        _require_preparing(assembly)
        entries = [*assembly.roll.all()]
        gone = [one for one in entries if numbers is None or one.number in numbers]
        path = assembly.organisation.path
        records.remove_many(gone, actor=actor, did="clear_roll", path=path)
        stay = [one for one in entries if one not in gone]
        moved = []
        for number, entry in enumerate(stay, start=1):  # upward only: no two share a number on the way
            if entry.number != number:
                entry.number = number
                moved.append(entry)
        for entry in moved:
            records.save(entry, actor=actor, did="clear_roll", is_checked=True)
    return len(gone)


def keep_question(*, question: Question, candidates: Sequence[rules.Named], actor: gate.Actor) -> Question:
    """Store an item of the agenda with its candidates, in the order they are given; a new one comes last.

    :raises NotAllowed: the actor may not edit at this body
    :raises Frozen: the assembly has opened
    :raises Invalid: a field refuses, or candidates and rules of the paper do not go together
    """
    gate.require(actor, "edit", question)
    if why := _why_not(question, candidates):
        raise Invalid(why[1], fields={why[0]: [why[1]]})
    with transaction.atomic():
        _require_preparing(question.assembly)
        did = "change" if question.pk else "create"
        if not question.pk:
            question.number = (question.assembly.questions.aggregate(most=Max("number"))["most"] or 0) + 1
        records.save(question, actor=actor, did=did)
        held = [(one.name, one.unit) for one in question.candidates.all()] if did == "change" else []
        if held != [(one.name, one.unit) for one in candidates]:
            put_candidates(question=question, candidates=candidates, actor=actor)
    return question


def remove_question(*, question: Question, actor: gate.Actor) -> None:
    """Take an item off the agenda; those after it move up.

    :raises NotAllowed: the actor may not edit at this body
    :raises Frozen: the assembly has opened
    """
    gate.require(actor, "edit", question)
    with transaction.atomic():
        assembly = question.assembly
        _require_preparing(assembly)
        records.remove_many([*question.candidates.all()], actor=actor, did="remove", path=assembly.organisation.path)
        records.remove(question, actor=actor, did="remove")
        for number, later in enumerate(assembly.questions.all(), start=1):
            if later.number != number:
                later.number = number
                records.save(later, actor=actor, did="change", is_checked=True)


def put_candidates(*, question: Question, candidates: Sequence[rules.Named], actor: gate.Actor) -> None:
    """Replace the candidates of a paper that is not frozen, in the order they are given.

    :raises NotAllowed: the actor may not edit at this body
    """
    gate.require(actor, "edit", question)
    path = question.assembly.organisation.path
    records.remove_many([*question.candidates.all()], actor=actor, did="change", path=path)
    rows = [
        Candidate(question=question, number=n, name=one.name, unit=one.unit)
        for n, one in enumerate(candidates, start=1)
    ]
    records.add_many(rows, actor=actor, did="change", path=path)


def _why_not(question: Question, candidates: Sequence[rules.Named]) -> tuple[str, str] | None:
    if not question.is_election:
        return ("candidates", _("议案没有候选人。要选人，请把“表决什么”改成选举。")) if candidates else None
    if bad := next((one for one in candidates if one.wrong), None):
        return "candidates", _(WRONG[bad.wrong]) % {"line": bad.line, "name": bad.name[:20]}
    names = [one.name for one in candidates]
    if len(set(names)) < len(names):
        twin = next(name for name in names if names.count(name) > 1)
        return "candidates", _("“%s”写了两次。两个候选人同名时，请在姓名后加一个字区别，如“王伟（女）”。") % twin
    if not candidates and not question.write_in:
        return "candidates", _("请写候选人，每行一人：姓名，单位职务。")
    if question.contest == Question.Contest.EQUAL and candidates and len(candidates) != question.seats:
        return "seats", _("等额选举的候选人数（%(n)d）要等于应选名额（%(seats)d）。") % {
            "n": len(candidates), "seats": question.seats,
        }  # fmt: skip
    if question.contest == Question.Contest.MORE and len(candidates) <= question.seats:
        return "seats", _("差额选举的候选人数（%(n)d）要多于应选名额（%(seats)d）。") % {
            "n": len(candidates), "seats": question.seats,
        }  # fmt: skip
    if (question.most or question.seats) > question.seats:
        return "most", _("每票最多选的人数不能多于应选名额（%d）。") % question.seats
    if (question.least or 0) > (question.most or question.seats):
        return "least", _("每票至少选的人数不能多于最多选的人数。")
    return None


def _require_preparing(assembly: Assembly) -> None:
    """Refuse once it has opened: asked under a lock, so that nothing slips in beside the opening."""
    row = Assembly._base_manager.select_for_update(of=("self",)).get(pk=assembly.pk)
    if row.is_frozen:
        raise Frozen(_("“%s”已经开会，名单、规则和选票都冻结了，不能再改。") % row)
