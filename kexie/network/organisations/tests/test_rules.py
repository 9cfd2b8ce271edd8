from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.network.organisations import rules

PLACES = rules.places_of("某市科协", ["浙江省", "宁波市", "余姚市"])


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("33", ""), ("3302", ""), ("330281", ""), ("330281103", ""), ("330281103200", ""), ("330281000000", ""),
        ("", "digits"), ("33O2", "digits"), ("３３", "digits"), ("-3", "digits"),
        ("3", "length"), ("33028", "length"), ("3302811", "length"), ("3302811032001", "length"),
        ("03", "region"),
        ("93", "region"),
        ("330281603", "town"),
        ("330281999000", "town"),
        ("330281103600", "village"),
    ],
)  # fmt: skip
def test_codes(code, why):
    assert rules.why_not_code(code) == why


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [
        ("33", "province", ""),
        ("3302", "city", "330000000000"),
        ("330281", "county", "330200000000"),
        ("330281103", "town", "330281000000"),
        ("441900003", "town", "441900000000"),
        ("330281103200", "village", "330281103000"),
        ("330000000000", "province", ""),
        ("330200000000", "city", "330000000000"),
        ("330281000000", "county", "330200000000"),
        ("330281103000", "town", "330281000000"),
    ],
)
def test_level_and_parent_of_a_code(code, level, parent):
    assert rules.level_of(code) == level
    assert rules.parent_of(rules.pad(code), level) == parent


def test_every_level_has_a_parent_one_above():
    code = "330281103200"
    for level in reversed(rules.LEVELS):
        above = rules.parent_of(code, level)
        assert (above == "") == (level == "province")
        if above:
            assert rules.LEVELS.index(rules.level_of(above)) == rules.LEVELS.index(level) - 1


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("泗门镇 ", "泗门镇"),
        ("泗 门 镇", "泗门镇"),
        ("　泗门镇科协（盖章）", "泗门镇科协"),
        ("某市科协(本级)", "某市科协"),
        ("茶叶协会（１）", "茶叶协会1"),
        ("茶叶协会(1)", "茶叶协会1"),
        ("ＡＢ厂", "ab厂"),
        ("阿·布", "阿布"),
        ("", ""),
        (None, ""),
        ("𠮷田厂", "𠮷田厂"), ("—", ""),
    ],
)  # fmt: skip
def test_normal_names(text, name):
    assert rules.normal_name(text) == name


@given(st.text(max_size=40))
def test_a_normal_name_is_normal(text):
    name = rules.normal_name(text)
    assert rules.normal_name(name) == name
    assert rules.stem(name) == name or len(rules.stem(name)) >= 2


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("泗门镇", "泗门镇"),
        ("泗门镇科协", "泗门镇"),
        ("泗门镇科学技术协会", "泗门镇"),
        ("泗门镇人民政府", "泗门镇"),
        ("泗门镇政府", "泗门镇"),
        ("朗霞街道办事处", "朗霞街道"),
        ("朗霞街道办", "朗霞街道"),
        ("环保办", "环保办"),
        ("科协", "科协"),
        ("市科协", "市科协"),
        ("医学会", "医学会"),
        ("某厂科技协会", "某厂"),
    ],
)  # fmt: skip
def test_stems(name, stem):
    assert rules.stem(name) == stem


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("某市医学会", "医学会"),
        ("市医学会", "医学会"),
        ("余姚市医学会", "医学会"),
        ("余姚医学会", "医学会"),
        ("医学会", "医学会"),
        ("宁波市余姚市医学会", "医学会"),
        ("浙江省宁波市余姚市医学会", "医学会"),
        ("宁波市医学会", "宁波市医学会"),
        ("三七市镇科协", "三七市镇科协"),
        ("某市", "某市"),
    ],
)  # fmt: skip
def test_names_without_their_place(name, bare):
    assert rules.bare(name, PLACES) == bare


def test_forms_of_an_association_a_society_and_a_community():
    town = rules.forms_of("泗门镇科学技术协会", is_association=True, places=PLACES)
    assert town.exact == "泗门镇科学技术协会"
    assert {"泗门镇科协", "泗门镇"} <= town.usual
    society = rules.forms_of("某市医学会", is_association=False, places=PLACES)
    assert society.usual == {"某市医学会", "医学会"}
    assert not society.short
    community = rules.forms_of("花园社区", is_association=False, places=PLACES, town="阳明街道")
    assert "阳明街道花园社区" in community.usual
    assert rules.forms_of("阳明街道花园社区", is_association=False, places=PLACES, town="阳明街道").short == {
        "花园社区"
    }


A, B, C = 1, 2, 3
JULY, LATER = date(2020, 7, 1), date(2022, 1, 1)
HISTORY = [(None, A), (JULY, B), (LATER, None)]


@pytest.mark.parametrize(
    ("on", "parent"),
    [
        (date(1990, 1, 1), A),
        (date(2020, 6, 30), A),
        (JULY, B),
        (date(2021, 12, 31), B),
        (LATER, None),
        (date(2030, 1, 1), None),
    ],
)  # fmt: skip
def test_where_a_body_stood(on, parent):
    assert rules.placed_on(HISTORY, on) == parent
    assert rules.placed_on(reversed(HISTORY), on) == parent


def test_where_a_body_without_history_stood():
    assert rules.placed_on([], JULY) is None
    assert rules.placed_on([(LATER, C)], JULY) == C
