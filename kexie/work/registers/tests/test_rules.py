"""How rows count: every part of a rule, alone and together."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from kexie.work.registers.rules import EMPTY, counts, holds, why_not_counted, why_not_rules

DAY = date(2013, 12, 31)
COLUMNS = [
    {"code": "n", "title": "数量", "type": "number"}, {"code": "m", "title": "金额", "type": "money"},
    {"code": "d", "title": "日期", "type": "date"}, {"code": "p", "title": "起止", "type": "period"},
    {"code": "t", "title": "内容", "type": "text"}, {"code": "k", "title": "类别", "type": "choice"},
]  # fmt: skip


def one(rule, values, estimated=()):
    return [
        (c.amount, c.on, c.form, c.is_amount, c.is_estimate)
        for c in counts([rule], values, on=DAY, estimated=estimated)
    ]


@pytest.mark.parametrize(
    ("rule", "values", "said"),
    [
        ({"title": "条"}, {}, (1, DAY, "", False, False)),
        ({"title": "条", "on": "d"}, {"d": "2013-03-01"}, (1, date(2013, 3, 1), "", False, False)),
        ({"title": "条", "on": "d"}, {}, (1, DAY, "", False, False)),
        ({"title": "条", "on": "p"}, {"p": "2013-03-01 至 2013-03-28"}, (1, date(2013, 3, 1), "", False, False)),
        ({"title": "条", "form": "k"}, {"k": "社区"}, (1, DAY, "社区", False, False)),
        ({"title": "条", "form": "k"}, {"k": None}, (1, DAY, "", False, False)),
        ({"title": "条", "form": "k"}, {"k": {"sealed": "x"}}, (1, DAY, "", False, False)),
        ({"title": "条", "form": "k"}, {"k": "长" * 50}, (1, DAY, "长" * 40, False, False)),
        ({"title": "数", "amount": "n"}, {"n": 12}, (12, DAY, "", True, False)),
        ({"title": "数", "amount": "n"}, {"n": 0}, (0, DAY, "", True, False)),
        ({"title": "数", "amount": "n"}, {"n": -3}, (-3, DAY, "", True, False)),
    ],
)
def test_what_a_rule_counts(rule, values, said):
    assert one(rule, values) == [said]


@pytest.mark.parametrize("value", [None, "", "2.5", "许多", True, {"sealed": "x"}, [1]])
def test_what_is_no_whole_number_counts_nothing(value):
    assert one({"title": "数", "amount": "n"}, {"n": value}) == []


def test_an_estimated_column_counts_as_estimate():
    rule = {"title": "数", "amount": "n"}
    assert one(rule, {"n": 100}, estimated=["n"])[0][-1] is True
    assert one(rule, {"n": 100}, estimated=["m"])[0][-1] is False


def test_conditions_hold_when_any_does():
    done, filled = {"column": "k", "is": ["完成", "结题"]}, {"column": "t", "filled": True}
    for kind, text in product(("完成", "结题", "在研", None), ("有", *EMPTY, None)):
        wanted = kind in ("完成", "结题") or text == "有"
        assert holds([done, filled], {"k": kind, "t": text}) is wanted
        assert bool(one({"title": "条", "when": [done, filled]}, {"k": kind, "t": text})) is wanted
    assert holds([], {}) is True


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ([], ""),
        ([{"title": "条"}], ""),
        ([{"title": "数", "amount": "n", "on": "d", "form": "t"}, {"title": "额", "amount": "m", "on": "p"}], ""),
        ([{"title": " "}], "没有名称"),
        ([{"title": "条"}, {"title": "条"}], "写了两次"),
        ([{"title": "数", "amount": "x"}], "不在本台账里"),
        ([{"title": "数", "amount": "t"}], "要用数字栏"),
        ([{"title": "条", "on": "n"}], "要用日期栏"),
    ],
)
def test_rules_that_do_not_fit_their_columns_are_said(rules, said):
    assert (said in why_not_rules(rules, COLUMNS)) if said else why_not_rules(rules, COLUMNS) == ""


@pytest.mark.parametrize(
    ("value", "said"), [(None, ""), (3, ""), ("2.5", "“数量”是 2.5，不是整数，保留原值，未计入。")]
)
def test_numbers_that_are_kept_but_not_counted_are_said(value, said):
    values = {} if value is None else {"n": value}
    assert why_not_counted([{"title": "数", "amount": "n"}, {"title": "条"}], values, {"n": "数量"}) == said
