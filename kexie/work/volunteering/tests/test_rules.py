from datetime import date, datetime

import pytest

from kexie.work.volunteering import rules


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("周六上午", "周六上午"),
        ("星期天晚", "周日晚上"),
        ("周六、周日下午", "周六下午、周日下午"),
        ("周末、周三晚上", "周三晚上、周六上午、周六下午、周六晚上、周日上午、周日下午、周日晚上"),
        ("周一至周三上午", "周一上午、周二上午、周三上午"),
        ("周六至周一晚上", "周一晚上、周六晚上、周日晚上"),
        ("看情况", ""),
        ("", ""),
    ],
)
def test_times_are_read_as_people_write_them(text, slots):
    assert "、".join(rules.slots_in(text)) == slots


def test_what_is_written_out_is_read_back():
    assert rules.slots_in("、".join(rules.SLOTS)) == [*rules.SLOTS]
    assert rules.slots_in("随时") == [*rules.SLOTS]


@pytest.mark.parametrize(
    ("name", "tier", "setting"),
    [
        ("社区科普分队", "squad", "community"), ("科技志愿服务总队", "corps", ""), ("学校支队", "detachment", "school"),
        ("农村科普服务团", "group", "village"),
    ],
)  # fmt: skip
def test_a_team_is_sorted_by_its_name(name, tier, setting):
    assert (rules.tier_of(name), rules.setting_of(name)) == (tier, setting)


@pytest.mark.parametrize(
    ("years", "named", "agrees", "along", "why"),
    [
        (18, False, False, False, ""), (None, False, False, False, ""), (17, False, False, False, "guardian"),
        (17, True, False, False, "guardian"), (17, False, True, False, "guardian"), (17, True, True, False, ""),
        (8, True, False, True, ""), (7, True, True, True, "too_young"),
    ],
)  # fmt: skip
def test_minors_need_a_guardian(years, named, agrees, along, why):
    said = {"has_guardian": named, "agrees": agrees, "comes_along": along}
    assert rules.why_not_register(years=years, **said) == why


@pytest.mark.parametrize(
    ("start", "end", "slots"),
    [
        ((2013, 5, 18, 8), (2013, 5, 18, 11), "周六上午"), ((2013, 5, 18, 11), (2013, 5, 18, 13), "周六上午、周六下午"),
        ((2013, 5, 18, 22), (2013, 5, 19, 1), "周六晚上、周日上午"), ((2013, 5, 18, 12), (2013, 5, 18, 18), "周六下午"),
    ],
)  # fmt: skip
def test_a_shift_touches_parts_of_days(start, end, slots):
    assert "、".join(rules.slots_of(datetime(*start), datetime(*end))) == slots


def test_divisions_have_some_above_and_some_below():
    assert rules.branch("330281103000") == (
        "330281103",
        ["330000000000", "330200000000", "330281000000", "330281103000"],
    )
    assert rules.branch("330000000000") == ("33", ["330000000000"])


def test_the_latest_birthday_of_an_age():
    assert rules.born_by(date(2026, 11, 1), 18) == date(2008, 11, 1)
    assert rules.born_by(date(2028, 2, 29), 18) == date(2010, 2, 28)


@pytest.mark.parametrize(
    ("years", "youngest", "alone", "why"),
    [(17, 18, True, "too_young"), (18, 18, True, ""), (None, 18, True, "unknown"), (None, None, True, ""),
     (16, None, False, "guardian"), (16, None, True, "")],
)  # fmt: skip
def test_who_may_serve(years, youngest, alone, why):
    assert rules.why_not_serve(years=years, youngest=youngest, may_alone=alone) == why
