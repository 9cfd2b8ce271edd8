"""Who is who: the same name is not the same person, and a telephone may be shared."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date, datetime

import pytest
from django.db import transaction

from kexie.core.clock import ZONE
from kexie.core.gate import PUBLIC, SYSTEM
from kexie.core.refusals import Invalid, NotAllowed
from kexie.network.people import queries, services
from kexie.network.people.models import Person

from .make import person

pytestmark = pytest.mark.django_db
ID = "11010519491231002X"  # the example of GB 11643
OTHER_ID = "110105194912310038"


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


def recognised(where, *drafts, actor=PUBLIC):
    with transaction.atomic():
        return services.recognise(drafts=drafts, actor=actor)


@pytest.mark.parametrize(
    ("kept", "said", "is_one"),
    [
        ({"phone": "16400000001"}, {"phone": "＋８６ １６４－００００－０００１"}, True),
        ({"phone": "16400000001"}, {"phone": "0086 164 0000 0001"}, True),
        ({"email": "wang@example.cn"}, {"email": "WANG@Example.CN "}, True),
        ({"email": "wang@example.cn"}, {"email": "wang@example.cn", "name": "张敏"}, False),
        ({"id_number": ID}, {"id_number": "１１０１０５１９４９１２３１００２ｘ"}, True),
        ({"phone": "16400000001", "id_number": ID}, {"phone": "16400000001", "id_number": OTHER_ID}, False),
        ({"phone": "16400000001", "id_number": ID}, {"phone": "16400000001"}, True),
        ({"phone": "16400000001", "born_on": date(2010, 1, 1)}, {"phone": "16400000001"}, True),
        (
            {"phone": "16400000001", "born_on": date(2010, 1, 1)},
            {"phone": "16400000001", "born_on": date(1980, 1, 1)},
            False,
        ),
        ({"phone": "16400000001"}, {"phone": "16400000001", "name": "王 伟"}, True),
    ],
)
def test_who_says_who_they_are_is_found_in_the_whole_database(here, elsewhere, kept, said, is_one):
    known = person(organisation=elsewhere, **{"name": "王伟", "phone": "", "unit": "某厂", **kept})
    [found] = recognised(here, draft(here, **said))
    assert (found.pk == known.pk) is is_one
    assert Person.objects.count() == (1 if is_one else 2)
    if is_one:
        assert {"phone", "email", "id_number", "unit"} <= found.get_deferred_fields()
        known.refresh_from_db()
        assert known.unit == "某厂" and known.organisation == elsewhere  # nothing of theirs is changed


def test_who_cannot_be_told_apart_is_not_registered(here, officer, stranger):
    with pytest.raises(Invalid, match="至少一项"):
        recognised(here, draft(here))
    with pytest.raises(Invalid, match="身份证号码有误"):
        recognised(here, draft(here, id_number="330281198001011234"))
    with pytest.raises(Invalid, match="邮箱"):
        recognised(here, draft(here, email="wang@"))
    with pytest.raises(NotAllowed):
        recognised(here, draft(here, phone="16400000001"), actor=stranger)
    [one, two] = recognised(here, draft(here, phone="16400000001"), draft(here, phone="16400000001"), actor=officer)
    assert one.pk == two.pk and Person.objects.count() == 1


def test_namesakes_are_everybody_it_may_be(here, elsewhere, officer):
    one = person(organisation=here, name="王伟", phone="16400000001")
    two = person(organisation=elsewhere, name="王伟", phone="16400000001")
    person(organisation=here, name="王伟", phone="16400000002")
    [found] = recognised(here, draft(here, phone="16400000001"))
    assert found == one and found.namesakes == {one.pk, two.pk}


def test_a_birth_date_is_read_off_the_identity_number(here):
    assert person(organisation=here, id_number=ID).born_on == date(1949, 12, 31)


class TestConsent:
    AT = datetime(2013, 5, 1, 9, 0, tzinfo=ZONE)

    @pytest.fixture(autouse=True)
    def purpose(self, monkeypatch):
        monkeypatch.setattr(queries, "_purposes", {"trip": queries.Purpose("trip", "参观", "1", "同意。")})

    def test_is_given_once_for_a_wording_and_withdrawn(self, here, officer, stranger, monkeypatch):
        row = person(organisation=here)
        how = {"person": row, "purpose": "trip", "at": self.AT}
        first = services.give_consent(actor=PUBLIC, **how)
        assert services.give_consent(actor=officer, **how) == first == queries.consent(row, "trip")
        with pytest.raises(NotAllowed):
            services.give_consent(actor=None, **how)
        with pytest.raises(NotAllowed):
            services.withdraw_consent(consent=first, actor=PUBLIC, at=self.AT)
        services.withdraw_consent(consent=first, actor=officer, at=self.AT)
        assert queries.consent(row, "trip") is None
        with pytest.raises(services.AlreadyWithdrawn):
            services.withdraw_consent(consent=first, actor=officer, at=self.AT)
        again = services.give_consent(actor=PUBLIC, **how)
        monkeypatch.setitem(queries._purposes, "trip", queries.Purpose("trip", "参观", "2", "新的话。"))
        assert services.give_consent(actor=PUBLIC, **how).version == "2" and again.version == "1"

    def test_of_a_guardian_keeps_who_they_are_sealed(self, here):
        guardian = services.Guardian("李梅", "164 0000 0009", "母亲", gives=True)
        how = {"person": person(organisation=here), "purpose": "trip", "actor": PUBLIC, "at": self.AT}
        given = services.give_consent(guardian=guardian, **how)
        given.refresh_from_db()
        assert (given.given_by, given.guardian_phone, given.relation) == ("guardian", "16400000009", "母亲")

    @pytest.mark.parametrize(
        ("born_on", "guardian", "why"),
        [
            (None, None, ""),
            (date(1990, 1, 1), None, ""),
            (date(2005, 1, 1), None, "未满 14 周岁"),
            (date(2005, 1, 1), services.Guardian("李梅", "16400000009"), "未满 14 周岁"),
            (date(2005, 1, 1), services.Guardian("", "", gives=True), "未满 14 周岁"),
            (date(2005, 1, 1), services.Guardian("李梅", "16400000009", gives=True), ""),
            (date(1999, 1, 1), None, "未满 18 周岁"),
            (date(1999, 1, 1), services.Guardian("李梅", "16400000009"), ""),
        ],
    )
    def test_minors_do_not_agree_alone(self, born_on, guardian, why):
        with pytest.raises(services.NoConsent, match=why) if why else nullcontext():
            services.require_consent(born_on=born_on, guardian=guardian, on=date(2013, 5, 1))
