"""What can be done to memberships: the verbs on the buttons, each posting to the ledger as it writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.core import gate, records
from kexie.core.refusals import Refusal
from kexie.network.organisations.models import Organisation
from kexie.network.people import services as people
from kexie.network.people.models import Person
from kexie.office.ledger import services as ledger
from kexie.office.ledger.models import Evidence

from . import measures
from .models import Headcount, Membership


class AlreadyLeft(Refusal):
    """The membership has ended before."""

    code = "already_left"


def join(*, person: Person, organisation: Organisation, on: date, actor: gate.Actor, number: str = "") -> Membership:
    """Make a person a member of a society from a day on.

    :raises NotAllowed: the actor may not edit this society's members
    :raises Invalid: the person joined on that day already
    """
    row = Membership(person=person, organisation=organisation, joined_on=on, number=number)
    return keep(membership=row, actor=actor, did="join")


def leave(*, membership: Membership, on: date, actor: gate.Actor, note: str = "") -> Membership:
    """End a membership: the day it ends still counts.

    :raises AlreadyLeft: it has ended
    :raises Invalid: the day lies before joining
    """
    gate.require(actor, "edit", membership)
    with transaction.atomic():
        membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
        if membership.left_on:
            raise AlreadyLeft(_("这份会籍已在 %(day)s 终止，不用再办。") % {"day": membership.left_on})
        membership.left_on = on
        return keep(membership=membership, actor=actor, did="leave", note=note)


def keep(*, membership: Membership, actor: gate.Actor, did: str = "edit", note: str = "") -> Membership:
    """Write a membership as it stands and make the ledger say so.

    :raises NotAllowed: the actor may not edit this society's members
    :raises Invalid: a field or constraint refuses
    """
    gate.require(actor, "edit", membership)
    with transaction.atomic():
        records.save(membership, actor=actor, did=did, note=note)
        ledger.post(source=source_of(membership), actor=actor, note=note)
    return membership


def enrol(*, membership: Membership, facts: Mapping[str, object], actor: gate.Actor, did: str) -> Membership:
    """Write a membership together with what was said of its person, finding or registering them.

    :raises NotAllowed: the actor may not edit this society's members, or somebody registered elsewhere
    :raises Invalid: a field or constraint refuses
    """
    gate.require(actor, "edit", membership)
    with transaction.atomic():
        held = membership.person if membership.person_id else None
        where = membership.organisation
        membership.person = people.settle(held=held, facts=facts, organisation=where, actor=actor)
        return keep(membership=membership, actor=actor, did=did)


def post_imported(*, made: Sequence[Membership], changed: Sequence[Membership], actor: gate.Actor, note: str) -> None:
    """Post what an import wrote.

    :raises NotAllowed: the actor may not import anywhere
    """
    gate.require(actor, "import", Membership)
    ledger.post_many(sources=map(source_of, made), actor=actor, note=note)
    for membership in changed:
        ledger.post(source=source_of(membership), actor=actor, note=note)


def report_headcount(
    *,
    organisation: Organisation,
    kind: str,
    amount: int,
    on: date,
    actor: gate.Actor,
    evidence: str = Evidence.REPORTED,
    note: str = "",
) -> Headcount:
    """Keep what a body reports of its members, and post the change since the last report.

    The same day again replaces the number; the ledger keeps both.

    :raises NotAllowed: the actor may not edit at this organisation
    """
    gate.require(actor, "edit", organisation)
    with transaction.atomic():
        row = Headcount.objects.filter(organisation=organisation, kind=kind, on=on).first()
        row = row or Headcount(organisation=organisation, kind=kind, on=on)
        row.amount, row.evidence = amount, evidence
        records.save(row, actor=actor, did="report_headcount", note=note)
        of_kind = kind == Headcount.Kind.INDIVIDUAL
        line = ledger.Line(
            (measures.REPORTED_MEMBERS if of_kind else measures.GROUP_MEMBERS).code,
            amount,
            on,
            evidence=evidence,
            kind=organisation.kind if of_kind else "",
        )
        ledger.post(source=ledger.Source(row, organisation, [line]), actor=actor, note=note)
    return row


def retract_headcount(*, organisation: Organisation, kind: str, on: date, actor: gate.Actor, note: str = "") -> None:
    """Take back what a body is said to have reported of its members as of a day; later reports stay what they say.

    :raises NotAllowed: the actor may not edit at this organisation
    """
    gate.require(actor, "edit", organisation)
    with transaction.atomic():
        row = Headcount.objects.filter(organisation=organisation, kind=kind, on=on).first()
        if row is not None:
            ledger.withdraw(model=Headcount, keys=[row.pk], actor=actor, note=note)
            records.remove(row, actor=actor, did="retract_headcount", note=note)


def source_of(membership: Membership) -> ledger.Source:
    """Return what a membership counts: one person in on joining, one out the day after leaving."""
    lines = [_line(membership, 1, membership.joined_on)]
    if membership.left_on:
        lines.append(_line(membership, -1, date.fromordinal(membership.left_on.toordinal() + 1)))
    return ledger.Source(membership, membership.organisation, lines)


def _line(membership: Membership, amount: int, on: date) -> ledger.Line:
    return ledger.Line(measures.MEMBERS.code, amount, on, evidence=Evidence.COUNTED, person_id=membership.person_id)
