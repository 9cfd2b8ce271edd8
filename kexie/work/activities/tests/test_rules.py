from __future__ import annotations

from datetime import date, timedelta

import pytest

from kexie.work.activities import rules

DAY = date(2013, 5, 19)


def test_only_the_number_that_was_estimated_is_an_estimate():
    assert rules.evidence_of("leaflets", "imported", ["participations"]) == "imported"
    assert rules.evidence_of("participations", "imported", ["participations"]) == "estimated"


def test_nothing_is_held_before_its_day():
    assert rules.why_not_complete(starts_on=DAY, today=DAY - timedelta(days=1)) == "too_early"
    assert rules.why_not_complete(starts_on=DAY, today=DAY) == ""


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "why"),
    [
        (DAY, None, ""), (DAY, DAY, ""), (DAY, DAY + timedelta(days=1), ""), (None, None, ""), (None, DAY, ""),
        (DAY, DAY - timedelta(days=1), "ends_before"),
        (date(2018, 12, 31), None, ""), (date(2019, 1, 1), None, "too_far"),
    ],
)  # fmt: skip
def test_days(starts_on, ends_on, why):
    assert rules.why_not_dates(starts_on=starts_on, ends_on=ends_on, today=DAY) == why


@pytest.mark.parametrize(
    ("name", "team"),
    [
        ("老年科普志愿宣传队专场演出（1）", "老年科普志愿宣传队"), ("夕阳红艺术团下乡演出", "夕阳红艺术团"),
        ("科普小分队文艺演出", "科普小分队"), ("大型科普文艺演出", ""), ("队列表演", ""), ("专场演出", ""), ("", ""),
        ("某市科普艺术团", ""), ("（老年队）演出", ""),
    ],
)  # fmt: skip
def test_the_troupe_a_performance_is_named_after(name, team):
    assert rules.team_in(name) == team


@pytest.mark.parametrize(
    ("text", "found", "refused"),
    [
        ("获奖 12", {"获奖": 12}, []), ("获奖：12\n 参赛作品=30 ", {"获奖": 12, "参赛作品": 30}, []), ("", {}, []),
        ("获奖\n参赛作品 3", {"参赛作品": 3}, ["获奖"]), ("12", {}, ["12"]), ("获奖 1.5", {}, ["获奖 1.5"]),
        ("获奖 -3", {}, ["获奖 -3"]), ("获奖 十二", {}, ["获奖 十二"]), ("获奖12人", {}, ["获奖12人"]),
    ],
)  # fmt: skip
def test_lines_of_results(text, found, refused):
    assert rules.parse_lines(text) == (found, refused)
