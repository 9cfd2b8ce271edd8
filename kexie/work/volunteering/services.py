"""What can be done to volunteers and teams, each posting to the ledger as it writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.db import transaction

from kexie.core import gate, records
from kexie.network.people import services as people
from kexie.office.ledger import services as ledger
from kexie.office.ledger.models import Evidence

from . import measures
from .models import TeamStrength, Volunteer


def keep(*, volunteer: Volunteer, actor: gate.Actor, did: str = "edit", note: str = "") -> Volunteer:
    """Write a registration as it stands and make the ledger say so.

    :raises NotAllowed: the actor may not edit this unit's volunteers
    :raises Invalid: a field or constraint refuses
    """
    gate.require(actor, "edit", volunteer)
    with transaction.atomic():
        records.save(volunteer, actor=actor, did=did, note=note)
        ledger.post(source=source_of(volunteer), actor=actor, note=note)
    return volunteer


def enlist(*, volunteer: Volunteer, facts: Mapping[str, object], actor: gate.Actor, did: str) -> Volunteer:
    """Write a registration together with what was said of its person, finding or registering them.

    :raises NotAllowed: the actor may not edit this unit's volunteers, or somebody registered elsewhere
    :raises Invalid: a field or constraint refuses
    """
    gate.require(actor, "edit", volunteer)
    with transaction.atomic():
        held = volunteer.person if volunteer.person_id else None
        where = volunteer.organisation
        volunteer.person = people.settle(held=held, facts=facts, organisation=where, actor=actor)
        return keep(volunteer=volunteer, actor=actor, did=did)


def report_strength(*, strength: TeamStrength, actor: gate.Actor, did: str = "edit", note: str = "") -> TeamStrength:
    """Write a team's reported strength and post the change since its last report.

    :raises NotAllowed: the actor may not edit at this unit
    :raises Invalid: this team has a number for the day already
    """
    gate.require(actor, "edit", strength)
    with transaction.atomic():
        records.save(strength, actor=actor, did=did, note=note)
        ledger.post(source=_strength(strength), actor=actor, note=note)
    return strength


def post_imported(*, made: Sequence[Volunteer], changed: Sequence[Volunteer], actor: gate.Actor, note: str) -> None:
    """Post the registrations an import wrote.

    :raises NotAllowed: the actor may import nowhere
    """
    gate.require(actor, "import", Volunteer)
    ledger.post_many(sources=map(source_of, made), actor=actor, note=note)
    for volunteer in changed:
        ledger.post(source=source_of(volunteer), actor=actor, note=note)


def post_imported_strengths(*, rows: Sequence[TeamStrength], actor: gate.Actor, note: str) -> None:
    """Post the strengths an import wrote.

    :raises NotAllowed: the actor may import nowhere
    """
    gate.require(actor, "import", TeamStrength)
    ledger.post_many(sources=map(_strength, rows), actor=actor, note=note)


def source_of(volunteer: Volunteer) -> ledger.Source:
    """Return what a registration counts: one in on registering, one out the day after leaving."""
    lines = [_line(volunteer, 1, volunteer.registered_on)]
    if volunteer.left_on:
        lines.append(_line(volunteer, -1, volunteer.left_on + timedelta(days=1)))
    return ledger.Source(volunteer, volunteer.organisation, lines)


def _line(volunteer: Volunteer, amount: int, on: date) -> ledger.Line:
    return ledger.Line(
        measures.VOLUNTEERS.code,
        amount,
        on,
        evidence=Evidence.COUNTED,
        kind=volunteer.level,
        team=volunteer.team,
        person_id=volunteer.person_id,
    )


def _strength(strength: TeamStrength) -> ledger.Source:
    line = ledger.Line(
        measures.TEAM_STRENGTH.code,
        strength.amount,
        strength.on,
        evidence=strength.evidence,
        kind=strength.level,
        team=strength.team,
    )
    return ledger.Source(strength, strength.organisation, [line])
