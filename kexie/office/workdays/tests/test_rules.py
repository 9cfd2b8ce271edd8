"""Counting working days and reading notices; without a database."""

from __future__ import annotations

from datetime import date

import pytest

from kexie.office.workdays import rules
from kexie.office.workdays.rules import NOTICES, read_notice

from .make import NOTICE

KNOWN = rules.calendar_of(())


@pytest.mark.parametrize(
    ("day", "count", "found"),
    [
        (date(2024, 6, 13), -3, date(2024, 6, 7)),  # the Monday before is Dragon Boat
        (date(2024, 5, 6), 15, date(2024, 5, 24)),  # the first Saturday is worked
        (date(2026, 11, 20), 3, date(2026, 11, 25)),  # a Friday
        (date(2026, 11, 18), 0, date(2026, 11, 18)),
        (date(2026, 9, 30), 1, date(2026, 10, 8)),
        (date(2026, 10, 8), 2, date(2026, 10, 10)),  # a Saturday, worked
        (date(2026, 2, 13), 1, date(2026, 2, 14)),
        (date(2026, 2, 14), 1, date(2026, 2, 24)),
        (date(2026, 2, 24), -1, date(2026, 2, 14)),
        (date(2026, 12, 31), 1, date(2027, 1, 1)),  # nobody knows of 2027
    ],
)
def test_working_days_leave_out_days_off_and_take_in_make_up_days(day, count, found):
    assert KNOWN.after(day, count) == found


def test_years_that_nobody_entered_are_named():
    assert KNOWN.unknown(date(2026, 12, 30), date(2027, 1, 5)) == [2027]
    assert KNOWN.unknown(date(2027, 1, 5), date(2026, 12, 30)) == [2027]
    assert KNOWN.unknown(date(2024, 1, 1), date(2026, 12, 31)) == []
    half = rules.calendar_of([(date(2027, 1, 1), False), (date(2027, 5, 1), False)])
    assert not half.knows(2027)


@pytest.mark.parametrize("notice", NOTICES, ids=lambda notice: str(notice.year))
def test_shipped_notices_add_up(notice):
    off = [day for day, _title, is_working in notice.days if not is_working]
    worked = [day for day, _title, is_working in notice.days if is_working]
    assert len(off) == len(set(off)) and not set(off) & set(worked)
    assert all(day.weekday() >= 5 for day in worked), "only weekends are worked instead"
    weekdays_off = sum(day.weekday() < 5 for day in off)
    # Statutory days: 11 until 2024, 13 since; those on a weekend are made up for, so weekdays off less days worked
    # instead are the statutory days, but for feasts of 2024 that ran into a weekend without one being moved.
    assert weekdays_off - len(worked) == (11 if notice.year < 2025 else 13)
    assert KNOWN.knows(notice.year)


def test_a_notice_is_read_as_it_was_printed():
    found, unread = read_notice(NOTICE)
    assert unread == []
    off = [one.on for one in found if not one.is_working]
    assert len(off) == 1 + 8 + 5 + 8 and date(2031, 9, 30) in off and date(2031, 10, 7) in off
    assert [(one.on, one.title) for one in found if one.is_working] == [
        (date(2031, 1, 19), "春节"), (date(2031, 2, 8), "春节"), (date(2031, 4, 27), "劳动节"),
        (date(2031, 9, 28), "国庆节、中秋节"), (date(2031, 10, 11), "国庆节、中秋节"),
    ]  # fmt: skip


@pytest.mark.parametrize("notice", NOTICES, ids=lambda notice: str(notice.year))
def test_shipped_notices_read_back_the_same(notice):
    lines = [f"国务院办公厅关于{notice.year}年部分节假日安排的通知"]
    for feast in notice.feasts:
        worked = "、".join(f"{month}月{day}日" for month, day in feast.worked)
        lines.append(
            f"一、{feast.title}：{feast.first[0]}月{feast.first[1]}日至{feast.last[0]}月{feast.last[1]}日放假调休。"
            + (f"{worked}上班。" if worked else "")
        )
    found, unread = read_notice("\n".join(lines))
    assert unread == [] and sorted((one.on, one.title, one.is_working) for one in found) == sorted(notice.days)


def test_what_cannot_be_read_is_named():
    found, unread = read_notice("2031年部分节假日安排\n一、元旦：1月33日放假1天。\n二、春节：除夕起放假8天。")
    assert found == [] and unread == ["1月33日放假1天", "除夕起放假8天"]
    assert read_notice("一、元旦：1月1日放假。") == ([], [])  # no heading says of which year
    assert read_notice("2031年安排\n一、国庆节：10月7日至1日放假。")[1] == ["10月7日至1日放假"]
