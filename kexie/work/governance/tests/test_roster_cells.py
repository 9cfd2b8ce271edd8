"""What cells of rosters say."""

from __future__ import annotations

import pytest

from kexie.work.governance import rules
from kexie.work.governance.rules.rosters import (
    Named,
    kind_by_duty,
    kind_of_head,
    names_in,
    number_of_term,
    same_unit,
    site_names,
)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("张三", ["张三"]), ("张 三", ["张三"]), ("张三、李四", ["张三", "李四"]), ("张三/李四", ["张三", "李四"]),
        ("张三，李四；王小五", ["张三", "李四", "王小五"]), ("张三 李四", ["张三", "李四"]), ("张三\n李四", ["张三",
            "李四"]),
        ("张三（兼）", ["张三"]), ("欧阳明月", ["欧阳明月"]), ("阿不都·热合曼", ["阿不都·热合曼"]), ("张三、张三",
            ["张三"]),
        ("张三、暂缺", ["张三"]),
    ],
)  # fmt: skip
def test_names_in_a_cell(text, names):
    assert [each.name for each in names_in(text).named] == names


@pytest.mark.parametrize("text", ["无", "暂缺", "空缺", "暂缺（原院长调离）", "没有", "待定", "0", "否"])
def test_nobody_is_said(text):
    cell = names_in(text)
    assert not cell.named and not cell.unnamed and cell.is_vacant and cell.is_said


@pytest.mark.parametrize("text", ["", "/", "—", " "])
def test_nothing_is_said(text):
    assert not names_in(text).is_said


def test_ticks_and_numbers_count_without_names():
    assert [names_in(text).unnamed for text in ("√", "1", "2人", "有", "3.0")] == [1, 1, 2, 1, 3]


def test_what_stands_in_brackets_is_a_unit_or_a_telephone():
    assert names_in("张三（镇卫生院院长）、李四(16400000001)、王五 16400000002").named == (
        Named("张三", "镇卫生院院长"), Named("李四", phone="16400000001"), Named("王五", phone="16400000002"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("卫生院院长", "hospital"), ("中心小学校长", "school"), ("农技站站长", "farm_station"), ("农业服务中心主任",
            "farm_station"),
        ("医院院长", "hospital"), ("某某公司总经理", "enterprise"), ("副镇长", ""), ("敬老院院长", ""), ("", ""),
        ("幼儿园园长", "school"), ("农技协会长", "farm_station"), ("社区卫生服务中心主任", "hospital"),
        ("农业公司总经理", "enterprise"), ("林业学校校长", "school"), ("畜牧兽医站站长", "farm_station"),
        ("农科院院长", "farm_station"), ("人民法院院长", ""), ("建筑设计院院长", ""),
    ],
)  # fmt: skip
def test_which_head(text, kind):
    assert kind_of_head(text) == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("东山镇中心卫生院院长", "hospital"), ("卫生院医生", ""), ("卫生院副院长", ""), ("农业农村办主任", ""),
        ("农业服务中心副主任", ""), ("中心小学校长", "school"), ("副镇长", ""), ("某公司总经理", "enterprise"),
    ],
)  # fmt: skip
def test_who_heads_it(text, kind):
    assert kind_by_duty(text) == kind


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("镇卫生院", "泗门镇中心卫生院", True), ("泗门镇卫生院", "泗门卫生院", True), ("", "泗门中学", True),
        ("泗门镇中心小学", "泗门镇中学", False), ("泗门镇卫生院", "泗门镇中学", False), ("东山小学", "西河小学",
            False),
        ("泗门中心小学", "泗门镇小学", True), ("东街村", "西街村", False),
    ],
)  # fmt: skip
def test_two_ways_to_write_a_unit(one, other, same):
    assert same_unit(one, other) is same


@pytest.mark.parametrize(
    ("text", "number"),
    [("第三届", 3), ("3", 3), ("第十二届", 12), ("十", 10), ("二十一届", 21), ("", None), ("现届", None)],
)
def test_the_number_of_a_term(text, number):
    assert number_of_term(text) == number


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("是", ("",)), ("√", ("",)), ("1", ("",)), ("否", None), ("", None), ("/", None), ("无", None), ("0", None),
        ("红光科普示范点", ("红光科普示范点",)), ("甲示范点、乙示范点", ("甲示范点", "乙示范点")), ("2个",
            ("示范点1", "示范点2")),
        ("已建成", ("",)), ("不是", None),
    ],
)  # fmt: skip
def test_sites_in_a_cell(text, names):
    assert site_names(text) == names


@pytest.mark.parametrize(
    ("text", "town"),
    [
        ("余姚市陆埠镇科学技术协会组织机构名单", "陆埠镇"), ("一、东山镇科协（4人）", "东山镇"),
        ("华石镇科协示范点", "华石镇"),
        ("某县各乡镇科协名册", ""), ("2023年乡镇科协统计表", ""), ("镇（街道）科协名册", ""), ("某县全镇科协", ""),
        ("三七市镇科协", "三七市镇"), ("城乡科普名单", ""),
        ("浔溪县乡镇科协通讯录", ""), ("雁川县镇街科协三长名册", ""), ("新乡街道科协", "新乡街道"),
        ("双溪镇乡村学校", "双溪镇"),
    ],
)  # fmt: skip
def test_the_town_a_title_speaks_of(text, town):
    assert rules.town_in(text) == town


@pytest.mark.parametrize("text", ["已调离", "2023年5月免职", "至2024.6", "2022.3调往县医院", "已退休"])
def test_a_remark_says_that_somebody_left(text):
    assert rules.has_left(text)


@pytest.mark.parametrize("text", ["", "兼职副主席", "由教育局调任", "退休教师", "2021.6起", "连任"])
def test_a_remark_says_no_such_thing(text):
    assert not rules.has_left(text)
