"""How targets stand, and what is left to do."""

from __future__ import annotations

from datetime import date

import pytest

from kexie.insight.planning.rules.forecast import Forecast
from kexie.insight.planning.rules.progress import (
    elapsed,
    missing,
    months_left,
    phase_of,
    stage_of,
    state_of,
    times,
)


def end(total, low, high, best=0.0):
    return Forecast(total, low, high, 0.5, best)


@pytest.mark.parametrize(
    ("value", "goal", "direction", "outlook", "is_over", "said"),
    [
        (100, 100, "up", end(150, 120, 180), False, "reached"),
        (60, 100, "up", end(120, 90, 150), False, "on_the_way"),
        (60, 100, "up", end(80, 70, 90), False, "behind"),
        (10, 1000, "up", end(20, 15, 30), False, "lost"),
        (10, 1000, "up", end(20, 15, 30, best=600), False, "behind"),
        (99, 100, "up", end(99, 99, 99), True, "lost"),
        (None, 100, "up", None, False, "behind"),
        (None, 100, "up", None, True, "lost"),
        (40, 60, "up", None, False, "behind"),
        (60, 60, "up", None, False, "reached"),
        (3, 5, "down", end(4, 3, 6), False, "on_the_way"),
        (3, 5, "down", end(8, 6, 9), False, "behind"),
        (6, 5, "down", end(8, 6, 9), False, "lost"),
        (4, 5, "down", end(4, 4, 4), True, "reached"),
        (6, 5, "down", end(6, 6, 6), True, "lost"),
        (6, 5, "down", None, False, "behind"),
    ],
)
def test_the_state_of_a_target(value, goal, direction, outlook, is_over, said):
    assert state_of(value, goal, direction, outlook, is_over=is_over) == said


def test_how_much_of_a_year_is_over():
    assert elapsed(2026, date(2025, 12, 31)) == 0 and elapsed(2026, date(2027, 1, 1)) == 12
    assert elapsed(2026, date(2026, 6, 30)) == 6 and elapsed(2026, date(2026, 12, 31)) == 12
    assert elapsed(2024, date(2024, 2, 29)) == 2 and 6.4 < elapsed(2026, date(2026, 7, 15)) < 6.6


def test_what_is_missing_in_activities_and_months():
    assert missing(880, 1200, "up") == 320 and missing(1300, 1200, "up") == 0 and missing(3, 5, "down") == 0
    assert times(320, 80) == 4 and times(321, 80) == 5 and times(1, 80) == 1
    assert months_left(11.99) == 1 and months_left(6.5) == 6 and months_left(0) == 12


def test_which_phase_a_day_lies_in():
    ends = [date(2026, 3, 31), date(2026, 11, 30), date(2026, 12, 31)]
    days = [date(2026, 3, 31), date(2026, 4, 1), date(2026, 12, 1), date(2027, 1, 1)]
    assert [phase_of(day, ends) for day in days] == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("state", "has_peers", "value", "own_best", "peers", "said"),
    [
        ("behind", False, 5, None, [], "seek"),
        ("behind", True, 5, None, [4], "compare"),
        ("reached", False, 5, 3, [], "reach"),
        ("reached", True, 5, 3, [], "reach"),
        ("reached", True, 5, 3, [6, 7], "reach"),
        ("reached", True, 5, 9, [4, 4, 6], "lead"),
        ("reached", True, 5, 9, [4, 4], "lead"),
        ("reached", True, 5, 3, [4, 4], "set"),
    ],
)
def test_from_choosing_a_mark_to_setting_one(state, has_peers, value, own_best, peers, said):
    assert stage_of(state=state, has_peers=has_peers, value=value, own_best=own_best, peers=peers) == said
