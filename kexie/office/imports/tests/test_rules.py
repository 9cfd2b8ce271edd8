import pytest

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
