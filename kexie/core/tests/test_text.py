import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.core.text import clean, fold, half_width, why_not_text

ANY = st.text(st.characters(codec=None), max_size=60)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("张 三", "张三"),
        ("张　三", "张三"),
        ("合 计", "合计"),
        ("备\t 注", "备注"),
        (" 泗门镇 ", "泗门镇"),
        ("阿卜杜拉•买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉・买买提", "阿卜杜拉·买买提"),
        ("ＡＢＣ１２３", "ABC123"),
        ("（一）组织：建设", "（一）组织：建设"),
        ("曾明𠮷", "曾明𠮷"),
        ("马华㼆", "马华㼆"),
        ("a\x00b\u202ec\ufeff\u200bd\ud800", "abcd"),
        ("甲  乙丙", "甲 乙丙"),
        ("第一行\r\n第二行\u2028第三行", "第一行\n第二行\n第三行"),
        ("e\u0301", "é"),
        ("欧阳 锋", "欧阳 锋"),
        ("", ""),
    ],
)
def test_clean(typed, kept):
    assert clean(typed) == kept


def test_names_of_forty_characters_stay():
    assert clean("买" * 19 + "·" + "提" * 20) == "买" * 19 + "·" + "提" * 20


@given(ANY)
def test_cleaning_twice_changes_nothing(text):
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert why_not_text(once) == ""
    once.encode()


@given(ANY)
def test_folded_text_is_folded(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("a\x00", "nul"),
        ("a\u202eb", "bidi"),
        ("\ud800", "surrogate"),
        ("a\x07", "control"),
        ("好\n的\t", ""),
        ("𠮷", ""),
    ],
)
def test_why_not_text(typed, reason):
    assert why_not_text(typed) == reason


def test_half_width_is_for_every_sign():
    assert half_width("（１－２）　％") == "(1-2) %"
