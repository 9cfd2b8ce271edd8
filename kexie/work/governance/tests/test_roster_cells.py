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
)
from kexie.work.governance.rules.sites import ENDED, NEVER, is_not_paid, site_end_written, site_fate, site_names


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
        ("已建成", ("",)), ("不是", None), ("１２", tuple(f"示范点{n}" for n in range(1, 13))), ("两个", ("示范点1",
            "示范点2")), ("共1个", ("",)), ("暂无（正在申报）", None), ("未创建", None), ("尚未建", None),
        ("无花果科普示范点", ("无花果科普示范点",)), ("未来农场示范点", ("未来农场示范点",)),
        ("有机茶示范点", ("有机茶示范点",)),
        ("石门村科普馆\n大塘村文化广场", ("石门村科普馆", "大塘村文化广场")),
        ("稻渔综合\n种养科普示范点", ("稻渔综合种养科普示范点",)), ("稻、渔科普示范点", ("稻、渔科普示范点",)),
        ("1.甲村果园 2.乙村茶园", ("甲村果园", "乙村茶园")), ("甲示范点（2013年摘牌）、乙示范点", ("乙示范点",)),
        ("甲示范点（拟建）", None), ("甲示范点（省级）", ("甲示范点（省级）",)),
    ],
)  # fmt: skip
def test_sites_in_a_cell(text, names):
    assert site_names(text) == names


@pytest.mark.parametrize(
    ("text", "fate"),
    [
        ("2025年复核不合格，已撤销", ENDED), ("2013年6月摘牌，不再安排补助", ENDED), ("已关停", ENDED),
        ("未获批", NEVER),
        ("2013年申报，未获批", NEVER), ("拟建", NEVER), ("正在申报", NEVER), ("待验收", NEVER), ("", ""),
        ("县级配套", ""),
        ("仅授牌，未安排补助", ""), ("取消补助", ""), ("2020年摘牌，2022年恢复", ""), ("拟申报省级", ""),
        ("建议撤销", ""),
        ("未获补助", ""), ("已命名，无补助", ""), ("虚拟现实体验", ""),
    ],
)  # fmt: skip
def test_whether_a_site_stands_by_its_remark(text, fate):
    assert site_fate(text) == fate


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2013年6月摘牌", "2013年6月"), ("2010年命名，2013.6.5撤销", "2013.6.5"), ("撤销于2014年", "2014年"),
        ("已撤销", ""),
    ],
)  # fmt: skip
def test_the_day_a_remark_gives_for_the_end_of_a_site(text, day):
    assert site_end_written(text) == day


def test_a_grant_that_was_not_paid():
    assert is_not_paid("资金尚未到位") and is_not_paid("待拨") and is_not_paid("补助未拨付")
    assert not is_not_paid("未安排补助") and not is_not_paid("已拨付") and not is_not_paid("")


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


@pytest.mark.parametrize(
    ("title", "head"),
    [
        ("院长", "hospital"), ("“三长”进镇街科协名单——医院院长（2024年）", "hospital"), ("某县学校校长名单", "school"),
        ("站长", "farm_station"), ("农技站站长名册", "farm_station"), ("院长、校长、站长名册", ""),
        ("文化站站长名单", ""),
        ("敬老院院长名单", ""), ("主席、院长名单", ""), ("副校长名单", ""), ("三长名册", ""),
    ],
)  # fmt: skip
def test_which_head_a_title_tells(title, head):
    assert rules.head_told(title) == head


@pytest.mark.parametrize(
    "text",
    [
        "已调离", "2023年5月免职", "至2024.6", "2022.3调往县医院", "已退休", "2025年9月调县医院",
        "2025年4月退休，现暂缺",
        "2022年由教育局调入，2025年调任县中学校长", "届满，未连任", "外出务工，已解聘", "2024年6月随撤并转岗", "原院长",
        "2025年5月调离，由副院长接任", "2023年5月退休，尚无人接任", "2014年2月到龄",
    ],
)  # fmt: skip
def test_a_remark_says_that_somebody_left(text):
    assert rules.has_left(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "兼职副主席", "由教育局调任", "退休教师", "2021.6起", "连任", "将于2026年3月退休", "2025年2月调入",
        "四级调研员",
        "2024年8月由城关镇卫生院调入", "原东风乡学校校长转任", "借调县里", "2025年1月接任", "人民调解员", "退休返聘",
    ],
)  # fmt: skip
def test_a_remark_says_no_such_thing(text):
    assert not rules.has_left(text)
