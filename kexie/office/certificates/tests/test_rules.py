"""Codes: drawn, checked, typed badly."""

from hypothesis import given
from hypothesis import strategies as st

from kexie.office.certificates import rules

codes = st.randoms(use_true_random=False).map(lambda dice: rules.new_code(dice.choice))


@given(codes)
def test_a_code_is_a_code_however_it_is_typed(code):
    assert rules.is_code(code) and len(code) == 12
    for typed in (
        code.lower(),
        rules.grouped(code),
        f" {rules.grouped(code)} ",
        code.replace("0", "o").replace("1", "l"),
    ):
        assert rules.normal(typed) == code


@given(codes, st.integers(0, 11), st.sampled_from(rules.ALPHABET + "01OIL"))
def test_every_wrong_character_is_found(code, place, other):
    wrong = code[:place] + other + code[place + 1 :]
    assert rules.is_code(wrong) == (wrong == code)


@given(codes, st.integers(0, 10))
def test_every_swap_of_neighbours_is_found(code, place):
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert rules.is_code(swapped) == (swapped == code)


def test_what_is_no_code():
    for text in ("", "2" * 11, "2" * 13, "０" * 12, "王" * 12, "2222222222AB", "22222222²²22"):
        assert not rules.is_code(rules.normal(text))
