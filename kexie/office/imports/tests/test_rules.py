import pytest

from kexie.office.imports import rules
from kexie.office.imports.rules import BODY_ENDINGS, looks_like_body, records_something, why_no_organisation


@pytest.mark.parametrize("ending", BODY_ENDINGS)
def test_names_that_belong_in_the_tree(ending):
    assert looks_like_body(f"火星{ending}") and looks_like_body(f" 火星{ending}（筹）".replace("（筹）", " "))


@pytest.mark.parametrize("name", ["市教育局", "实验小学", "张三", "", "文化礼堂"])
def test_names_that_need_not(name):
    assert not looks_like_body(name)


@pytest.mark.parametrize(
    "column", [("日期", "date"), ("起止", "period"), ("单位", "organisation"), ("活动地点", "text"), ("手机", "phone")]
)
def test_columns_of_a_record(column):
    assert records_something([("名称", "name"), column, ("数量", "number")])


def test_columns_of_a_mere_list():
    assert not records_something([("口径", "text"), ("数值", "number"), ("单位", "text"), ("是否", "flag")])
    assert not records_something([])


@pytest.mark.parametrize(
    ("text", "how", "candidates", "said"),
    [
        ("火星镇", "", [], "组织里没有“火星镇”"),
        ("泗门真科协", "similar", ["泗门镇科协"], "是不是：泗门镇科协？"),
        ("农学会", "ambiguous", ["某市农学会", "某区农学会"], "可能是：某市农学会、某区农学会"),
        ("老镇科协", "dissolved", [], "已注销"),
        ("市教育局", "", [], ""),
        ("市教育局", "similar", ["市教育学会"], ""),
    ],
)
def test_why_a_name_stands_for_nobody(text, how, candidates, said):
    reason = why_no_organisation(text, how, candidates)
    assert said in reason and bool(said) == bool(reason)


@pytest.mark.parametrize(
    ("names", "notes", "is_said"),
    [
        (["汇总"], ["注：本表为年初计划数，实际以各镇分表为准。"], True), (["三长2024（存档）"], [], True),
        (["三长 (2024旧)"], [], True), (["信息员（作废）"], [], True), (["旧街镇科协名册"], [], False),
        (["乡镇科协情况汇总表"], ["注：本表为年底实有数。"], False), (["2025年工作计划表"], [], False),
    ],
)  # fmt: skip
def test_a_table_that_says_it_is_a_plan_or_an_old_copy(names, notes, is_said):
    assert bool(rules.why_not_in_force(names, notes)) is is_said


def test_editions_of_one_list_have_one_name():
    names = ["某县三长名册（2024年底，旧表存档）", "某县三长名册（2025年底）", "2025年某县三长名册"]
    assert {rules.edition_of(name) for name in names} == {"某县三长名册"}
    assert rules.edition_of("东山镇科协名册（2024年）") != rules.edition_of("西河镇科协名册（2025年）")
