"""A year month by month, and the picture of it."""

from __future__ import annotations

from itertools import pairwise

import pytest

from kexie.insight.planning.rules.course import HIGH, WIDE, course, drawn
from kexie.insight.planning.rules.forecast import Forecast

EVEN = (1 / 12,) * 12
END = Forecast(1200, 1100, 1400, 7 / 12, 600)
YEAR = {"months": [100] * 7 + [0] * 5, "last": [90] * 12, "season": EVEN, "passed": 7.0, "goal": 1500, "end": END}


def test_what_is_over_is_done_and_what_comes_is_ahead():
    year = course(**YEAR)
    assert [m.done for m in year.months[5:8]] == [600, 700, None] and year.now == (7.0, 700)
    assert [m.ahead is None for m in year.months] == [True] * 7 + [False] * 5
    assert year.months[11].ahead == pytest.approx((1100, 1200, 1400)) and year.months[11].last == 1080
    assert [m.due for m in year.months][::11] == pytest.approx([125, 1500])
    assert all(a.ahead[1] < b.ahead[1] for a, b in pairwise(year.months[7:]))


def test_the_month_under_way_has_both():
    year = course(**YEAR | {"passed": 6.5})
    assert year.months[6].done == 700 and year.months[6].ahead is not None and year.months[7].done is None
    assert year.now == (6.5, 700)


def test_a_stock_begins_where_last_year_ended():
    year = course(**YEAR | {"months": [40] * 12, "last": [30] * 12, "start": 40.0, "goal": 64})
    assert [m.done for m in year.months[:2]] == [40, 40] and year.months[0].due == pytest.approx(42)
    assert year.months[0].last == 30 and not drawn(year).lines["last"].startswith("88.0,260")


@pytest.mark.parametrize("passed", [0.0, 0.5, 6.5, 7.0, 11.9, 12.0])
@pytest.mark.parametrize("goal", [0, 1, 1500, 9_000_000])
def test_every_point_lies_in_the_picture(passed, goal):
    end = Forecast(700, 700, 700, 1, 0) if passed >= 12 else END
    picture = drawn(course(**YEAR | {"passed": passed, "goal": goal, "end": end}))
    assert bool(picture.band) == (passed < 12) and ("done" in picture.lines) == (passed > 0)
    assert {"due", "goal", "last"} <= set(picture.lines)
    for points in filter(None, [*picture.lines.values(), picture.band]):
        for x, y in (map(float, point.split(",")) for point in points.split()):
            assert 0 <= x <= WIDE and 0 <= y <= HIGH, (passed, points)


def test_a_year_without_history_or_work_is_drawn_too():
    nothing = Forecast(0, 0, 0, 0, 0)
    picture = drawn(course(**YEAR | {"months": [0] * 12, "last": None, "goal": 0, "end": nothing, "passed": 0.0}))
    assert "last" not in picture.lines and picture.now is None and picture.scale[0][2] == 0


@pytest.mark.parametrize(
    ("most", "scale"), [(5, [0, 1, 2, 3, 4, 5]), (87, [0, 20, 40, 60, 80, 100]), (1500, [0, 500, 1000, 1500])]
)
def test_the_scale_is_in_round_numbers(most, scale):
    year = course(**YEAR | {"months": [0] * 12, "last": None, "goal": most, "end": Forecast(0, 0, 0, 0, 0)})
    assert [n for _x, _y, n in drawn(year).scale] == scale
