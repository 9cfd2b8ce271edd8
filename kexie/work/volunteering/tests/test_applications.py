"""Asking to be registered from the public's pages, and what the unit decides."""

from __future__ import annotations

import pytest

from kexie.core.flow import WrongState
from kexie.core.gate import PUBLIC, SYSTEM
from kexie.core.refusals import Invalid, NotAllowed
from kexie.network.people.models import Consent, Person
from kexie.network.people.tests.make import person
from kexie.office.notices.models import Message
from kexie.work.volunteering import queries, services
from kexie.work.volunteering.models import Application, Assignment, Post, Volunteer

from .make import NOW, application, id_number, post, shift, volunteer

pytestmark = pytest.mark.django_db
ADULT, CHILD, BABY = (id_number(f"330281{born}001") for born in ("19900101", "20020601", "20100601"))
GUARDIAN = {"guardian_name": "王父", "guardian_phone": "16499999999", "guardian_gives": True}


def test_who_is_taken_in_is_a_volunteer_with_the_consent_they_gave(here, officer):
    asked = application(organisation=here, id_number=ADULT, skills="科普讲解", times="周六上午")
    assert not Volunteer.objects.exists() and not Person.objects.exists()
    done = services.take_in(application=asked, actor=officer, at=NOW)
    row = Volunteer.objects.get()
    assert (done.volunteer, row.skills, row.times, row.organisation) == (row, "科普讲解", "周六上午", here)
    assert row.person.id_number == ADULT and str(row.person.born_on) == "1990-01-01"
    assert Consent.objects.get().given_at == NOW and Consent.objects.get().purpose == "volunteering"
    assert Message.objects.get().subject == "志愿者注册已通过"
    assert (done.id_number, done.phone, done.guardian_name) == ("", "", "")  # it is the person's now
    with pytest.raises(WrongState, match="已注册"):
        services.take_in(application=done, actor=officer, at=NOW)


def test_who_is_turned_away_is_told_why_and_nothing_is_kept_of_them(here, officer):
    asked = application(organisation=here, id_number=ADULT)
    with pytest.raises(WrongState, match="原因"):
        services.turn_away(application=asked, actor=officer, at=NOW, note="")
    done = services.turn_away(application=asked, actor=officer, at=NOW, note="材料不全")
    stored = Application.objects.get()
    assert (stored.id_number, stored.phone, stored.id_number_index) == ("", "", "") and done.state == "turned_away"
    assert "材料不全" in Message.objects.get().body and not Person.objects.exists()


def test_one_identity_registers_once_which_only_the_unit_is_told(here, elsewhere, officer):
    volunteer(organisation=elsewhere, person=person(organisation=elsewhere, id_number=ADULT))
    asked = application(organisation=here, id_number=ADULT)  # says nothing of it
    with pytest.raises(services.AlreadyRegistered, match="已经注册过"):
        services.take_in(application=asked, actor=officer, at=NOW)
    asked.refresh_from_db()
    assert asked.state == Application.State.ASKED and Volunteer.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"id_number": CHILD}, "未满 18 周岁"), ({"id_number": CHILD, **GUARDIAN, "guardian_gives": False}, "监护人"),
        ({"id_number": BABY, **GUARDIAN}, "未满 8 周岁"), ({"id_number": ""}, "身份证号"), ({"name": " "}, "姓名"),
        ({"id_number": "330281199001010011"}, "身份证号码有误"), ({"agrees": False}, "勾选"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said(here, said, why):
    with pytest.raises(Invalid, match=why):
        application(organisation=here, **said)
    assert not Application.objects.exists()


def test_a_minor_comes_with_their_guardian(here, officer):
    asked = application(organisation=here, id_number=CHILD, **GUARDIAN)
    services.take_in(application=asked, actor=officer, at=NOW)
    given = Consent.objects.get()
    assert (given.given_by, given.guardian_name) == (Consent.By.GUARDIAN, "王父")


def test_asked_again_the_newer_stands_and_a_contact_asks_for_a_family_at_most(here, officer):
    same = {"phone": "16400001234", "id_number": ADULT, "name": "王一"}
    first = application(organisation=here, skills="科普讲解", **same)
    assert application(organisation=here, skills="翻译", **same).pk == first.pk
    assert Application.objects.get().skills == "翻译"
    for n in range(4):
        application(organisation=here, phone="16400001234", id_number=id_number(f"3302811991010100{n}"))
    with pytest.raises(services.TooManyApplications, match="5 份"):
        application(organisation=here, phone="16400001234", id_number=id_number("33028119920101001"))
    services.take_in(application=first, actor=officer, at=NOW)
    with pytest.raises(services.AlreadyRegistered, match="您已经是注册志愿者"):
        application(organisation=here, **same)


def test_a_claim_does_not_change_where_somebody_is_reached(here, officer):
    """Who types somebody else's name and identity number gets no message and no page of theirs."""
    known = person(organisation=here, name="王一", id_number=ADULT, phone="16411111111")
    asked = application(organisation=here, name="王一", id_number=ADULT, phone="16422222222")
    services.take_in(application=asked, actor=officer, at=NOW)
    known.refresh_from_db()
    assert known.phone == "16411111111" and Volunteer.objects.get().person == known


def test_the_shift_they_came_for_is_asked_for_with_it(here, officer):
    wanted = shift(organisation=here)
    asked = application(organisation=here, id_number=ADULT, shift=wanted)
    services.take_in(application=asked, actor=officer, at=NOW)
    assert Assignment.objects.get().state == Assignment.State.APPLIED
    services.pass_over(assignment=Assignment.objects.get(), actor=officer, at=NOW, note="人手够了")
    assert "人手够了" in Message.objects.get(subject="志愿服务未安排").body


def test_a_shift_that_is_over_does_not_keep_them_out(here, officer):
    wanted = shift(organisation=here)
    asked = application(organisation=here, id_number=ADULT, shift=wanted)
    services.cancel_shift(shift=wanted, actor=officer, at=NOW, note="下雨")
    services.take_in(application=asked, actor=officer, at=NOW)
    assert Volunteer.objects.exists() and not Assignment.objects.exists()


def test_only_the_unit_decides_and_only_they_take_it_back(here, stranger, officer):
    asked = application(organisation=here, id_number=ADULT)
    for who in (stranger, PUBLIC):
        with pytest.raises(NotAllowed):
            services.take_in(application=asked, actor=who, at=NOW)
        with pytest.raises(NotAllowed):
            services.turn_away(application=asked, actor=who, at=NOW, note="不")
    with pytest.raises(NotAllowed):
        services.withdraw_application(application=asked, actor=officer)


def test_an_older_wording_is_agreed_to_again(here, officer):
    asked = application(organisation=here, id_number=ADULT)
    Application.objects.update(version="2001-01")
    with pytest.raises(services.OldWording, match="重新提交"):
        services.take_in(application=asked, actor=officer, at=NOW)


def test_the_public_sees_posts_that_recruit_and_nothing_else(here):
    shown, draft = post(organisation=here), post(organisation=here, state=Post.State.DRAFT)
    soon, gone = shift(post_=shown), shift(post_=shown, hours=5)
    services.cancel_shift(shift=gone, actor=SYSTEM, at=NOW, note="不办了")
    assert [*queries.recruiting(on=NOW.date())] == [shown] and draft.state == "draft"
    assert queries.open_shifts([shown], at=NOW) == {shown.pk: [soon]}
    assert queries.open_shifts([shown], at=soon.starts_at) == {}
