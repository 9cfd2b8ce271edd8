"""Whom nobody named, and making the ledger say who was there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import chain, repeat

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.core import clock, gate, records
from kexie.core.events import announce
from kexie.core.refusals import Refusal
from kexie.network.organisations.models import Organisation
from kexie.office.ledger import services as ledger
from kexie.work.activities import measures
from kexie.work.activities import services as activities
from kexie.work.activities.models import Activity, Session
from kexie.work.attendance import rules
from kexie.work.attendance.events import Settled
from kexie.work.attendance.models import Attendance, Headcount, Settlement
from kexie.work.signups.models import Signup

PARTICIPATIONS, VOLUNTEERS = measures.RESULTS["participations"].code, measures.RESULTS["volunteers"].code


class NotYet(Refusal):
    """The session has not begun, or will not take place: there is nothing to settle."""

    code = "not_yet"


def record_headcount(*, headcount: Headcount, actor: gate.Actor, at: datetime) -> Headcount:
    """Write down how many came whom nobody named; of a settled session the ledger follows at once.

    :raises NotAllowed: the actor may not edit the activity
    :raises Invalid: a field refuses
    """
    gate.require(actor, "edit", headcount)
    if headcount._state.adding:
        headcount.recorded_by = str(actor)
    with transaction.atomic():
        records.save(headcount, actor=actor, did="record_headcount")
        _follow(headcount.session, actor, at)
    return headcount


def remove_headcount(*, headcount: Headcount, actor: gate.Actor, at: datetime) -> None:
    """Take a headcount back that was a mistake; what it held stays in the trail.

    :raises NotAllowed: the actor may not edit the activity
    """
    gate.require(actor, "edit", headcount)
    with transaction.atomic():
        session = headcount.session
        records.remove(headcount, actor=actor, did="remove_headcount")
        _follow(session, actor, at)


def look_at(*, attendance: Attendance, actor: gate.Actor, note: str = "") -> Attendance:
    """Say that a human looked at what was doubtful about somebody's scans; a new conflict will show again.

    :raises NotAllowed: the actor may not edit the activity
    """
    gate.require(actor, "edit", attendance)
    with transaction.atomic():
        attendance = Attendance.objects.select_for_update(of=("self",)).get(pk=attendance.pk)
        attendance.is_doubtful, attendance.looked_by, attendance.looked_note = False, str(actor), note
        return records.save(attendance, actor=actor, did="look_at", note=note)


def settle(*, session: Session, actor: gate.Actor, at: datetime) -> Settlement:
    """Count a session's people into the ledger; from here on the activity's numbers of people come from its doors.

    Settling again counts again; what doors send later corrects the ledger by itself.

    :raises NotAllowed: the actor may not edit the activity
    :raises NotYet: it has not begun, or was called off
    """
    settlement = Settlement.objects.filter(session=session).first() or Settlement(session=session)
    gate.require(actor, "edit", settlement)
    if session.state == Session.State.CANCELLED or session.activity.state == Activity.State.CANCELLED:
        raise NotYet(_("“%s”已经取消，没有可以入账的人次。") % session)
    if at < session.starts_at:
        raise NotYet(_("“%s”还没有开始，办过以后再入账。") % session)
    settlement.settled_at, settlement.settled_by = at, str(actor)
    with transaction.atomic():
        records.save(settlement, actor=actor, did="settle")
        activity = session.activity
        if activity.people_from != Activity.PeopleFrom.DOOR:
            activity.people_from = Activity.PeopleFrom.DOOR
            activities.keep(activity=activity, actor=actor, today=clock.day(at), note=_("人次改由签到产生"))
        recount(session=session, actor=actor, at=at)
    return settlement


def recount(*, session: Session, actor: gate.Actor, at: datetime, note: str = "") -> None:
    """Make the ledger say who was there by now, and tell the floors above; the same again writes nothing.

    :raises NotAllowed: the actor may not edit the activity
    """
    gate.require(actor, "edit", session)
    with transaction.atomic():
        source = ledger.Source(session, session.activity.organisation, [*_lines(session)])
        ledger.post(source=source, actor=actor, note=note, at=at)
        announce(Settled(session, actor, at))


def _follow(session: Session, actor: gate.Actor, at: datetime) -> None:
    if Settlement.objects.filter(session=session).exists():
        recount(session=session, actor=actor, at=at)


def _lines(session: Session) -> Iterator[ledger.Line]:
    """Yield one line a person who was there, and one a headcount; nothing of what was called off."""
    activity = Activity.objects.select_related("organisation", "campaign").get(pk=session.activity_id)
    if session.state == Session.State.CANCELLED or activity.state == Activity.State.CANCELLED:
        return
    how = {"on": clock.day(session.starts_at), **activities.dimensions_of(activity)}
    there = (
        Attendance.objects.filter(session=session).exclude(state=rules.ABSENT).order_by("signup_id")
        .values_list("signup__role", "signup__person_id")
    )  # fmt: skip
    for role, measure in ((Signup.Role.PARTICIPANT, PARTICIPATIONS), (Signup.Role.VOLUNTEER, VOLUNTEERS)):
        people = [person for one, person in there if one == role]
        for person, shares in zip(people, _one_each(activity, len(people)), strict=True):
            yield ledger.Line(measure, 1, person_id=person, shares=shares, **how)
    for count in Headcount.objects.filter(session=session):
        evidence, shares = Headcount.EVIDENCE[count.method], activities.shares_of(activity, count.amount)
        yield ledger.Line(PARTICIPATIONS, count.amount, evidence=evidence, shares=shares, **how)


def _one_each(activity: Activity, people: int) -> Iterator[list[tuple[Organisation, int]]]:
    """Yield the shares of each of so many people; split among hosts, each host counts its part of them whole."""
    if activity.sharing != Activity.Sharing.SPLIT:
        return repeat(activities.shares_of(activity, 1), people)
    parts = activities.shares_of(activity, people)
    return chain.from_iterable(repeat([(host, 1)], part) for host, part in parts) if parts else repeat([], people)
