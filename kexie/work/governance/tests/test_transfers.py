"""A list of heads shows somebody in another unit than is known: it asks, and counts nothing until somebody says."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.models import Sum

from kexie.core.gate import SYSTEM
from kexie.network.organisations import services as organisations
from kexie.network.people.models import Person
from kexie.network.people.tests import make as people
from kexie.office.imports import services as imports
from kexie.office.imports.models import Finding
from kexie.office.imports.tests import make as files
from kexie.office.ledger.models import Entry
from kexie.work.governance import services
from kexie.work.governance.models import Appointment

pytestmark = pytest.mark.django_db
HEADER = ["乡镇（街道）", "姓名", "三长类别", "原单位", "手机号码", "任职时间"]
BEFORE = ["泗门镇", "王敏", "学校校长", "泗门镇中心小学", "16400000901", "2023-09-01"]
AFTER = ["陆埠镇", "王敏", "学校校长", "陆埠镇中心小学", "16400000901", "2025-03-01"]
DAY = date(2025, 12, 31)


def founded(here, name):
    how = {"kind": "association", "parent": here, "level": "town", "founded_on": date(2010, 1, 1)}
    return organisations.found(name=name, actor=SYSTEM, **how)


@pytest.fixture
def town(here):
    return founded(here, "泗门镇科协")


@pytest.fixture
def other(here):
    return founded(here, "陆埠镇科协")


def taken_in(here, year, *rows):
    book = files.workbook([["三长名册"], HEADER, *rows], names=["三长"])
    batch = files.batch(here, ("三长名册.xlsx", book), year=year)
    imports.apply(batch=batch, actor=SYSTEM)
    batch.refresh_from_db()
    return batch


def heads(*bodies, measure="governance.heads"):
    said = Entry.objects.filter(measure=measure, on__lte=DAY)
    return [said.filter(organisation=body).aggregate(n=Sum("amount"))["n"] or 0 for body in bodies]


@pytest.fixture
def moved(here, town, other):
    """The batch that found her in another town."""
    taken_in(here, 2023, BEFORE)
    return taken_in(here, 2025, AFTER)


def test_somebody_found_elsewhere_is_asked_about_and_counts_nothing_until_then(moved, town, other):
    old, new = Appointment.objects.order_by("from_on")
    assert (new.moved_from, new.is_pending, old.until_on, old.is_pending) == (old, True, None, False)
    doubt = Finding.objects.get(table__file__batch=moved, weight=Finding.Weight.DOUBT)
    assert "可能是调动" in doubt.reason and "泗门镇科协" in doubt.reason and "陆埠镇中心小学" in doubt.reason
    assert heads(town, other) == [1, 0] and heads(town, other, measure="governance.covered") == [1, 0]


def test_said_to_have_moved_the_old_post_ends_the_day_before(moved, town, other):
    old, new = Appointment.objects.order_by("from_on")
    services.confirm_transfer(appointment=new, actor=SYSTEM)
    old.refresh_from_db()
    assert old.until_on == date(2025, 2, 28)
    assert heads(town, other) == [0, 1] and heads(town, other, measure="governance.covered") == [0, 1]


def test_said_to_hold_both_both_count(moved, town, other):
    services.keep_both(appointment=Appointment.objects.get(is_pending=True), actor=SYSTEM)
    assert heads(town, other) == [1, 1]


def test_the_same_list_again_asks_nothing_again(moved, here, town, other):
    again = taken_in(here, 2025, AFTER)
    assert (again.counts["unchanged"], again.counts.get("created", 0)) == (1, 0)
    assert Appointment.objects.count() == 2 and heads(town, other) == [1, 0]


def test_taken_back_the_old_post_stands_as_it_did(moved, town, other):
    imports.undo(batch=moved, actor=SYSTEM)
    row = Appointment.objects.get()
    assert (row.organisation, row.until_on, row.is_pending) == (town, None, False) and heads(town, other) == [1, 0]


def test_a_namesake_with_another_telephone_has_not_moved(here, town, other):
    taken_in(here, 2023, BEFORE)
    taken_in(here, 2025, [*AFTER[:4], "16400000902", AFTER[5]])
    assert not Appointment.objects.filter(is_pending=True).exists() and heads(town, other) == [1, 1]


def test_a_wrong_list_taken_back_leaves_nobody_and_the_right_one_finds_nobody_twice(here, town, other):
    known = people.person(organisation=here, name="李勇", phone="16400000902")
    nameless = [*BEFORE[:4], None, BEFORE[5]]
    with_known = ["陆埠镇", "李勇", "医院院长", "陆埠镇卫生院", "16400000902", "2023-09-01"]
    wrong = taken_in(here, 2023, nameless, with_known)
    named_since = Appointment.objects.get(person__name="王敏").person
    imports.undo(batch=wrong, actor=SYSTEM)
    assert [*Person.objects.values_list("pk", flat=True)] == [known.pk] != [named_since.pk]
    taken_in(here, 2023, nameless)
    assert Person.objects.filter(name="王敏").count() == 1


def test_whom_another_record_names_by_then_stays(here, town, other):
    wrong = taken_in(here, 2023, BEFORE)
    someone = Appointment.objects.get(person__name="王敏").person
    services.appoint(
        appointment=Appointment(organisation=other, person=someone, position="委员", from_on=date(2024, 1, 1)),
        actor=SYSTEM,
    )
    imports.undo(batch=wrong, actor=SYSTEM)
    assert Person.objects.get(name="王敏") == someone
