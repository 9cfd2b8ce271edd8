"""What rosters bring: many appointments, headcounts and terms at once, and taking them back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from kexie.core import gate, records
from kexie.core.events import announce
from kexie.network.people import services as people
from kexie.network.people.models import Person
from kexie.office.ledger import services as ledger
from kexie.work.governance import events
from kexie.work.governance.models import Appointment, Tally, Term

from .counting import count_appointments, count_around
from .sources import of_term

APPOINTED = ("position", "head", "unit", "until_on", "from_on", "is_dated")
PERSONAL = ("phone", "id_number", "sex", "phone_index", "id_number_index")


def take_in_appointments(
    *, made: Sequence[Appointment], changed: Sequence[Appointment], actor: gate.Actor, path: str, note: str = ""
) -> None:
    """Write appointments a roster names, new ones with their persons found or registered, and count them.

    The caller has found out which are known. `path` is where the trail's one line for all of them stands.

    :raises NotAllowed: the actor may import nowhere
    """
    gate.require(actor, "import", Appointment)
    how = {"actor": actor, "path": path, "note": note}
    with transaction.atomic():
        drafts = [row.person for row in made]
        for row, person in zip(made, people.register_many(drafts=drafts, **how), strict=True):
            row.person, row.organisation = person, row.organisation  # both have their keys by now
        records.add_many(made, did="import", **how)
        records.change_many(changed, APPOINTED, did="import", **how)
        _keep_people([row.person for row in changed], did="import", **how)
        count_appointments(rows=[*made, *changed], actor=actor, note=note)


def put_back_appointments(*, rows: Sequence[Appointment], actor: gate.Actor, path: str) -> None:
    """Write appointments as they were before an import filled them in, and count them anew.

    :raises NotAllowed: the actor may undo no import
    """
    gate.require(actor, "undo_import", Appointment)
    how = {"actor": actor, "path": path, "did": "undo_import"}
    with transaction.atomic():
        records.change_many(rows, APPOINTED, **how)
        _keep_people([row.person for row in rows], **how)
        count_appointments(rows=rows, actor=actor)


def take_back_appointments(
    *, rows: Sequence[Appointment], since: datetime | None, actor: gate.Actor, path: str
) -> None:
    """Remove appointments an import made, what they counted, and whom it had registered for them (since that moment).

    :raises NotAllowed: the actor may undo no import
    """
    gate.require(actor, "undo_import", Appointment)
    with transaction.atomic():
        bodies = [row.organisation for row in rows]
        ledger.withdraw(model=Appointment, keys=[row.pk for row in rows], actor=actor)
        records.remove_many(rows, actor=actor, did="undo_import", path=path)
        people.let_go(keys=[row.person_id for row in rows], since=since, actor=actor, path=path)
        count_around(bodies=bodies, actor=actor)


def report_tally(*, tally: Tally, actor: gate.Actor, did: str) -> Tally:
    """Keep one headcount a body reports without names, and count what it has beyond the names.

    :raises NotAllowed: the actor may not edit at this body
    :raises Invalid: a field or constraint refuses
    """
    gate.require(actor, "edit", tally)
    with transaction.atomic():
        records.save(tally, actor=actor, did=did)
        count_around(bodies=[tally.organisation], actor=actor)
    return tally


def take_in_tallies(
    *, rows: Sequence[Tally], actor: gate.Actor, path: str, did: str = "import", note: str = ""
) -> None:
    """Write headcounts, new ones and those that stand with another number, and count them beside the names.

    :raises NotAllowed: the actor may import nowhere
    """
    gate.require(actor, "import", Tally)
    with transaction.atomic():
        stored = [row for row in rows if row.pk is not None]
        records.add_many([row for row in rows if row.pk is None], actor=actor, did=did, path=path, note=note)
        records.change_many(stored, ["amount", "evidence"], actor=actor, did=did, path=path, note=note)
        count_around(bodies=[row.organisation for row in rows], actor=actor, note=note)


def take_back_tallies(*, rows: Sequence[Tally], actor: gate.Actor, path: str) -> None:
    """Remove headcounts an import made, and what they counted.

    :raises NotAllowed: the actor may undo no import
    """
    gate.require(actor, "undo_import", Tally)
    with transaction.atomic():
        ledger.withdraw(model=Tally, keys=[row.pk for row in rows], actor=actor)
        records.remove_many(rows, actor=actor, did="undo_import", path=path)
        count_around(bodies=[row.organisation for row in rows], actor=actor)


def take_in_terms(*, rows: Sequence[Term], actor: gate.Actor, path: str, note: str = "") -> None:
    """Write terms a roster names of bodies that had none, and count them.

    :raises NotAllowed: the actor may import nowhere
    """
    gate.require(actor, "import", Term)
    with transaction.atomic():
        for row in rows:
            row.organisation = row.organisation
            records.save(row, actor=actor, did="import", note=note)
        ledger.post_many(sources=map(of_term, rows), actor=actor, note=note)


def take_back_terms(*, rows: Sequence[Term], actor: gate.Actor, path: str) -> None:
    """Remove terms an import made, and what they counted; appointments of such a term stay, without it.

    :raises NotAllowed: the actor may undo no import
    """
    gate.require(actor, "undo_import", Term)
    with transaction.atomic():
        left = [*Appointment.objects.filter(term__in=rows)]
        for row in left:
            row.term = None
        records.change_many(left, ["term"], actor=actor, did="undo_import", path=path)
        ledger.withdraw(model=Term, keys=[row.pk for row in rows], actor=actor)
        records.remove_many(rows, actor=actor, did="undo_import", path=path)


def report_site(*, event: events.SiteReported) -> None:
    """Pass on that a roster calls a body a demonstration site; those who keep sites hear it.

    :raises NotAllowed: the actor may not edit this body
    """
    gate.require(event.actor, "edit", event.organisation)
    announce(event)


def retract_site(*, event: events.SiteRetracted) -> None:
    """Pass on that no roster called a body a demonstration site after all; those who keep sites hear it.

    :raises NotAllowed: the actor may not edit this body
    """
    gate.require(event.actor, "edit", event.organisation)
    announce(event)


def _keep_people(people: Sequence[Person], **how: object) -> None:
    once = {person.pk: person for person in people}
    records.change_many([*once.values()], PERSONAL, **how)
