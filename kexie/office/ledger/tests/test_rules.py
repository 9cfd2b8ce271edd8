from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.office.ledger import rules


@pytest.mark.parametrize(
    ("rule", "amount", "parties", "expected"),
    [
        ("lead", 100, 3, [100, 0, 0]),
        ("each", 100, 3, [100, 100, 100]),
        ("split", 100, 3, [34, 33, 33]),
        ("split", 2, 3, [1, 1, 0]),
        ("split", 0, 2, [0, 0]),
        ("lead", 7, 1, [7]),
    ],
)
def test_shares(rule, amount, parties, expected):
    assert rules.shares(rule, amount, parties) == expected


def test_unknown_rules_and_nobody_are_mistakes():
    with pytest.raises(ValueError, match="unknown rule"):
        rules.shares("half", 1, 2)
    with pytest.raises(ValueError, match="nobody"):
        rules.shares("lead", 1, 0)


@given(st.integers(0, 10**9), st.integers(1, 50))
def test_split_adds_up_and_is_even(amount, parties):
    parts = rules.shares("split", amount, parties)
    assert sum(parts) == amount
    assert max(parts) - min(parts) <= 1


day = st.dates(date(2010, 1, 1), date(2014, 1, 1))


@given(st.lists(st.tuples(day, st.integers(0, 500)), max_size=12, unique_by=lambda row: row[0]))
def test_changes_add_up_to_the_levels_again(reported):
    reports = [rules.Report(on, place, place, level) for place, (on, level) in enumerate(reported)]
    changes = rules.changes(reports)
    rows = [(r.on, r.order, r.key, changes[r.key, r.on]) for r in reports]
    assert rules.levels(rows) == sorted(reports)


def test_of_two_reports_of_one_day_the_later_holds():
    one, two = rules.Report(date(2013, 1, 1), 1, "a", 80), rules.Report(date(2013, 1, 1), 2, "b", 100)
    assert rules.changes([two, one]) == {("a", date(2013, 1, 1)): 80, ("b", date(2013, 1, 1)): 20}
