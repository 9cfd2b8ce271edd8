from datetime import date

import pytest

from kexie.work.governance.rules import Span, counts, due_after, latest_delay, remainders, state_of, union

SINCE, FOUNDED, END = date(2013, 12, 31), date(2013, 6, 18), date(2020, 3, 1)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ((None, None, None), []),
        ((None, FOUNDED, None), []),
        ((SINCE, None, None), [("bodies", 1, SINCE)]),
        ((FOUNDED, FOUNDED, None), [("bodies", 1, FOUNDED), ("founded", 1, FOUNDED)]),
        ((SINCE, None, END), [("bodies", 1, SINCE), ("bodies", -1, END), ("dissolved", 1, END)]),
        (
            (FOUNDED, FOUNDED, END),
            [("bodies", 1, FOUNDED), ("founded", 1, FOUNDED), ("bodies", -1, END), ("dissolved", 1, END)],
        ),
    ],
)
def test_what_a_body_counts(days, said):
    since, founded, end = days
    assert list(counts(counts_from=since, founded_on=founded, dissolved_on=end)) == said


def d(month, day=1, year=2024):
    return date(year, month, day)


def test_spans_that_follow_on_are_one():
    spans = [Span(d(3), d(4, 30)), Span(d(1), d(2, 29)), Span(d(6), d(6, 30)), Span(d(2), d(2, 10))]
    assert union(spans) == [Span(d(1), d(4, 30)), Span(d(6), d(6, 30))]
    assert union([Span(d(1)), Span(d(3), d(5))]) == [Span(d(1))]
    assert union([Span(d(1), d(5)), Span(d(3))]) == [Span(d(1))]
    assert union([Span(d(1)), Span(d(1), d(5)), Span(d(1))]) == [Span(d(1))]


def test_a_span_is_cut_at_a_day():
    assert Span(d(1)).until(d(5)) == Span(d(1), d(5))
    assert Span(d(1), d(2)).until(d(5)) == Span(d(1), d(2))
    assert Span(d(6)).until(d(5)) is None


def test_a_headcount_counts_those_without_a_name():
    reports = [(d(1), 3), (d(6), 5)]
    named = [Span(d(2)), Span(d(3), d(3, 31)), Span(d(7)), Span(d(7)), Span(d(7)), Span(d(7)), Span(d(7))]
    assert remainders(reports, named) == [
        [(3, d(1)), (-1, d(2)), (-1, d(3)), (1, d(4))],
        [(2, d(6)), (-4, d(7))],
    ]
    assert remainders([(d(1), 3), (d(6), 5)], [], over=d(4)) == [[(3, d(1)), (-3, d(4))], []]
    assert remainders([(d(1), 3)], [Span(d(2))], over=d(1)) == [[]]


def test_a_term_is_due_after_its_years_and_put_off_by_one():
    assert due_after(d(3, 1), 5) == date(2029, 2, 28) and due_after(date(2024, 2, 29), 5) == date(2029, 2, 27)
    assert latest_delay(date(2027, 2, 28)) == date(2028, 2, 28)


@pytest.mark.parametrize(
    ("today", "ended", "state"),
    [
        (date(2021, 1, 1), None, "coming"), (date(2024, 1, 1), None, "running"), (date(2026, 9, 30), None, "due_soon"),
        (date(2027, 3, 1), None, "overdue"), (date(2027, 3, 1), date(2027, 2, 1), "ended"),
    ],
)  # fmt: skip
def test_how_a_term_stands(today, ended, state):
    said = state_of(starts_on=date(2022, 3, 1), due_on=date(2027, 2, 28), ended_on=ended, today=today)
    assert said == state
