"""Rules, without a database."""

from __future__ import annotations

import pytest

from kexie.work.standards import rules
from kexie.work.standards.rules import Item


def test_items_are_typed_one_a_line_and_come_back_as_typed():
    text = "有电脑｜现场照片\n\n 有桌椅 | 照片 \n有制度上墙"
    items = rules.items_in(text)
    assert items == [Item("有电脑", "现场照片"), Item("有桌椅", "照片"), Item("有制度上墙")]
    assert rules.items_in(rules.text_of(items)) == items


@pytest.mark.parametrize(
    ("items", "why"),
    [
        ([], "none"),
        ([Item(str(n)) for n in range(rules.MOST_ITEMS + 1)], "many"),
        ([Item("长" * 101)], "long"),
        ([Item("短", "长" * 101)], "long"),
        ([Item("有电脑"), Item("有电脑", "照片")], "twice"),
        ([Item("有电脑")], ""),
    ],
)
def test_why_not_items(items, why):
    assert rules.why_not_items(items) == why


@pytest.mark.parametrize("name", rules.READY_MADE)
def test_ready_made_standards_can_be_kept(name):
    _title, _basis, items = rules.READY_MADE[name]
    assert rules.why_not_items([Item(*one) for one in items]) == ""
    assert len(items) == {"four": 4, "five": 5}[name]


@pytest.mark.parametrize(
    ("states", "is_self", "why"),
    [
        (("met", "met"), False, ""),
        (("met", "not_asked"), False, ""),
        (("met", "not_met"), False, "not_met"),
        (("not_asked",), False, "empty"),
        ((), False, "empty"),
        (("met",), True, "self"),
    ],
)
def test_why_not_accept(states, is_self, why):
    assert rules.why_not_accept(states, is_self=is_self) == why


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("泗门镇科协示范点", "泗门镇"),
        ("泗门镇科协“四有”示范点", "泗门镇"),
        ("小路下村科普示范点", "小路下村"),
        ("梁弄镇基层科协组织建设示范点", "梁弄镇"),
        ("泗门镇", "泗门镇"),
        ("科普示范点", "科普"),
        ("示范点", ""),
    ],
)
def test_without_title(name, bare):
    assert rules.without_title(name) == bare
