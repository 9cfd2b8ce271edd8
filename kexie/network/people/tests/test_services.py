"""Who is who: the same name is not the same person, and a telephone may be shared."""

from __future__ import annotations

import pytest

from kexie.core.gate import SYSTEM
from kexie.core.refusals import Invalid, NotAllowed
from kexie.network.people import services
from kexie.network.people.models import Person

from .make import person

pytestmark = pytest.mark.django_db
ID = "11010519491231002X"  # the example of GB 11643


def draft(where, name="王伟", **facts):
    return Person(organisation=where, name=name, **facts)


def many(where, *drafts, actor=SYSTEM):
    return services.register_many(drafts=drafts, actor=actor, path=where.path)


@pytest.mark.parametrize(
    ("first", "second", "is_one"),
    [
        ({"phone": "16400000001"}, {"phone": "16400000001"}, True),
        ({"phone": "16400000001"}, {"phone": "+86 164-0000-0001"}, True),
        ({"phone": "16400000001"}, {"phone": "16400000002"}, False),
        ({"phone": "16400000001"}, {"phone": "16400000001", "name": "张敏"}, False),  # a village office's telephone
        ({}, {}, False),  # a name alone never makes two people one
        ({"unit": "农业局"}, {"unit": "农业局"}, False),
        ({"id_number": ID}, {"id_number": ID.lower()}, True),
        ({"id_number": ID}, {"id_number": ID, "name": "王玮"}, False),  # a typing slip is for people to settle
        ({"id_number": ID, "phone": "16400000001"}, {"phone": "16400000001"}, True),
    ],
)
def test_who_is_the_same_person(here, first, second, is_one):
    one = many(here, draft(here, **first))[0]
    other = many(here, draft(here, **second))[0]
    assert (one.pk == other.pk) is is_one
    pair = many(here, draft(here, **first), draft(here, **second))
    assert (pair[0].pk == pair[1].pk) is is_one


def test_somebody_next_door_is_not_found(here, elsewhere, officer):
    hidden = person(organisation=elsewhere, name="王伟", phone="16400000001")
    found = many(here, draft(here, phone="16400000001"), actor=officer)[0]
    assert found.pk != hidden.pk and Person.objects.count() == 2


def test_register_finds_or_keeps(here, officer, stranger):
    first = services.register(draft=draft(here, phone="16400000001"), actor=officer)
    assert services.register(draft=draft(here, phone="164 0000 0001"), actor=officer) == first
    with pytest.raises(NotAllowed):
        services.register(draft=draft(here), actor=stranger)
    with pytest.raises(NotAllowed):
        many(here, draft(here), actor=None)
    with pytest.raises(Invalid, match="身份证号码有误"):
        services.register(draft=draft(here, id_number="330281198001011234"), actor=officer)


def test_amend_writes_only_what_differs(here, officer, stranger):
    row = person(organisation=here, name="王伟")
    before = row.updated_at
    services.amend(person=row, facts={"name": "王伟"}, actor=stranger)  # nothing to write, nothing refused
    row.refresh_from_db()
    assert row.updated_at == before
    with pytest.raises(NotAllowed):
        services.amend(person=row, facts={"title": "教授"}, actor=stranger)
    assert services.amend(person=row, facts={"title": "教授"}, actor=officer).title == "教授"


def test_settle_amends_who_is_held_and_registers_who_is_not(here, officer):
    row = person(organisation=here, name="王伟")
    how = {"organisation": here, "actor": officer}
    assert services.settle(held=row, facts={"unit": "气象局"}, **how) == row and row.unit == "气象局"
    fresh = services.settle(held=None, facts={"name": "李娜"}, **how)
    assert fresh.pk != row.pk and fresh.name == "李娜"


def test_numbers_are_stored_unreadable_and_found_by_exact_value(here):
    from django.db import connection

    from kexie.core.personal import matching

    row = person(organisation=here, phone="16412345678", id_number=ID)
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, id_number, phone_index FROM people_person WHERE id = %s", [row.pk])
        stored = "".join(map(str, cursor.fetchone()))
    assert "16412345678" not in stored and ID not in stored
    assert Person.objects.get(matching(Person, "phone", "164 1234 5678")) == row
