"""Who holds which position from when to when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kexie.core import gate, records
from kexie.core.refusals import Invalid, Refusal
from kexie.network.people import services as people
from kexie.office.ledger import services as ledger
from kexie.work.governance.models import Appointment, Term

from .counting import count_appointments, count_around


class AlreadyHolds(Refusal):
    """The person holds this position at this body at that time already."""

    code = "already_holds"


class AlreadyEnded(Refusal):
    """The appointment is over."""

    code = "already_ended"


class NotAsked(Refusal):
    """There is no open question whether this person moved."""

    code = "not_asked"


def appoint(
    *, appointment: Appointment, actor: gate.Actor, facts: Mapping[str, object] | None = None, did: str = "appoint",
    note: str = "",
) -> Appointment:  # fmt: skip
    """Write an appointment, new or corrected, and count it from its first day to its last.

    `appointment` is a draft: body, position or kind of head (or both), first day. Its person is given, or said by
    `facts` (name, phone, unit … of people.Person), who is then found or registered at the body. Without a term, the
    body's term that runs on the first day is taken, informants excepted.

    :raises NotAllowed: the actor may not edit at this body, or somebody registered elsewhere
    :raises AlreadyHolds: the same person holds the same position there in these days
    :raises Invalid: a field or constraint refuses
    """
    gate.require(actor, "edit", appointment)
    with transaction.atomic():
        if facts is not None:
            held = appointment.person if appointment.person_id else None
            appointment.person = people.settle(
                held=held, facts=facts, organisation=appointment.organisation, actor=actor
            )  # fmt: skip
        if appointment.term_id is None and appointment._state.adding and not appointment.is_informant:
            appointment.term = term_on(appointment.organisation_id, appointment.from_on)
        appointment.is_dated = True
        _refuse_twice(appointment)
        records.save(appointment, actor=actor, did=did, note=note)
        count_appointments(rows=[appointment], actor=actor, note=note)
    return appointment


def end_appointment(*, appointment: Appointment, on: date, actor: gate.Actor, note: str = "") -> Appointment:
    """End an appointment; the day it ends still counts.

    :raises NotAllowed: the actor may not edit at this body
    :raises AlreadyEnded: it ended on that day or before
    :raises Invalid: the day lies before its first
    """
    gate.require(actor, "edit", appointment)
    with transaction.atomic():
        row = held(appointment)
        if row.until_on is not None and row.until_on <= on:
            raise AlreadyEnded(_("%(who)s的任职已到 %(day)s 为止，不用再办。") % {"who": row, "day": row.until_on})
        if on < row.from_on:
            say = _("卸任日期不能早于任职日期（%s）。") % row.from_on
            raise Invalid(say, fields={"on": [say]})
        row.until_on = on
        records.save(row, actor=actor, did="end_appointment", note=note)
        count_appointments(rows=[row], actor=actor, note=note)
    return row


def confirm_transfer(*, appointment: Appointment, actor: gate.Actor, note: str = "") -> Appointment:
    """Say that somebody who was found elsewhere did move: the old appointment ends, the new one begins.

    The old one's last day is the day before the new one's first (its own first day at the earliest).

    :raises NotAllowed: the actor may not edit at both bodies
    :raises NotAsked: nothing is asked of this appointment
    """
    gate.require(actor, "edit", appointment)
    with transaction.atomic():
        row = _asked(appointment)
        old, rows = row.moved_from, [row]
        if old is not None and (old.until_on is None or old.until_on >= row.from_on):
            gate.require(actor, "edit", old)
            old.until_on = max(old.from_on, row.from_on - timedelta(days=1))
            records.save(old, actor=actor, did="end_appointment", note=note or _("调往%s") % row.organisation)
            rows.append(old)
        row.is_pending = False
        records.save(row, actor=actor, did="confirm_transfer", note=note)
        count_appointments(rows=rows, actor=actor, note=note)
    return row


def keep_both(*, appointment: Appointment, actor: gate.Actor, note: str = "") -> Appointment:
    """Say that nobody moved: the person holds both, and both count.

    :raises NotAllowed: the actor may not edit at this body
    :raises NotAsked: nothing is asked of this appointment
    """
    gate.require(actor, "edit", appointment)
    with transaction.atomic():
        row = _asked(appointment)
        row.is_pending, row.moved_from = False, None
        records.save(row, actor=actor, did="keep_both", note=note)
        count_appointments(rows=[row], actor=actor, note=note)
    return row


def remove_appointment(*, appointment: Appointment, actor: gate.Actor, note: str = "") -> None:
    """Take away an appointment that was registered by mistake; the trail keeps what it said.

    :raises NotAllowed: the actor may not edit at this body
    """
    gate.require(actor, "edit", appointment)
    with transaction.atomic():
        row = held(appointment)
        ledger.withdraw(model=Appointment, keys=[row.pk], actor=actor, note=note)
        records.remove(row, actor=actor, did="remove_appointment", note=note)
        count_around(bodies=[row.organisation], actor=actor, note=note)


def held(appointment: Appointment) -> Appointment:
    """Return the stored row, locked until the transaction ends."""
    rows = Appointment.objects.select_for_update(of=("self",)).select_related("organisation", "person")
    return rows.get(pk=appointment.pk)


def term_on(body: int, day: date) -> Term | None:
    """Return the term of a body (key) that has begun by a day and is not closed before it."""
    return Term.objects.filter(_open_on(day), organisation=body, starts_on__lte=day).order_by("-starts_on").first()


def standing_at(bodies: Sequence[int], day: date) -> list[Appointment]:
    """Return who holds a position at these bodies (keys) on a day, with their persons."""
    rows = Appointment.objects.filter(organisation__in=bodies, from_on__lte=day, is_pending=False)
    return [*rows.filter(Q(until_on=None) | Q(until_on__gte=day)).select_related("person", "organisation")]


def _open_on(day: date) -> Q:
    return Q(ended_on=None) | Q(ended_on__gte=day)


def _asked(appointment: Appointment) -> Appointment:
    row = held(appointment)
    if not row.is_pending:
        raise NotAsked(_("%s的任职没有待核实的调动，可能已有人处理。") % row)
    if row.moved_from_id:
        row.moved_from = held(row.moved_from)
    return row


def _refuse_twice(row: Appointment) -> None:
    if not row.person_id:
        return
    same = Appointment.objects.filter(
        organisation=row.organisation_id, person=row.person_id, position=row.position, head=row.head
    ).exclude(pk=row.pk)
    if row.until_on:
        same = same.filter(from_on__lte=row.until_on)
    other = same.filter(Q(until_on=None) | Q(until_on__gte=row.from_on)).first()
    if other is not None:
        raise AlreadyHolds(
            _("%(who)s在“%(body)s”自 %(day)s 起已登记为%(what)s，不用再登记；要更正请打开那一条。")
            % {"who": row.person.name, "body": row.organisation, "day": other.from_on, "what": other.title}
        )
