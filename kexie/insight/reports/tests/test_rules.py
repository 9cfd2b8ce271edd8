import pytest

from kexie.insight.reports import rules


def test_a_template_is_split_into_sections():
    parts = rules.split(
        "\n= 开头\n第一段\n\n第二段\n# 一、科普工作\n※ 写主题\n※ 写牵头单位\n"
        "## （一）重点活动\n　正文{活动数}场\n# 打算【沿用】\n"
    )
    assert [(p.level, p.heading, p.text, p.note, p.is_carried) for p in parts] == [
        (0, "开头", "第一段\n\n第二段", "", False),
        (1, "科普工作", "", "写主题\n写牵头单位", False),
        (2, "重点活动", "正文{活动数}场", "", False),
        (1, "打算", "", "", True),
    ]
    assert [p.line for p in parts] == [3, 6, 10, 11]


def test_full_width_marks_are_read():
    assert [p.level for p in rules.split("＝ 开头\n＃ 科普\n＃＃ 活动")] == [0, 1, 2]


@pytest.mark.parametrize(
    ("text", "why", "line", "said"),
    [
        ("没有小节\n# 甲", "early", 1, "没有小节"),
        ("# 甲\n#   ", "nameless", 2, ""),
        ("# 甲\n##### 乙", "deep", 2, "乙"),
        ("# 甲\n### 乙", "jump", 2, "乙"),
        ("## 甲", "jump", 1, "甲"),
        ("# 甲\n\n## 甲", "twice", 3, "甲"),
        ("\n \n", "empty", 1, ""),
    ],
)
def test_a_template_that_cannot_be_split_says_where(text, why, line, said):
    with pytest.raises(rules.Fault) as caught:
        rules.split(text)
    assert (caught.value.why, caught.value.line, caught.value.said) == (why, line, said)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("一、科普工作", "科普工作"),
        ("（三）科普日", "科普日"),
        ("(2) 科普日", "科普日"),
        ("3.科普日", "科普日"),
        ("十二、打算", "打算"),
        ("一体两翼", "一体两翼"),
        ("2013年工作", "2013年工作"),
        ("一、", "一、"),
    ],
)
def test_numbers_typed_before_a_heading_are_taken_off(typed, kept):
    assert rules.bare_heading(typed) == kept


@pytest.mark.parametrize(
    ("key", "step", "order"),
    [
        (1, -1, [1, 2, 3]), (1, 1, [2, 1, 3]), (2, -1, [2, 1, 3]), (3, 1, [1, 2, 3]), (3, -1, [1, 3, 2]),
        (3, -9, [3, 1, 2]),
    ],
)  # fmt: skip
def test_a_section_moves_and_stops_at_the_ends(key, step, order):
    assert rules.moved([1, 2, 3], key, step) == order


@pytest.mark.parametrize(
    ("wanted", "stands", "order"),
    [
        ([1, 2, 3], [], [1, 2, 3]),
        ([1, 2, 3], [3, 1], [3, 1, 2]),
        ([9, 1], [1, 5], [9, 1, 5]),
        ([1, 9, 2], [2, 7, 1], [2, 7, 1, 9]),
    ],
)
def test_new_sections_come_behind_what_precedes_them(wanted, stands, order):
    assert rules.merged(wanted, stands) == order


@pytest.mark.parametrize(
    ("name", "level", "whole", "led_by"),
    [
        ("某市科协", "county", "全市", "市委、市政府"),
        ("余姚市科学技术协会", "county", "全市", "市委、市政府"),
        ("某县科协", "county", "全县", "县委、县政府"),
        ("防城区科协", "county", "全区", "区委、区政府"),
        ("泗门镇科协", "town", "全镇", "镇党委、镇政府"),
        ("朗霞街道科协", "town", "全街道", "街道党工委、办事处"),
        ("大学科协", "county", "全县", "县委、县政府"),
        ("医学会", "", "全系统", "党委、政府"),
    ],
)
def test_the_place_and_who_leads_it_are_told_from_the_name(name, level, whole, led_by):
    assert rules.whole_place(name, level) == whole
    assert rules.leadership(name, level) == led_by


def test_the_full_name_signs():
    assert rules.full_name("某市科协") == "某市科学技术协会"
    assert rules.full_name("医学会") == "医学会"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("受惠群众6万余人次", ["6万余人次"]),
        ("近800名，约3.5万份，1,200场次", ["近800名", "3.5万份", "1,200场次"]),
        ("12场，又12场", ["12场"]),
        ("{活动数}场次，{活动周.人次|概}人次", []),
        ("5月12日、2013年、第19届、第3名", []),
        ("十余场", []),
        ("", []),
    ],
)
def test_numbers_typed_by_hand_are_found(text, found):
    assert rules.typed_numbers(text) == found
