"""Rules of plans: what publishing asks for, series of days, the same weekday a year on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.work.activities import rules

READY = {
    "has_time": True, "has_place": True, "has_contact": True, "has_session": True, "needs_safety_plan": False,
    "has_safety_plan": False, "is_over": False, "strays": False,
}  # fmt: skip
DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


def test_a_plan_that_lacks_nothing_may_be_published():
    assert rules.why_not_publish(**READY) == []


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"has_time": False}, "time"), ({"has_place": False}, "place"), ({"has_contact": False}, "contact"),
        ({"has_session": False}, "session"), ({"needs_safety_plan": True}, "safety_plan"), ({"is_over": True}, "over"),
        ({"strays": True}, "strays"),
    ],
)  # fmt: skip
def test_each_gap_has_its_reason(change, why):
    assert rules.why_not_publish(**READY | change) == [why]


@pytest.mark.parametrize(
    ("age_from", "age_to", "is_outdoor", "form_asks", "needs"),
    [
        (None, None, False, False, False), (18, None, False, False, False), (17, None, False, False, True),
        (None, 60, False, False, True), (60, 80, False, False, False), (None, None, True, False, True),
        (None, None, False, True, True),
    ],
)  # fmt: skip
def test_minors_the_outdoors_and_some_forms_need_a_safety_plan(age_from, age_to, is_outdoor, form_asks, needs):
    assert rules.needs_safety_plan(
        age_from=age_from, age_to=age_to, is_outdoor=is_outdoor, form_asks=form_asks
    ) is needs  # fmt: skip


def test_a_weekly_series_with_exceptions():
    first, until = date(2026, 9, 5), date(2026, 10, 10)
    assert rules.weekly(first, until, [date(2026, 10, 3)]) == [
        date(2026, 9, 5), date(2026, 9, 12), date(2026, 9, 19), date(2026, 9, 26), date(2026, 10, 10),
    ]  # fmt: skip
    assert rules.weekly(first, first) == [first]
    assert rules.weekly(first, first - timedelta(days=1)) == []


@given(DAYS, st.integers(1, 30))
def test_some_years_on_it_is_the_same_weekday_within_three_days_of_the_anniversary(day, years):
    later = rules.a_year_on(day, years)
    assert later.weekday() == day.weekday()
    anniversary = date(day.year + years, day.month, day.day) if (day.month, day.day) != (2, 29) else None
    assert abs((later - (anniversary or date(day.year + years, 3, 1))).days) <= 3


@given(DAYS, DAYS)
def test_a_copy_lies_ahead_and_a_year_on_at_least(day, today):
    years = rules.years_until(day, today)
    assert years >= 1 and rules.a_year_on(day, years) >= min(today, rules.a_year_on(day))
