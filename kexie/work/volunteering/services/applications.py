"""Asking to be registered as a volunteer, and what the unit decides."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kexie.core import clock, gate, records
from kexie.core.personal import matching
from kexie.core.refusals import Invalid, Refusal
from kexie.network.people import queries as people_queries
from kexie.network.people import services as people
from kexie.network.people.models import Person
from kexie.network.people.services import Guardian
from kexie.work.volunteering import queries, rules
from kexie.work.volunteering.flows import APPLICATION
from kexie.work.volunteering.models import Application, Volunteer

from ._telling import tell_application
from .assignments import apply
from .volunteers import NO_GUARDIAN, NOT_AGREED, TOO_YOUNG, AlreadyRegistered, keep

MOST_OPEN = 5  # of one telephone or mailbox: a family
SAID = (
    "organisation", "sex", "skills", "times", "guardian_name", "guardian_phone", "relation", "guardian_gives",
    "is_accompanied", "shift",
)  # fmt: skip
ERASED = dict.fromkeys(("id_number", "phone", "email", "guardian_name", "guardian_phone", "relation"), "")


class TooManyApplications(Refusal):
    """One telephone or mailbox has asked for too many people at once."""

    code = "too_many_applications"


class OldWording(Refusal):
    """They agreed to a text that has been replaced."""

    code = "old_wording"


def ask_to_register(*, application: Application, agrees: bool, actor: gate.Actor, at: datetime) -> Application:
    """Keep that somebody, whose telephone or mailbox was proved, wants to be registered; asked again, the newer stands.

    Whether a volunteer with this identity number is there already is not said here, but to the unit that decides.

    :raises NotAllowed: the actor may not ask
    :raises Invalid: something is missing or wrong, nobody agreed, or they are too young to, or to do so alone
    :raises AlreadyRegistered: this very contact and name are a volunteer's
    :raises TooManyApplications: five of this contact are open
    """
    gate.require(actor, "ask_to_register", application)
    application.version, application.asked_at = queries.CONSENT.version, at
    records.check(application)
    _require_fit(application, agrees, at)
    with transaction.atomic():
        contact = _same_contact(Application, application)
        people_there = Person.objects.filter(_same_contact(Person, application), name=application.name)
        if (known := Volunteer.objects.filter(person__in=people_there, left_on=None).first()) is not None:
            raise AlreadyRegistered(_("您已经是注册志愿者（编号 %s），不用再注册。") % known.number)
        open_ = Application.objects.filter(contact, state=Application.State.ASKED)
        same = open_.filter(matching(Application, "id_number", application.id_number)).first()
        if same is not None:
            for name in (*SAID, "name", "phone", "email", "version", "asked_at"):
                setattr(same, name, getattr(application, name))
            return records.save(same, actor=actor, did="ask_to_register")
        if open_.count() >= MOST_OPEN:
            raise TooManyApplications(_("这个号码已有 %d 份申请在等审核，请等审核以后再申请。") % MOST_OPEN)
        return records.save(application, actor=actor, did="ask_to_register")


def take_in(*, application: Application, actor: gate.Actor, at: datetime, note: str = "") -> Application:
    """Register who asked, with the consent they gave; who wanted a shift has asked for it with that.

    What is known of the person already is not changed by what they say; only an empty identity number is filled in.

    :raises NotAllowed: the actor may not edit this unit's volunteers
    :raises WrongState: it was decided, or taken back
    :raises OldWording: the text they agreed to has been replaced since
    :raises AlreadyRegistered: somebody with this identity number is a volunteer already, here or elsewhere
    """
    gate.require(actor, "edit", application)
    with transaction.atomic():
        row, volunteer = _locked(application), None
        if row.state == Application.State.ASKED:  # any other the flow refuses, with its sentence
            if row.version != queries.CONSENT.version:
                raise OldWording(_("同意书的文本已经更新，请本人重新提交一次申请。"))
            volunteer = _register(row, actor, at)
            note = "；".join(filter(None, (note, _shift_asked(row, volunteer, at))))
        return _decide(row, "take_in", actor=actor, at=at, note=note, volunteer=volunteer)


def turn_away(*, application: Application, actor: gate.Actor, at: datetime, note: str) -> Application:
    """Not register who asked, with a reason they are told; what they said of themselves is erased.

    :raises NotAllowed: the actor may not edit this unit's volunteers
    :raises WrongState: it was decided, or no reason is given
    """
    gate.require(actor, "edit", application)
    with transaction.atomic():
        return _decide(_locked(application), "turn_away", actor=actor, at=at, note=note)


def withdraw_application(*, application: Application, actor: gate.Actor) -> Application:
    """Take an application back before it is decided; what was said in it is erased.

    :raises NotAllowed: it is not the actor's
    :raises WrongState: it was decided
    """
    gate.require(actor, "withdraw_application", application)
    return APPLICATION.walk(application, "withdraw_application", actor=actor, **ERASED)


def _register(row: Application, actor: gate.Actor, at: datetime) -> Volunteer:
    facts: Mapping[str, Any] = {name: getattr(row, name) for name in ("name", "sex", "phone", "email", "id_number")}
    draft = Person(organisation=row.organisation, **facts)
    draft.clean()
    [found] = people.recognise(drafts=[draft], actor=actor)
    person = Person.objects.get(pk=found.pk)
    missing = {name: getattr(draft, name) for name in ("id_number", "born_on", "sex") if not getattr(person, name)}
    person = people.amend(person=person, facts=missing, actor=gate.SYSTEM)
    volunteer = Volunteer(
        organisation=row.organisation, person=person, skills=row.skills, times=row.times,
        is_accompanied=row.is_accompanied, registered_on=clock.day(at),
    )  # fmt: skip
    people.give_consent(
        person=person, purpose=queries.CONSENT.code, actor=actor, at=row.asked_at, guardian=guardian_of(row)
    )
    return keep(volunteer=volunteer, actor=actor, did="take_in")


def guardian_of(row: Application) -> Guardian | None:
    """Return the guardian an application names."""
    if not row.guardian_name:
        return None
    return Guardian(row.guardian_name, row.guardian_phone, row.relation, row.guardian_gives)


def _shift_asked(row: Application, volunteer: Volunteer, at: datetime) -> str:
    """Ask for the shift they came for; that it is over or full by now is no reason not to register them."""
    if row.shift is None:
        return ""
    try:
        with transaction.atomic():
            apply(shift=row.shift, volunteer=volunteer, actor=gate.SYSTEM, at=at)
    except Refusal as refusal:
        return str(refusal.message)
    return ""


def _decide(
    row: Application, move: str, *, actor: gate.Actor, at: datetime, note: str, volunteer: Volunteer | None = None
) -> Application:
    to, changes = row.phone or row.email, {**ERASED, "volunteer": volunteer}
    done = APPLICATION.walk(row, move, actor=actor, note=note, **changes)
    tell_application(done, to=to, at=at, why=note)
    return done


def _require_fit(row: Application, agrees: bool, at: datetime) -> None:
    wrong = {
        name: [_("请填写。")] for name in ("name", "id_number") if not str(getattr(row, name)).strip()
    }  # fmt: skip
    if wrong:
        raise Invalid(_("请填写姓名和身份证号。"), fields=wrong)
    if not agrees:
        raise Invalid(str(NOT_AGREED), fields={"agrees": [NOT_AGREED]})
    born_on = people_queries.born_on(Person(id_number=row.id_number))
    why = rules.why_not_register(
        years=people_queries.age_on(born_on, clock.day(at)) if born_on else None,
        has_guardian=bool(row.guardian_name.strip() and row.guardian_phone.strip()),
        agrees=row.guardian_gives, comes_along=row.is_accompanied,
    )  # fmt: skip
    if why:
        say, field = (TOO_YOUNG, "id_number") if why == "too_young" else (NO_GUARDIAN, "guardian_name")
        raise Invalid(say, fields={field: [say]})


def _same_contact(model: type[Any], row: Application) -> Q:
    field = "phone" if row.phone else "email"
    return matching(model, field, getattr(row, field)) if getattr(row, field) else Q(pk__in=[])


def _locked(application: Application) -> Application:
    rows = Application.objects.select_for_update(of=("self",)).select_related("organisation", "shift__post")
    return rows.get(pk=application.pk)
