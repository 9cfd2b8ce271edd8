"""Quotas day by day against the plain definition, cover, chains and splitting."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.work.contacts import rules

DAY = timedelta(days=1)
FIRST = date(2024, 1, 1)
days = st.integers(0, 1100).map(lambda n: FIRST + n * DAY)


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2025, 12, 31), 0), (date(2026, 1, 1), 0), (date(2026, 4, 1), 0), (date(2026, 4, 2), 1),
        (date(2026, 7, 2), 2), (date(2026, 12, 30), 3), (date(2026, 12, 31), 4), (date(2027, 1, 1), 0),
    ],
)  # fmt: skip
def test_four_a_year_are_a_quarter_each(on, said):
    assert rules.expected(quota=4, since=date(2026, 1, 1), until=None, on=on) == said


def test_who_begins_in_july_owes_half_and_who_ends_owes_no_more():
    half = {"quota": 4, "since": date(2026, 7, 2), "until": None}
    assert rules.expected(**half, on=date(2026, 12, 31)) == 2
    ended = {"quota": 4, "since": date(2026, 1, 1), "until": date(2026, 6, 30)}
    assert rules.expected(**ended, on=date(2026, 12, 31)) == 1
    assert rules.due_on(**ended, done=[date(2026, 2, 1)], today=date(2026, 5, 1)) is None


@pytest.mark.parametrize(
    ("done", "today", "due"),
    [
        ([], date(2026, 1, 1), date(2026, 4, 2)),
        ([], date(2026, 11, 1), date(2026, 4, 2)),  # overdue
        ([date(2026, 1, 5)], date(2026, 3, 1), date(2026, 7, 2)),
        ([date(2026, m, 5) for m in (1, 2, 3, 4)], date(2026, 5, 1), date(2027, 4, 2)),
        ([date(2025, 12, 30)], date(2026, 1, 1), date(2026, 4, 2)),  # last year's are last year's
        ([], date(2027, 1, 1), date(2027, 4, 2)),  # and so is what last year did not get
    ],
)
def test_the_next_one_is_due(done, today, due):
    assert rules.due_on(quota=4, since=date(2025, 1, 1), until=None, done=done, today=today) == due


def test_no_quota_is_never_due():
    told = {"quota": 0, "since": FIRST, "until": None, "done": [], "today": date(2026, 5, 1)}
    assert rules.due_on(**told) is None and rules.overdue_spans(**told) == []


@given(
    since=days, length=st.none() | st.integers(0, 700), quota=st.sampled_from([0, 1, 2, 3, 4, 12, 52]), today=days,
    done=st.lists(days, max_size=12),
)  # fmt: skip
def test_behind_is_behind_on_exactly_the_days_the_definition_says(since, length, quota, today, done):
    until = None if length is None else since + length * DAY
    done = sorted({day for day in done if day >= since and (until is None or day <= until)})
    told = {"quota": quota, "since": since, "until": until}
    spans = rules.overdue_spans(**told, done=done, today=today)
    assert all(one[1] is not None and one[1] < two[0] for one, two in itertools.pairwise(spans))
    day = since
    while day <= today:
        made = sum(1 for one in done if one.year == day.year and one <= day)
        owed = rules.expected(**told, on=day - DAY) if day > since and day.month + day.day > 2 else 0
        runs = until is None or day <= until
        is_behind = any(first <= day and (last is None or day <= last) for first, last in spans)
        assert is_behind == (runs and owed > made), day
        due = rules.due_on(**told, done=[one for one in done if one <= day], today=day)
        assert (due is not None and due < day and runs) == is_behind
        day += 7 * DAY if (today - day).days > 40 else DAY


@given(st.lists(st.tuples(days, st.none() | st.integers(0, 500)), max_size=6))
def test_each_day_is_covered_once_however_many_keep_contact(ties):
    spans = [(n, first, None if length is None else first + length * DAY) for n, (first, length) in enumerate(ties)]
    shares = rules.shares_of_cover(spans)
    assert {*shares} == {*range(len(ties))}
    for number in range(0, 1700, 3):
        day = FIRST + number * DAY
        runs = any(first <= day <= (last or rules.LATEST) for _n, first, last in spans)
        counted = sum(1 for parts in shares.values() for first, last in parts if first <= day <= (last or rules.LATEST))
        assert counted == runs


A, B, C = "0000A", "0000B", "0000C"
KNOWN = {
    "chain": "", "by_chain": A, "by_since": date(2026, 1, 1), "by_until": None, "since": date(2026, 2, 1),
    "is_reached_by": True, "below": 0,
}  # fmt: skip


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({}, ""),
        ({"chain": B, "by_chain": A + C}, ""),
        ({"chain": A, "by_chain": A}, "circle"),
        ({"chain": A, "by_chain": A + B + C}, "circle"),
        ({"is_reached_by": False}, "not_reached"),
        ({"since": date(2025, 12, 31)}, "too_early"),
        ({"by_until": date(2026, 1, 31)}, "too_early"),
        ({"by_until": date(2026, 2, 1)}, ""),
        ({"by_chain": A * 11}, ""),
        ({"by_chain": A * 11, "below": 1}, "too_long"),
        ({"by_chain": A * 12}, "too_long"),
    ],
)
def test_what_brings_what(told, why):
    assert rules.why_not_brought(**{**KNOWN, **told}) == why


SPLIT = {
    "since": date(2026, 1, 1), "until": None, "on": date(2026, 7, 1), "holds": {1, 2, 3},
    "parts": {"东": {1, 2}, "西": {3}},
}  # fmt: skip


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({}, ""),
        ({"on": date(2026, 1, 1)}, "not_running"),
        ({"until": date(2026, 6, 30)}, "not_running"),
        ({"parts": {"东": {1, 2, 3}}}, "one_part"),
        ({"parts": {"东": {1, 2, 3}, "西": set()}}, "empty_part"),
        ({"parts": {"东": {1, 2}, "西": {3, 4}}}, "foreign"),
        ({"parts": {"东": {1, 2}, "西": {2, 3}}}, "twice"),
        ({"parts": {"东": {1}, "西": {3}}}, "left_over"),
    ],
)
def test_parts_make_up_the_cell(told, why):
    assert rules.why_not_split(**{**SPLIT, **told}) == why
