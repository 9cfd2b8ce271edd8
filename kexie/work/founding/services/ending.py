"""The end of a procedure: the body, its term and its posts come about in one transaction; or it is given up."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.core import gate, records
from kexie.core.flow import WrongState
from kexie.core.refusals import Invalid, Refusal
from kexie.network.organisations import queries as names
from kexie.network.organisations import services as organisations
from kexie.network.organisations.models import Organisation
from kexie.work.founding import rules
from kexie.work.founding.models import Nominee, Procedure, candidates_of
from kexie.work.governance import services as governance
from kexie.work.governance.models import Appointment, Term

from . import prospects
from .steps import held, refuse_over

State = Procedure.State


class CannotConclude(Refusal):
    """Steps are left to do."""

    code = "cannot_conclude"


def conclude(*, procedure: Procedure, actor: gate.Actor, today: date) -> Procedure:
    """End a procedure: the body is founded on the day of its meeting, its term begins, those elected take office.

    A body that was only suggested is confirmed. A term change closes the term that runs on the day before. Either all
    of it comes about or nothing does.

    :raises NotAllowed: the actor may not found bodies there
    :raises WrongState: it is over
    :raises CannotConclude: a step is left to do
    :raises Refusal: the body, its term or a post cannot be registered; what and why is said
    """
    gate.require(actor, "found", procedure)
    with transaction.atomic():
        row = held(procedure)
        refuse_over(row)
        if row.current is not None:
            raise CannotConclude(_("还有“%s”没有办，不能办结。") % row.current.title)
        day = row.day("meeting_on")
        row.body = row.body or _founded(row, day, actor, today)
        term = _term(row, day, actor)
        for nominee in _elected(row):
            _appoint(nominee, row, term, actor)
        row.state, row.ended_on, row.due_on = State.DONE, today, None
        records.save(row, actor=actor, did="conclude")
        if row.prospect is not None:
            prospects.settle_founded(prospect=row.prospect, body=row.body, on=day, actor=actor)
    return row


def abandon(*, procedure: Procedure, actor: gate.Actor, today: date, note: str) -> Procedure:
    """Give a procedure up; what was made and signed stays with it.

    :raises NotAllowed: the actor may not edit it
    :raises WrongState: it is over
    :raises Invalid: no reason is given
    """
    gate.require(actor, "edit", procedure)
    if not note.strip():
        say = _("请写明为什么中止。")
        raise Invalid(say, fields={"note": [say]})
    with transaction.atomic():
        row = held(procedure)
        refuse_over(row)
        row.state, row.ended_on, row.reason = State.ABANDONED, today, note.strip()[:200]
        return records.save(row, actor=actor, did="abandon", note=note)


def resume(*, procedure: Procedure, actor: gate.Actor) -> Procedure:
    """Go on with a procedure that was given up.

    :raises NotAllowed: the actor may not edit it
    :raises WrongState: it was not given up, or the same was begun anew
    """
    gate.require(actor, "edit", procedure)
    with transaction.atomic():
        row = held(procedure)
        if row.state != State.ABANDONED:
            raise WrongState(_("“%s”没有中止，不用恢复。") % row)
        same = Procedure.objects.filter(
            kind=row.kind, name=row.name, organisation=row.organisation, state=State.RUNNING
        )
        if same.exists():
            raise WrongState(_("“%s”已经重新开始办，请办那一件。") % row.name)
        row.state, row.ended_on, row.reason = State.RUNNING, None, ""
        return records.save(row, actor=actor, did="resume")


def _founded(row: Procedure, day: date, actor: gate.Actor, today: date) -> Organisation:
    spec, parent = row.spec, row.organisation
    beside = names.siblings(parent, spec.body).get((parent.pk, names.comparable(row.name)))
    there = Organisation.objects.filter(pk=beside, state=Organisation.State.SUGGESTED).first()
    if there is not None:
        return organisations.confirm(organisation=there, founded_on=day, actor=actor, today=today)
    facts = {"credit_code": row.facts["credit_code"]} if row.facts.get("credit_code") else {}
    note = str(row)
    if row.prospect is not None and row.prospect.credit_code:
        note += _("；依托企业统一社会信用代码 %s") % row.prospect.credit_code
    return organisations.found(
        name=row.name, kind=spec.body, parent=parent, level=spec.level, founded_on=day, actor=actor, today=today,
        division=None if spec.level else parent.division, note=note, **facts,
    )  # fmt: skip


def _term(row: Procedure, day: date, actor: gate.Actor) -> Term:
    if row.spec.is_term_change:
        running = Term.objects.filter(organisation=row.body, ended_on=None, starts_on__lt=day)
        for term in running.order_by("starts_on"):
            governance.close_term(term=term, on=day - timedelta(days=1), actor=actor, note=str(row))
        return governance.open_term(organisation=row.body, starts_on=day, actor=actor, note=str(row))
    years = row.spec.years
    return governance.open_term(organisation=row.body, starts_on=day, number=1, years=years, actor=actor, note=str(row))


def _elected(row: Procedure) -> list[Nominee]:
    nominees = {one.pk: one for one in row.nominees.all()}
    found = rules.elected_of(row.number("attended"), candidates_of(nominees.values()), row.spec, row.seats)
    return [nominees[one.key] for one in found]


def _appoint(nominee: Nominee, row: Procedure, term: Term, actor: gate.Actor) -> None:
    by_hands = row.facts.get("way") == rules.HANDS
    draft = Appointment(
        organisation=row.body, position=nominee.position, head=nominee.head, unit=nominee.unit,
        is_part_time=nominee.is_part_time, from_on=term.starts_on, term=term,
        chosen=Appointment.Chosen.HANDS if by_hands else Appointment.Chosen.BALLOT,
    )  # fmt: skip
    facts = {"name": nominee.name, "unit": nominee.unit, "phone": nominee.phone}
    governance.appoint(appointment=draft, facts=facts, actor=actor, note=str(row))
