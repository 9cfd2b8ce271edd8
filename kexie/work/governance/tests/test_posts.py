"""Posts and terms: what is written, what it counts from day to day, what is refused."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.models import Sum

from kexie.core.gate import SYSTEM
from kexie.core.refusals import Invalid, NotAllowed
from kexie.network.organisations import services as organisations
from kexie.network.people.models import Person
from kexie.network.people.tests import make as people
from kexie.office.ledger.models import Entry
from kexie.work.governance import services
from kexie.work.governance.models import Appointment, Tally, Term

from . import make

pytestmark = pytest.mark.django_db
D = date
Head = Appointment.Head


@pytest.fixture
def town(town):
    """A town whose founding is known: what nobody knows to exist is not covered."""
    town.founded_on = D(2010, 1, 1)
    town.save()
    return town


def stock(measure, on, **by):
    rows = Entry.objects.filter(measure=f"governance.{measure}", on__lte=on, **by)
    return rows.aggregate(n=Sum("amount"))["n"] or 0


def test_a_head_counts_as_officer_and_head_from_the_first_day_to_the_last(town, officer):
    row = make.appointment(organisation=town, head=Head.SCHOOL, until_on=D(2024, 6, 30), actor=officer)
    for day, amount in ((D(2023, 12, 31), 0), (D(2024, 1, 1), 1), (D(2024, 6, 30), 1), (D(2024, 7, 1), 0)):
        assert stock("heads", day, kind="school") == stock("officers", day, kind="副主席") == amount
        assert stock("covered", day) == amount
    assert {*Entry.objects.filter(measure="governance.heads").values_list("person", flat=True)} == {row.person_id}


def test_a_town_is_covered_once_however_many_heads_and_only_by_heads(here, town, officer):
    make.appointment(organisation=town, actor=officer)
    assert stock("covered", D(2024, 2, 1)) == 0
    first = make.appointment(organisation=town, head=Head.SCHOOL, actor=officer)
    make.appointment(organisation=town, head=Head.HOSPITAL, from_on=D(2024, 5, 1), actor=officer)
    make.appointment(organisation=here, head=Head.HOSPITAL, actor=officer)  # the county's own: no town
    assert stock("covered", D(2024, 6, 1)) == 1 and stock("heads", D(2024, 6, 1)) == 3
    services.end_appointment(appointment=first, on=D(2024, 3, 31), actor=officer)
    assert [stock("covered", D(2024, month, 15)) for month in (3, 4, 5)] == [1, 0, 1]


def test_a_person_is_found_by_name_and_telephone_and_namesakes_stay_two(town, officer):
    facts = {"name": "王伟", "phone": "16400001111"}
    draft = Appointment(organisation=town, position="委员", from_on=D(2024, 1, 1))
    one = services.appoint(appointment=draft, facts=facts, actor=officer)
    again = Appointment(organisation=town, position="秘书长", from_on=D(2024, 1, 1))
    assert services.appoint(appointment=again, facts=facts, actor=officer).person_id == one.person_id
    other = Appointment(organisation=town, position="委员", from_on=D(2024, 1, 1))
    services.appoint(appointment=other, facts={**facts, "phone": "16400002222"}, actor=officer)
    assert Person.objects.filter(name="王伟").count() == 2


def test_the_same_position_twice_at_once_is_refused(town, officer):
    row = make.appointment(organisation=town, actor=officer)
    with pytest.raises(services.AlreadyHolds, match="已登记"):
        make.appointment(organisation=town, person=row.person, from_on=D(2025, 1, 1), actor=officer)
    services.end_appointment(appointment=row, on=D(2024, 12, 31), actor=officer)
    make.appointment(organisation=town, person=row.person, from_on=D(2025, 1, 1), actor=officer)
    assert stock("officers", D(2025, 6, 1)) == 1


def test_who_may_not_edit_there_appoints_and_ends_nobody(town, stranger, officer):
    row = make.appointment(organisation=town, actor=officer)
    draft = Appointment(organisation=town, person=row.person, position="委员", from_on=D(2024, 1, 1))
    with pytest.raises(NotAllowed):
        services.appoint(appointment=draft, actor=stranger)
    with pytest.raises(NotAllowed):
        services.end_appointment(appointment=row, on=D(2024, 5, 1), actor=stranger)
    assert not Appointment.objects.visible_to(stranger).exists()


def test_an_end_before_the_beginning_and_a_second_end_are_refused(town, officer):
    row = make.appointment(organisation=town, actor=officer)
    with pytest.raises(Invalid, match="不能早于"):
        services.end_appointment(appointment=row, on=D(2023, 12, 31), actor=officer)
    services.end_appointment(appointment=row, on=D(2024, 12, 31), actor=officer)
    with pytest.raises(services.AlreadyEnded):
        services.end_appointment(appointment=row, on=D(2025, 12, 31), actor=officer)


def test_informants_count_apart_from_officers(town, officer):
    make.appointment(organisation=town, position="信息员", unit="东街村", actor=officer)
    assert stock("informants", D(2024, 2, 1)) == 1 and stock("officers", D(2024, 2, 1)) == 0


def test_nobody_stands_at_a_body_that_is_no_more(here, town, officer):
    make.appointment(organisation=town, head=Head.SCHOOL, actor=officer)
    make.term(organisation=town, actor=officer)
    make.appointment(organisation=here, actor=officer)
    organisations.dissolve(organisation=town, on=D(2025, 4, 1), actor=officer)
    assert stock("officers", D(2025, 3, 31)) == 2 and stock("officers", D(2025, 4, 1)) == 1
    assert stock("covered", D(2025, 4, 1)) == stock("heads", D(2025, 4, 1)) == stock("terms", D(2025, 4, 1)) == 0
    town.refresh_from_db()
    organisations.reopen(organisation=town, actor=officer)
    assert stock("covered", D(2025, 4, 1)) == stock("terms", D(2025, 4, 1)) == 1


def test_a_headcount_counts_what_is_not_known_by_name(here, town, officer):
    Tally.objects.create(organisation=town, what="informants", amount=3, on=D(2024, 1, 1))
    services.count_around(bodies=[town], actor=officer)
    assert stock("informants", D(2024, 2, 1)) == 3
    village = organisations.found(name="东街村", kind="community", parent=town, actor=officer)
    make.appointment(organisation=village, position="信息员", from_on=D(2024, 3, 1), actor=officer)
    row = make.appointment(organisation=town, position="信息员", from_on=D(2024, 4, 1), actor=officer)
    assert [stock("informants", D(2024, month, 2)) for month in (2, 3, 4)] == [3, 3, 3]
    assert stock("informants", D(2024, 4, 2), organisation=town, person=None) == 1
    services.end_appointment(appointment=row, on=D(2024, 4, 30), actor=officer)
    assert stock("informants", D(2024, 5, 1)) == 3


def test_a_term_runs_five_years_and_takes_its_posts_along_when_it_is_closed(town, officer):
    term = make.term(organisation=town, actor=officer, number=3)
    assert (term.planned_until, str(term)) == (D(2027, 2, 28), "第3届")
    row = make.appointment(organisation=town, actor=officer)
    informant = make.appointment(organisation=town, position="信息员", actor=officer)
    assert row.term == term and informant.term is None
    assert [stock("terms", day) for day in (D(2022, 2, 28), D(2022, 3, 1), D(2027, 2, 28), D(2027, 3, 1))] == [
        0,
        1,
        1,
        0,
    ]
    services.close_term(term=term, on=D(2026, 6, 30), actor=officer)
    row.refresh_from_db(), informant.refresh_from_db()
    assert (row.until_on, informant.until_on) == (D(2026, 6, 30), None)
    assert stock("officers", D(2026, 7, 1)) == stock("terms", D(2026, 7, 1)) == 0
    following = services.open_term(organisation=town, starts_on=D(2026, 7, 1), actor=officer)
    assert (following.number, following.years) == (4, 5)


def test_terms_follow_one_another(town, officer):
    term = make.term(organisation=town, years=3, actor=officer)
    assert term.planned_until == D(2025, 2, 28)
    with pytest.raises(services.TermRuns):
        services.open_term(organisation=town, starts_on=D(2026, 1, 1), actor=officer)
    services.close_term(term=term, on=D(2025, 1, 31), actor=officer)
    with pytest.raises(services.TermIsOver):
        services.close_term(term=term, on=D(2025, 2, 1), actor=officer)
    assert services.open_term(organisation=town, starts_on=D(2025, 2, 1), actor=officer).years == 3
    assert Term.objects.filter(ended_on=None).count() == 1


@pytest.mark.parametrize(
    ("until", "reason", "refusal"),
    [
        (D(2028, 3, 1), "人事调整", services.TooLong), (D(2027, 2, 28), "人事调整", Invalid),
        (D(2027, 12, 1), "  ", Invalid),
    ],
)  # fmt: skip
def test_a_term_is_put_off_by_a_year_at_most_with_a_reason(town, officer, until, reason, refusal):
    term = make.term(organisation=town, actor=officer)
    with pytest.raises(refusal):
        services.delay_term(term=term, until=until, reason=reason, actor=officer)
    delayed = services.delay_term(term=term, until=D(2028, 2, 28), reason="班子人事调整", actor=officer)
    assert (delayed.due_on, delayed.delay_reason) == (D(2028, 2, 28), "班子人事调整")
    assert stock("terms", D(2028, 2, 28)) == 1 and stock("terms", D(2028, 2, 29)) == 0


def test_a_found_transfer_counts_once_it_is_confirmed(here, town, officer):
    other = organisations.found(
        name="陆埠镇科协", kind="association", parent=here, level="town", founded_on=D(2011, 1, 1), actor=SYSTEM
    )
    old = make.appointment(organisation=town, head=Head.SCHOOL, actor=officer)
    how = {"person": old.person, "head": Head.SCHOOL, "from_on": D(2025, 3, 1), "moved_from": old, "is_pending": True}
    new = make.appointment(organisation=other, actor=officer, **how)
    assert stock("heads", D(2025, 4, 1)) == 1 and stock("covered", D(2025, 4, 1), organisation=other) == 0
    services.confirm_transfer(appointment=new, actor=officer)
    old.refresh_from_db()
    assert old.until_on == D(2025, 2, 28)
    assert stock("covered", D(2025, 4, 1), organisation=other) == 1 and stock("heads", D(2025, 4, 1)) == 1
    with pytest.raises(services.NotAsked):
        services.confirm_transfer(appointment=new, actor=officer)


def test_somebody_who_did_not_move_holds_both(here, town, officer):
    old = make.appointment(organisation=town, head=Head.SCHOOL, actor=officer)
    how = {"person": old.person, "head": Head.SCHOOL, "from_on": D(2025, 3, 1), "moved_from": old, "is_pending": True}
    new = make.appointment(organisation=here, actor=officer, **how)
    services.keep_both(appointment=new, actor=officer)
    assert stock("heads", D(2025, 4, 1)) == 2


def test_an_appointment_by_mistake_leaves_no_figure(town, officer):
    row = make.appointment(organisation=town, head=Head.SCHOOL, actor=officer)
    services.remove_appointment(appointment=row, actor=officer)
    assert stock("heads", D(2030, 1, 1)) == stock("covered", D(2030, 1, 1)) == 0 and not Appointment.objects.exists()


def test_a_person_of_another_unit_is_taken_as_given(town, officer):
    somebody = people.person(organisation=town)
    assert make.appointment(organisation=town, person=somebody, actor=officer).person == somebody
