"""What can be done to people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kexie.core import gate, records
from kexie.core.personal import blind
from kexie.network.organisations.models import Organisation

from .models import Person


def register_many(*, drafts: Sequence[Person], actor: gate.Actor, path: str, note: str = "") -> list[Person]:
    """Return the stored person of each draft, registering those who are not there yet.

    Somebody is there only when name and mobile (or name and identity number) both agree within what the actor may
    see: a shared office phone or a shared name alone never makes two people one.

    :raises NotAllowed: the actor may import nowhere
    """
    gate.require(actor, "import", Person)
    found = _known(drafts, actor)
    out, fresh = [], []
    for draft in drafts:
        person = next((found[mark] for mark in _marks(draft) if mark in found), None)
        if person is None:
            person = draft
            fresh.append(draft)
            found.update(dict.fromkeys(_marks(draft), draft))
        out.append(person)
    records.add_many(fresh, actor=actor, did="import", path=path, note=note)
    return out


def _known(drafts: Sequence[Person], actor: gate.Actor) -> dict[tuple[str, str, str], Person]:
    found: dict[tuple[str, str, str], Person] = {}
    for field in ("phone_index", "id_number_index"):
        marks = [mark for draft in drafts for which, _name, mark in _marks(draft) if which == field]
        for start in range(0, len(marks), 500):
            rows = Person.objects.visible_to(actor).filter(**{f"{field}__in": marks[start : start + 500]})
            for person in rows.order_by("-pk"):
                found[field, person.name, getattr(person, field)] = person
    return found


def _marks(draft: Person) -> list[tuple[str, str, str]]:
    marks = []
    for field in ("id_number", "phone"):
        text = draft._meta.get_field(field).normal(getattr(draft, field))
        if text:
            marks.append((f"{field}_index", draft.name, blind(text)))
    return marks


def register(*, draft: Person, actor: gate.Actor) -> Person:
    """Return the stored person of one draft, registering them if they are not there yet.

    :raises NotAllowed: the actor may not edit at this organisation
    :raises Invalid: a field refuses
    """
    gate.require(actor, "edit", draft)
    found = _known([draft], actor)
    known = next((found[mark] for mark in _marks(draft) if mark in found), None)
    return known or records.save(draft, actor=actor, did="register")


def settle(
    *, held: Person | None, facts: Mapping[str, object], organisation: Organisation, actor: gate.Actor
) -> Person:
    """Return the person a page speaks of: the one it held, with what was typed, or somebody found or registered.

    :raises NotAllowed: the actor may not edit that person
    :raises Invalid: a field refuses
    """
    gate.require(actor, "edit", organisation)
    if held is not None:
        return amend(person=held, facts=facts, actor=actor)
    return register(draft=Person(organisation=organisation, **facts), actor=actor)


def amend(*, person: Person, facts: Mapping[str, object], actor: gate.Actor) -> Person:
    """Change what is kept of a person; nothing is written when nothing differs.

    :raises NotAllowed: the actor may not edit at the organisation that registered them
    :raises Invalid: a field refuses
    """
    if all(getattr(person, name) == value for name, value in facts.items()):
        return person
    gate.require(actor, "edit", person)
    for name, value in facts.items():
        setattr(person, name, value)
    return records.save(person, actor=actor, did="amend")
