"""Ending an assembly, and what follows from it: it counts in the ledger, and who was elected takes office."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.core import gate, records
from kexie.core.refusals import Refusal
from kexie.network.people.models import Person
from kexie.office.ledger import services as ledger
from kexie.work.governance import services as governance
from kexie.work.governance.models import Appointment, Term
from kexie.work.votes.measures import HELD
from kexie.work.votes.models import Assembly, Candidate, Question

from .coming import required_running
from .voting import NotOpen

TERM_BEGINS = (Assembly.Kind.FOUNDING, Assembly.Kind.TERM_CHANGE)
A_DAY = timedelta(days=1)
UNFINISHED = (Question.State.OPEN, Question.State.CLOSED)


def end_assembly(*, assembly: Assembly, actor: gate.Actor, at: datetime) -> Assembly:
    """End it and post it to the ledger. What was not voted on stays so.

    :raises NotAllowed: the actor may not edit at this body
    :raises NotRunning: it is not running
    :raises NotOpen: something is still voted on or waits to be counted, or nothing was counted
    """
    gate.require(actor, "edit", assembly)
    with transaction.atomic():
        assembly = required_running(Assembly._base_manager.select_for_update(of=("self",)).get(pk=assembly.pk))
        questions = [*assembly.questions.all()]
        if unfinished := next((one for one in questions if one.state in UNFINISHED), None):
            raise NotOpen(_("“%s”还没有计票，计票以后再散会。") % unfinished)
        if not any(one.state == Question.State.COUNTED for one in questions):
            raise NotOpen(_("还没有一项表决有结果，不能散会。"))
        assembly.state, assembly.ended_at = Assembly.State.ENDED, at
        records.save(assembly, actor=actor, did="end_assembly", is_checked=True)
        line = ledger.Line(HELD.code, 1, assembly.held_on, kind=assembly.kind)
        ledger.post(source=ledger.Source(assembly, assembly.organisation, [line]), actor=actor, at=at)
    return assembly


class NotElected(Refusal):
    """Nobody can take office: the assembly is not over, nobody was elected to a position, or they have taken it."""

    code = "not_elected"


def take_office(*, assembly: Assembly, on: date, actor: gate.Actor) -> list[Appointment]:
    """Make appointments of everybody who was elected to a position, from a day on; return them.

    A founding or term change closes the body's term on the day before, with the posts that stand in it, and opens the
    next. Whoever stood on the roll or held a post here before, alone of their name, is taken for that person.

    :raises NotAllowed: the actor may not edit at this body
    :raises NotElected: it is not over, was done before, elected nobody to a position, or a procedure makes the posts
    :raises Invalid: the day is before the assembly or before the term that runs
    """
    gate.require(actor, "edit", assembly)
    with transaction.atomic():
        assembly = (
            Assembly._base_manager.select_for_update(of=("self",)).select_related("organisation").get(pk=assembly.pk)
        )
        if assembly.state != Assembly.State.ENDED or assembly.took_office_on:
            done = _("“%s”的当选人已经登记就任。") if assembly.took_office_on else _("“%s”还没有散会。")
            raise NotElected(done % assembly)
        if assembly.is_led:
            raise NotElected(_("“%s”是一件组建或换届的会，当选人在那一件办结时登记任职，不在这里登记。") % assembly)
        if on < assembly.held_on:
            say = _("就任日期不能早于开会日期（%s）。") % assembly.held_on
            raise NotElected(say, fields={"on": [say]})
        elected = [*_elected(assembly)]
        if not elected:
            raise NotElected(_("没有人当选职务，不用登记就任。"))
        if assembly.kind in TERM_BEGINS:
            _begin_term(assembly, on, actor)
        assembly.took_office_on = on
        records.save(assembly, actor=actor, did="take_office", is_checked=True)
        return [_appoint(assembly, question, name, on, actor) for question, name in elected]


def _elected(assembly: Assembly) -> Iterator[tuple[Question, str]]:
    rows = assembly.questions.filter(state=Question.State.COUNTED).exclude(position="")
    for question in rows.select_related("outcome").order_by("number"):
        for one in question.outcome.figures["elected"]:
            yield question, one["name"]


def _begin_term(assembly: Assembly, on: date, actor: gate.Actor) -> None:
    body = assembly.organisation
    running = Term.objects.filter(organisation=body, ended_on=None, starts_on__lt=on).order_by("-starts_on").first()
    if running is not None:
        governance.close_term(term=running, on=on - A_DAY, actor=actor, note=str(assembly))
    governance.open_term(organisation=body, starts_on=on, actor=actor, note=str(assembly))


def _appoint(assembly: Assembly, question: Question, name: str, on: date, actor: gate.Actor) -> Appointment:
    body = assembly.organisation
    stood = Candidate.objects.filter(question=question, name=name).first()
    listed = [*assembly.roll.filter(name=name)]
    entry = listed[0] if len(listed) == 1 else None
    person = _known(assembly, name, entry.person_id if entry else None)
    unit = (stood.unit if stood else "") or (entry.unit if entry else "")
    draft = Appointment(
        organisation=body, position=question.position, from_on=on, unit=unit, person=person, note=str(assembly),
        chosen=Appointment.Chosen.BALLOT if question.is_secret else Appointment.Chosen.HANDS,
    )  # fmt: skip
    facts = None if person else {"name": name, "unit": unit, "phone": entry.phone if entry else ""}
    return governance.appoint(appointment=draft, actor=actor, facts=facts, note=str(assembly))


def _known(assembly: Assembly, name: str, listed: int | None) -> Person | None:
    """Return the person of this name on the roll, or who alone of that name held a post at the body before."""
    if listed:
        return Person.objects.get(pk=listed)
    before = Person.objects.filter(appointments__organisation=assembly.organisation, name=name).distinct()[:2]
    return before[0] if len(before) == 1 else None
