from __future__ import annotations

import csv
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.office.metrics import rules
from kexie.office.metrics.rules import CATALOGUE, CHAPTERS, Definition, Period, in_force, told, why_not_definition

EXPECTED = Path(__file__).resolve().parents[4] / "examples" / "county-2013" / "expected.csv"
GENERAL = (
    "活动数 活动项数 活动参加人次 活动参加人数 "
    "线上人次 线下人次 参加志愿者人次 发放资料份数 展板块数 放映场次 讲座培训场次 优秀活动数 "
    "组织数 乡镇科协数 学会数 企业科协数 农技协数 个人会员数 团体会员数"
)
STOCKS = {"a.held": False, "a.people": False, "m.members": True, "m.groups": True}
UNITS = {"a.held": "场次", "a.people": "人次", "m.members": "人", "m.groups": "个"}


def test_the_catalogue_has_every_expected_name_with_its_unit_once():
    units = {d.name: d.unit for d in CATALOGUE}
    assert len(units) == len(CATALOGUE)
    with EXPECTED.open(encoding="utf-8-sig") as file:
        expected = {row["口径"]: row["单位"] for row in csv.DictReader(file)}
    assert {name: units.get(name) for name in expected} == expected
    assert set(GENERAL.split()) <= units.keys()
    assert {d.chapter for d in CATALOGUE} == set(CHAPTERS)


@pytest.mark.parametrize(
    ("period", "said", "kind"),
    [
        (Period.year(2013), "2013年", "year"),
        (Period.quarter(2013, 4), "2013年第4季度", "quarter"),
        (Period.month(2012, 2), "2012年2月", "month"),
        (Period(date(2013, 2, 1), date(2013, 4, 30)), "2013-02-01 至 2013-04-30", ""),
        (Period(date(2013, 5, 19), date(2013, 5, 25)), "2013-05-19 至 2013-05-25", ""),
        (Period(date(2012, 1, 1), date(2013, 12, 31)), "2012-01-01 至 2013-12-31", ""),
    ],
)
def test_periods_say_what_they_are(period, said, kind):
    assert (str(period), period.kind) == (said, kind)


def test_leap_day_and_year_end_belong_to_their_month():
    assert Period.month(2012, 2).end == date(2012, 2, 29)
    assert Period.year(2013).eve == date(2012, 12, 31)
    assert Period(date(2012, 11, 15), date(2013, 2, 1)).months == [201211, 201212, 201301, 201302]
    with pytest.raises(ValueError, match="cannot end"):
        Period(date(2013, 1, 2), date(2013, 1, 1))


@given(st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.integers(0, 900))
def test_months_cover_a_period_without_gaps(start, days):
    period = Period(start, start + timedelta(days))
    wholes = [Period.month(*divmod(month, 100)) for month in period.months]
    assert wholes[0].start <= period.start <= wholes[0].end
    assert wholes[-1].start <= period.end <= wholes[-1].end
    assert all(a.end + timedelta(1) == b.start for a, b in pairwise(wholes))


def test_an_old_period_keeps_the_old_formula():
    old = Definition("人次", "人次", "综合", measures=("a.people",))
    new = Definition("人次", "人次", "综合", measures=("a.held",), starts_on=date(2014, 1, 1))
    assert in_force([new, old], date(2013, 12, 31)) is old
    assert in_force([new, old], date(2014, 1, 1)) is new
    assert in_force([new], date(2013, 1, 1)) is new
    assert in_force([], date(2013, 1, 1)) is None


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, ""),
        ({"name": ""}, "bad_name"),
        ({"name": "一/二"}, "bad_name"),
        ({"measures": ()}, "no_measure"),
        ({"measures": ("x.y",)}, "unknown_measure"),
        ({"measures": ("a.held", "m.members")}, "mixed_stocks"),
        ({"measures": ("a.held", "a.people")}, "mixed_units"),
        ({"measures": ("a.held", "a.people"), "aggregate": "sources"}, ""),
        ({"measures": ("m.members",)}, "a_stock"),
        ({"measures": ("m.members",), "aggregate": "stock"}, ""),
        ({"aggregate": "stock"}, "not_a_stock"),
        ({"measures": ("m.members",), "aggregate": "persons", "position": "end"}, ""),
        ({"aggregate": "ratio", "numerator": "甲", "denominator": "乙"}, ""),
        ({"aggregate": "ratio", "numerator": "甲", "denominator": "甲"}, "ratio_of_two"),
        ({"aggregate": "ratio", "numerator": "甲", "denominator": "指标"}, "ratio_of_two"),
        ({"aggregate": "ratio", "numerator": "甲"}, "ratio_of_two"),
    ],
)
def test_definitions_that_make_no_sense_are_refused(changes, why):
    given_ = {"name": "指标", "unit": "人次", "chapter": "综合", "measures": ("a.people",), **changes}
    assert why_not_definition(Definition(**given_), STOCKS, UNITS) == why


def test_definitions_are_told_in_plain_words():
    week = Definition("x", "人次", "综合", measures=("a.people",), campaign=("科技活动周",), form=("讲座", "培训"))
    assert told(week, {"a.people": "参加人次"}) == (
        "把“参加人次”相加；只算形式为讲座、培训，且主题活动为科技活动周的。按发生日期归入期间。"
    )
    stock = {"aggregate": "stock", "position": "start", "measures": ("m.members",), "kind": ("society",)}
    start = Definition("x", "人", "综合", **stock)
    assert told(start, {"m.members": "会员"}, {"kind": {"society": "学会"}}) == (
        "把截至期初（期间开始前一天）的“会员”增减相加；只算类别为学会的。"
    )
    share = Definition("率", "%", "综合", aggregate="ratio", numerator="甲", denominator="乙", description="见通知。")
    assert told(share, {}) == "“甲”除以“乙”，以百分数表示。见通知。"


class TestNarrowing:
    WEEK = Definition("人次", "人次", "综合", measures=("activities.participations",), campaign=("科技活动周",))

    def test_an_empty_dimension_takes_the_values_given(self):
        found = rules.narrowed(self.WEEK, {"form": ["讲座", "咨询"]})
        assert (found.form, found.campaign, found.name) == (("讲座", "咨询"), ("科技活动周",), "人次")

    def test_what_is_narrowed_already_never_becomes_wider(self):
        assert rules.narrowed(self.WEEK, {"campaign": ["科技活动周", "全国科普日"]}).campaign == ("科技活动周",)
        assert rules.narrowed(self.WEEK, {"campaign": ["全国科普日"]}).campaign == ("—",)

    def test_to_one_body_alone(self):
        assert rules.narrowed(self.WEEK, {"host": ["17"]}).bodies == (17,)
        assert rules.narrowed(self.WEEK, {}) == self.WEEK
