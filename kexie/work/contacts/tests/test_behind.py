"""What waits: overdue, short of what was fixed, never begun; each tie with its next step, in the reader's scope."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import person as user_of
from kexie.core import clock
from kexie.core.gate import SYSTEM
from kexie.network.people.tests.make import person
from kexie.office.notices.models import Message
from kexie.work.contacts import queries, services
from kexie.work.contacts.models import Tie

from . import make
from .make import AT, TODAY

pytestmark = pytest.mark.django_db


def names(actor, why, today=TODAY):
    return [str(tie.person) for tie in queries.behind(actor, today, why)]


def kept(here, name, **fields):
    return make.tie(organisation=here, person=person(organisation=here, name=name), **fields)


def test_overdue_quota_and_never_are_three_questions(here, officer):
    late = kept(here, "迟了的", visits=12)
    done = kept(here, "做完的", visits=1)
    short = kept(here, "还差的", visits=4)
    loose = kept(here, "不定次数的", visits=0, method="network")
    for tie, days in ((done, [date(2026, 5, 1)]), (short, [date(2026, 3, 1), date(2026, 6, 1), date(2026, 9, 1)])):
        for on in days:
            make.visit(organisation=here, tie=tie, on=on)
    assert names(officer, "overdue") == ["迟了的"]
    assert set(names(officer, "short")) == {"迟了的", "还差的"}
    assert set(names(officer, "never")) == {"迟了的", "不定次数的"}
    assert queries.count_behind(officer, TODAY) == {"overdue": 1, "short": 2, "never": 2}
    services.end_tie(tie=late, on=TODAY, why="调离", actor=SYSTEM, today=TODAY)
    services.end_tie(tie=loose, on=TODAY, why="调离", actor=SYSTEM, today=TODAY)
    next_day = date(2026, 11, 23)
    assert [names(officer, why, next_day) for why in queries.WHYS] == [[], ["还差的"], []]


def test_a_fixed_number_of_workers_is_short_until_the_chain_reaches_them(here, town, officer):
    tie = kept(here, "定量的", visits=1, workers=2, body=town)
    make.visit(organisation=here, tie=tie, on=date(2026, 5, 1))
    other = kept(here, "倍增的", visits=0, workers=5, method="multiplying")
    (row,) = queries.waiting(queries.behind(officer, TODAY, "short"), officer, TODAY)
    assert (row.tie, row.done, row.workers, row.step) == (tie, 1, 0, "workers")
    first, second = (person(organisation=town, name=name) for name in ("甲", "乙"))
    brought = make.tie(organisation=here, person=tie.person, worker=first, brought_by=tie)
    assert queries.waiting([tie], officer, TODAY)[0].workers == 1 and names(officer, "short") == ["定量的", "定量的"]
    below = make.tie(organisation=town, person=first, worker=second, brought_by=brought, method="multiplying", visits=0)
    assert queries.waiting([tie], officer, TODAY)[0].workers == 2 == queries.reach(tie, TODAY)["workers"]
    assert tie not in queries.behind(officer, TODAY, "short") and brought in queries.behind(officer, TODAY, "short")
    services.end_tie(tie=below, on=date(2026, 11, 21), why="搬走", actor=SYSTEM, today=TODAY)
    assert tie in queries.behind(officer, TODAY, "short")
    assert other not in queries.behind(officer, TODAY, "short")


def test_every_row_says_what_is_next(here, town, officer):
    reader = user_of("reader", here, username="reader")
    own = kept(here, "自己的", visits=12, account=reader)
    others = kept(here, "别人的", visits=12)
    left = kept(here, "离任的", visits=12)
    Tie.objects.filter(pk=left.pk).update(is_doubted=True)  # as the night after they left their post
    steps = {row.tie.pk: row.step for row in queries.waiting(queries.behind(reader, TODAY, "overdue"), reader, TODAY)}
    assert steps == {own.pk: "note", others.pk: "wait", left.pk: "wait"}
    steps = {row.tie.pk: row.step for row in queries.waiting(queries.behind(officer, TODAY, "overdue"), officer, TODAY)}
    assert steps == {own.pk: "note", others.pk: "note", left.pk: "doubted"}


def test_the_next_door_sees_none_of_it(here, town, officer, stranger):
    kept(here, "迟了的", visits=12)
    assert queries.count_behind(stranger, TODAY) == dict.fromkeys(queries.WHYS, 0)
    assert queries.count_behind(officer, TODAY)["overdue"] == 1


@pytest.mark.parametrize("why", queries.WHYS)
def test_the_page_costs_the_same_for_one_or_many(client, here, officer, why):
    client.force_login(officer)
    year = clock.today().year - 1

    def more(n):
        for _one in range(n):
            make.tie(organisation=here, visits=12, workers=2, since=date(year, 1, 1), today=clock.today())

    more(1)
    address = f"/contacts/?part=behind&why={why}"
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        answer = client.get(address)
    assert "记走访" in answer.content.decode()
    more(8)
    client.get(address)  # counts the figures on top anew
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) <= len(few)


def test_a_reminder_goes_out_once_however_often_it_is_asked(here):
    who = person(organisation=here, name="陈建国", phone="16400000123")
    make.tie(organisation=here, person=who, visits=12)
    told = [services.remind_overdue(actor=SYSTEM, at=AT.replace(day=day)) for day in (20, 20, 21, 22, 30)]
    assert told == [1, 0, 0, 0, 0] and Message.objects.count() == 1
