"""Registering people, and telling who is there already."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kexie.core import gate, records, turns
from kexie.core.personal import blind
from kexie.core.prepared import Prepared, named, several
from kexie.core.refusals import Invalid
from kexie.core.text import clean
from kexie.network.organisations.models import Organisation
from kexie.network.people import rules
from kexie.network.people.models import Person

MARKS = ("id_number", "phone", "email")  # what tells namesakes apart, the surest first
Find = Callable[[str, Sequence[str]], Iterable[Person]]  # of a column of marks, in the order of registering
KNOWN_BY = ("name", "born_on", *(f"{field}_index" for field in MARKS))


def register_many(*, drafts: Sequence[Person], actor: gate.Actor, path: str, note: str = "") -> list[Person]:
    """Return the stored person of each draft, registering those who are not there yet.

    Somebody is there only when name and mobile (or name and identity number) both agree within what the actor may
    see: a shared office phone or a shared name alone never makes two people one.

    :raises NotAllowed: the actor may import nowhere
    """
    gate.require(actor, "import", Person)
    people, fresh = _settled(drafts, _among(Person.objects.visible_to(actor)))
    records.add_many(fresh, actor=actor, did="import", path=path, note=note)
    return people


def register(*, draft: Person, actor: gate.Actor) -> Person:
    """Return the stored person of one draft, registering them if they are not there yet.

    :raises NotAllowed: the actor may not edit at this organisation
    :raises Invalid: a field refuses
    """
    gate.require(actor, "edit", draft)
    [person], fresh = _settled([draft], _among(Person.objects.visible_to(actor)))
    return records.save(draft, actor=actor, did="register") if fresh else person


def recognise(*, drafts: Sequence[Person], actor: gate.Actor) -> list[Person]:
    """Return the stored person of each draft, looked for in the whole database; who is not there is registered.

    For what people say of themselves: sign-up, volunteering. Somebody is there when the name and one of identity
    number, mobile or e-mail agree and nothing else that is known of both speaks against it. What is kept of a found
    person is neither changed nor loaded: only the name, which was given, comes back. Call it inside a transaction and
    before anything is written in it, for two who say they are the same person take turns here.

    :raises NotAllowed: the actor may not register people at these organisations
    :raises Invalid: a field refuses, or somebody gives neither mobile nor e-mail nor identity number
    """
    for draft in drafts:
        gate.require(actor, "recognise", draft)
        _require_telling(draft)
    turns.take(mark for draft in drafts for _field, mark in _marks(draft))
    people, fresh = _settled(drafts, _known_by)
    for person in fresh:
        records.save(person, actor=actor, did="register", is_checked=True)
        person.namesakes = set()
    return people


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


def _require_telling(draft: Person) -> None:
    """Refuse what is no field's value, and somebody whom nothing tells from their namesakes."""
    records.check(draft, but=["organisation"])
    if not _marks(draft):
        say = _("请填写手机、邮箱或身份证号，至少一项：只凭姓名分不清是谁。")
        raise Invalid(say, fields={"phone": [say]})


def _settled(drafts: Sequence[Person], find: Find) -> tuple[list[Person], list[Person]]:
    """Return everybody of the drafts, stored where they are known, and those of them who are new."""
    by_mark = _by_mark(drafts, find)
    people, fresh = [], []
    for draft in drafts:
        draft.name = clean(draft.name)
        alike = _alike(draft, by_mark)
        person = alike[0] if alike else draft
        person.namesakes = {one.pk for one in alike}
        if not alike:
            fresh.append(draft)
            _settle_indexes(draft)
            for key in _marks(draft):
                by_mark.setdefault(key, []).append(draft)
        people.append(person)
    return people, fresh


def _by_mark(drafts: Sequence[Person], find: Find) -> dict[tuple[str, str], list[Person]]:
    """Return stored people by what tells them apart, those registered first before others."""
    found: dict[tuple[str, str], list[Person]] = {}
    for field in MARKS:
        marks = sorted({mark for draft in drafts for which, mark in _marks(draft) if which == field})
        for start in range(0, len(marks), 500):
            for person in find(f"{field}_index", marks[start : start + 500]):
                found.setdefault((field, getattr(person, f"{field}_index")), []).append(person)
    return found


def _among(rows: QuerySet[Person]) -> Find:
    return lambda column, marks: rows.filter(**{f"{column}__in": marks}).order_by("pk")


def _known_by(column: str, marks: Sequence[str]) -> Iterable[Person]:
    """Find people in the whole database and load of them only what they are known by."""
    return _marked(column, len(marks)).rows(**named("mark", marks))


@lru_cache(maxsize=32)
def _marked(column: str, count: int) -> Prepared[Person]:
    rows = Person.objects.only(*KNOWN_BY, "organisation").order_by("pk")
    return Prepared(rows.filter(**{f"{column}__in": several("mark", count)}))


def _alike(draft: Person, by_mark: Mapping[tuple[str, str], Sequence[Person]]) -> list[Person]:
    """Return who may be the draft: same name, same mark, nothing against it; the surest first."""
    told = _telling(draft)
    found = [person for mark in _marks(draft) for person in by_mark.get(mark, ()) if person.name == clean(draft.name)]
    once = {id(person): person for person in found}.values()  # those of the same drafts have no key yet
    return [person for person in once if not rules.speaks_against(told, _telling(person))]


def _telling(person: Person) -> dict[str, object]:
    digest = person.id_number_index or (blind(_normal(person, "id_number")) if person._state.adding else "")
    return {"id_number": digest, "born_on": person.born_on}


def _settle_indexes(draft: Person) -> None:
    for field in MARKS:
        setattr(draft, f"{field}_index", blind(_normal(draft, field)))


def _marks(draft: Person) -> list[tuple[str, str]]:
    """Return what tells somebody from their namesakes, the surest first: (field, keyed digest)."""
    return [(field, blind(text)) for field in MARKS if (text := _normal(draft, field))]


def _normal(person: Person, field: str) -> str:
    return person._meta.get_field(field).normal(getattr(person, field))
