"""Days entered one by one or as a notice; which calendar holds where."""

from __future__ import annotations

from datetime import date

import pytest

from conftest import organisation, person
from kexie.core.gate import SYSTEM
from kexie.core.loading import Context, Row
from kexie.core.refusals import Invalid, NotAllowed
from kexie.office.workdays import queries, services
from kexie.office.workdays.models import SpecialDay
from kexie.office.workdays.sheets import DayLoader
from kexie.work.founding.tests import make as founding

from . import make

pytestmark = pytest.mark.django_db
FRIDAY, MONDAY = date(2031, 3, 7), date(2031, 3, 10)


def test_a_day_holds_at_its_body_and_below_it_and_nowhere_else(here, town, elsewhere):
    assert queries.working_days_after(FRIDAY, 1, at=town) == MONDAY
    make.day(organisation=here, on=MONDAY)
    assert queries.working_days_after(FRIDAY, 1, at=town) == date(2031, 3, 11)
    assert queries.working_days_after(FRIDAY, 1, at=elsewhere) == MONDAY
    make.day(organisation=town, on=MONDAY, kind="work")
    assert queries.working_days_after(FRIDAY, 1, at=town) == MONDAY
    assert queries.working_days_after(FRIDAY, 1, at=here) == date(2031, 3, 11)


def test_what_an_office_enters_wins_over_what_is_shipped(here):
    assert queries.working_days_after(date(2026, 9, 30), 1, at=here) == date(2026, 10, 8)
    make.day(organisation=here, on=date(2026, 10, 5), kind="work")
    assert queries.working_days_after(date(2026, 9, 30), 1, at=here) == date(2026, 10, 5)


def test_a_notice_is_entered_whole_and_once(here, officer):
    rows = services.enter_notice(organisation=here, text=make.NOTICE, source="某号", actor=officer)
    assert (len(rows), SpecialDay.objects.filter(kind="work").count()) == (27, 5)
    again = services.enter_notice(organisation=here, text=make.NOTICE.replace("4月27日", "4月26日"), actor=officer)
    assert len(again) == 27 and SpecialDay.objects.count() == 28  # the day that was wrong stays to be put right
    assert set(SpecialDay.objects.filter(source="某号").values_list("on", flat=True)) >= {date(2031, 1, 1)}
    assert queries.calendar_at(here).knows(2031)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("今年放假安排另行通知。", "没有读到放假的日子"),
        (make.NOTICE.replace("5月1日", "5月41日"), "没有读懂"),
        (make.NOTICE.replace("四、国庆节、中秋节：", "四、"), "没有读全"),
    ],
)
def test_a_notice_that_is_not_read_whole_is_refused(here, text, said):
    with pytest.raises(Invalid, match=said):
        services.enter_notice(organisation=here, text=text, actor=SYSTEM)
    assert not SpecialDay.objects.exists()


def test_nobody_enters_days_for_bodies_above_them(here, town):
    clerk = person("officer", town)
    with pytest.raises(NotAllowed):
        services.enter_notice(organisation=here, text=make.NOTICE, actor=clerk)
    with pytest.raises(NotAllowed):
        services.keep_day(day=SpecialDay(organisation=here, on=MONDAY, title="x"), actor=clerk, did="create")
    assert clerk and SpecialDay.objects.visible_to(clerk).count() == 0
    make.day(organisation=here)
    assert SpecialDay.objects.visible_to(clerk).count() == 1


def test_deadlines_move_with_the_days(here):
    row = founding.walked(founding.procedure(organisation=here), until="reply")
    assert row.due_on == date(2024, 5, 24)
    make.day(organisation=here, on=date(2024, 5, 8))
    row.refresh_from_db()
    assert row.due_on == date(2024, 5, 27)


def test_a_year_nobody_entered_is_said(here, officer):
    calendar = queries.calendar_at(here)
    assert (
        queries.said_unknown(calendar, date(2026, 12, 30), date(2027, 1, 4))
        == "2027年节假日安排未录入，按周一至周五计。"
    )
    assert queries.said_unknown(calendar, date(2026, 11, 2), date(2026, 11, 30)) == ""
    assert queries.wanted_year(here, officer, date(2026, 11, 2)) == 2027
    assert queries.wanted_year(here, officer, date(2026, 10, 31)) is None
    assert queries.wanted_year(here, person("reader", here), date(2026, 11, 2)) is None
    services.enter_notice(organisation=here, text=make.NOTICE, actor=officer)
    assert queries.wanted_year(here, officer, date(2030, 11, 2)) is None


def test_a_sheet_of_days_is_taken_in_and_taken_back(here, officer):
    context = Context(actor=officer, organisation=here, filer=here, year=2031, title="放假安排", sheet_name="Sheet1")
    rows = [
        Row(2, {"on": MONDAY, "kind": "off", "title": "三月三"}), Row(3, {"on": FRIDAY, "kind": "work"}),
        Row(4, {"on": MONDAY, "kind": "off"}), Row(5, {"kind": "off"}), Row(6, {"on": date(2031, 3, 4)}),
    ]  # fmt: skip
    loader = DayLoader()
    planned = loader.plan(rows, context)
    assert [one.did for one in planned] == ["created", "created", "skipped", "refused", "refused"]
    loader.write(planned, context)
    assert SpecialDay.objects.get(on=FRIDAY).title == "调休上班"
    loader.undo([one.record.pk for one in planned if one.did == "created"], [], context)
    assert not SpecialDay.objects.exists()


def test_another_tree_sees_nothing(here):
    make.day(organisation=here)
    assert SpecialDay.objects.visible_to(person("officer", organisation("外市科协"))).count() == 0
