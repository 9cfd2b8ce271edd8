"""What waits for somebody stands on the first page they see."""

from __future__ import annotations

from datetime import date

import pytest

from conftest import person
from kexie.core import clock, records
from kexie.core.gate import SYSTEM
from kexie.office.workdays.tests import make as workdays
from kexie.web import queries
from kexie.work.activities.models import Activity
from kexie.work.hours.tests import make as hours
from kexie.work.signups import queries as signups
from kexie.work.signups.tests.make import STARTS, admission, signup

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def next_year(here):
    """Let next year's days off be known, which home asks for late in the year."""
    for month, day in ((1, 1), (5, 1), (10, 1)):
        workdays.day(organisation=here, on=date(clock.today().year + 1, month, day))


def waiting(actor, where):
    return [(todo.what, todo.url) for todo in queries.to_do(actor, where, clock.today()) if not todo.due]


def test_sign_ups_and_hours_that_wait_for_a_word(here, officer, elsewhere):
    for where in (here, elsewhere):
        signup(admission_=admission(organisation=where, needs_review=True))
        hours.service(organisation=where)
    assert waiting(officer, here) == [
        ("1 人的报名等审核", "/signups/?state=pending"),
        ("1 条服务时长等审核", "/hours/services/?state=proposed&state=held"),
    ]
    assert waiting(person("reader", here), here) == []


def test_after_an_activity_sign_up_is_over_and_not_ahead(here):
    row = admission(organisation=here)
    Activity.objects.update(state=Activity.State.COMPLETED)
    row.session.activity.refresh_from_db()
    assert signups.why_closed(row, at=STARTS) == "这一场已经开始，报名结束。"


def test_home_is_asked_anew_whenever_something_was_written(here, officer):
    assert queries.standing(officer, here, clock.today())["todo"] == []
    row = hours.service(organisation=here)
    records.save(row, actor=SYSTEM, did="change")
    found = queries.standing(officer, here, clock.today())["todo"]
    assert [todo.what for todo in found] == ["1 条服务时长等审核"]
