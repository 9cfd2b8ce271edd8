"""Deadlines: told of once before and once after, shown on home, and what is late on the page."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from conftest import person
from kexie.core import clock
from kexie.core.gate import SYSTEM
from kexie.core.refusals import NotAllowed
from kexie.network.organisations import services as organisations
from kexie.office.notices.models import Message
from kexie.work.founding import queries, services

from . import make

pytestmark = pytest.mark.django_db


def with_phone(body):
    body.phone = "16400000001"
    organisations.amend(organisation=body, actor=SYSTEM, today=make.TODAY)


def at_noon(day):
    return datetime.combine(day, time(12), tzinfo=clock.ZONE)


def test_a_deadline_is_told_of_once_before_and_once_after(here):
    with_phone(here)
    row = make.walked(make.procedure(organisation=here), until="reply")  # asked on 6 May, so until 24 May
    told = Message.objects.filter(purpose="founding").order_by("pk")
    for day, count in (
        (date(2024, 5, 21), 0), (date(2024, 5, 22), 1), (date(2024, 5, 23), 1), (date(2024, 5, 24), 1),
        (date(2024, 5, 25), 2), (date(2024, 6, 3), 2),
    ):  # fmt: skip
        services.remind_procedures(actor=SYSTEM, at=at_noon(day))
        assert told.count() == count, day
    assert "应于 2024-05-24 前办好" in told[0].body and "已过 2024-05-24 的期限" in told[1].body
    row.refresh_from_db()
    assert (row.warned_on, row.chased_on) == (date(2024, 5, 22), date(2024, 5, 25))
    row = services.finish_step(procedure=make.filled(row, row.current), step="reply", actor=SYSTEM, today=make.TODAY)
    assert (row.warned_on, row.chased_on) == (None, None)
    make.filled(row, row.current)
    services.remind_procedures(actor=SYSTEM, at=at_noon(make.TODAY))
    assert told.count() == 3 and "发会议通知" in told[2].body


def test_nobody_is_told_at_night_and_nobody_of_what_is_over(here):
    with_phone(here)
    row = make.walked(make.procedure(organisation=here), until="reply")
    late = date(2024, 6, 3)
    assert services.remind_procedures(actor=SYSTEM, at=at_noon(late) + timedelta(hours=10)) == 0
    services.abandon(procedure=row, actor=SYSTEM, today=late, note="乡镇撤并")
    assert services.remind_procedures(actor=SYSTEM, at=at_noon(late)) == 0
    with pytest.raises(NotAllowed):
        services.remind_procedures(actor=person("officer", here), at=at_noon(late))


def test_what_is_usual_may_be_late_without_a_reason(here):
    row = make.procedure(organisation=here)
    assert row.due_on == make.TODAY + timedelta(days=30)
    row = make.filled(row, row.current)
    late = make.TODAY + timedelta(days=99)
    assert "prepare" in services.finish_step(procedure=row, step="prepare", actor=SYSTEM, today=late).done


def test_home_and_list_say_what_is_late_or_soon(here, officer):
    row = make.walked(make.procedure(organisation=here), until="reply")
    assert queries.waiting(officer, here, date(2024, 5, 16)) == []
    assert queries.waiting(officer, here, date(2024, 5, 17)) == [row]
    seen = {one.step.code: one.late for one in queries.steps_of(row, date(2024, 5, 27))}
    assert seen["reply"] == 3 and not any(late for code, late in seen.items() if code != "reply")
    over = make.walked(make.procedure(organisation=here))
    assert over in queries.waiting(officer, here, date(2024, 5, 16)) and over.due_on is None
