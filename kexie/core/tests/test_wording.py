"""Wording of figures: the rule of the annual summary, tried on every number a town can report."""

import re
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kexie.core import wording

SIZES = {"": 1, "万": 10**4, "亿": 10**8, "万亿": 10**12}


def parse(text: str) -> tuple[str, int]:
    """Read a rounded wording back: ("近" | "余" | "", the number said)."""
    match = re.fullmatch(r"(近?)(\d+(?:\.\d)?)(万亿|亿|万|)(余?)", text)
    assert match, text
    near, number, size, over = match.groups()
    said = Decimal(number) * SIZES[size]
    assert said == int(said)
    assert not (near and over)
    return near or over, int(said)


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (0, "0"),
        (5, "5"),
        (9, "9"),
        (10, "10"),
        (12, "10余"),
        (30, "30"),
        (52, "50余"),
        (59, "50余"),
        (98, "90余"),
        (99, "近100"),
        (100, "100"),
        (101, "100余"),
        (153, "150余"),
        (163, "160余"),
        (632, "630余"),
        (779, "770余"),
        (796, "近800"),
        (788, "近800"),
        (787, "780余"),
        (960, "960"),
        (984, "980余"),
        (985, "近1000"),
        (990, "近1000"),
        (1512, "1500余"),
        (1806, "1800余"),
        (2317, "2300余"),
        (9849, "9800余"),
        (9850, "近1万"),
        (9999, "近1万"),
        (10_000, "1万"),
        (10_001, "1万余"),
        (20_360, "2万余"),
        (23_000, "2.3万"),
        (23_170, "2.3万余"),
        (30_480, "3万余"),
        (49_610, "近5万"),
        (60_420, "6万余"),
        (123_456, "12万余"),
        (1_234_567, "120万余"),
        (3_983_300, "近400万"),
        (12_345_678, "1200万余"),
        (99_999_999, "近1亿"),
        (100_000_000, "1亿"),
        (123_456_789, "1.2亿余"),
        (1_234_567_890_123, "1.2万亿余"),
        (12 * 10**15, "12000万亿"),
        (Decimal("9.5"), "9.5"),
        (Decimal("30.5"), "30余"),
        (Decimal("30.0"), "30"),
        (Decimal("98.5"), "近100"),
    ],
)
def test_rounded(n, said):
    assert wording.rounded(n) == said


def holds(n: int) -> int:
    """Check the promises of one wording and return the number said."""
    mark, said = parse(wording.rounded(n))
    if n < 10:
        assert (mark, said) == ("", n)
        return said
    significant = len(str(said).rstrip("0"))
    if mark == "近":
        assert significant == 1
        assert n < said
        assert said * 985 <= n * 1000
    elif mark == "余":
        assert significant <= (2 if n >= 100 else 1)
        assert said < n
        step = max(10 ** (len(str(n)) - 2), 10)
        assert n - said < step
        above = (n // 10 ** (len(str(n)) - 1) + 1) * 10 ** (len(str(n)) - 1)
        assert n * 1000 < above * 985, f"{n} lies within 1.5 % below {above}"
    else:
        assert said == n
    return said


def test_rounded_keeps_its_promises_up_to_100_000_and_never_falls():
    last = 0
    for n in range(100_001):
        said = holds(n)
        assert said >= last, n
        last = said


@given(st.integers(min_value=10, max_value=10**18))
@example(10**16)
@example(10**16 - 1)
def test_rounded_keeps_its_promises_for_any_size(n):
    assert holds(n) <= holds(n + 1)


def test_from_a_hundred_on_rounding_loses_less_than_a_tenth():
    worst = max((n - parse(wording.rounded(n))[1]) / n for n in range(100, 100_001))
    assert worst < 0.1


@pytest.mark.parametrize("n", [-1, -10_000, Decimal("-0.5")])
def test_rounded_refuses_a_negative_number(n):
    with pytest.raises(ValueError, match="negative"):
        wording.rounded(n)


@pytest.mark.parametrize("write", [wording.rounded, wording.exact, wording.digits, wording.compact, wording.share])
@pytest.mark.parametrize("value", [1.5, True, "12", None])
def test_what_is_no_exact_number_is_refused(write, value):
    with pytest.raises(TypeError):
        write(value)


@pytest.mark.parametrize("value", ["NaN", "Infinity"])
def test_what_is_not_finite_is_refused(value):
    with pytest.raises(ValueError, match="not a figure"):
        wording.exact(Decimal(value))


@pytest.mark.parametrize(
    ("n", "exact", "digits"),
    [
        (0, "0", "0"),
        (4509, "4,509", "4509"),
        (-60_420, "-60,420", "-60420"),
        (Decimal("1234.50"), "1,234.5", "1234.5"),
        (Decimal("1E+3"), "1,000", "1000"),
        (Decimal("100"), "100", "100"),
    ],
)
def test_exact_and_digits(n, exact, digits):
    assert (wording.exact(n), wording.digits(n)) == (exact, digits)


@pytest.mark.parametrize(
    ("n", "short"),
    [
        (0, "0"),
        (9_999, "9,999"),
        (10_000, "1万"),
        (86_420, "8.6万"),
        (99_949, "10万"),
        (95_000_000, "9,500万"),
        (99_999_400, "9,999.9万"),
        (99_999_500, "1亿"),
        (123_456_789, "1.2亿"),
        (-86_420, "-8.6万"),
        (10**12, "1万亿"),
        (10**17, "100,000万亿"),
        (Decimal("12.5"), "12.5"),
    ],
)
def test_compact(n, short):
    assert wording.compact(n) == short


@pytest.mark.parametrize(
    ("ratio", "said"),
    [
        (0, "0%"),
        (1, "100%"),
        (Decimal("0.8534"), "85.3%"),
        (Decimal("0.85"), "85%"),
        (Decimal("0.0625"), "6.3%"),
        (Decimal("0.9999"), "99.9%"),
        (Decimal("0.0001"), "0.1%"),
        (Decimal("1.204"), "120.4%"),
        (Decimal("-0.05"), "-5%"),
    ],
)
def test_share_never_makes_a_part_look_whole(ratio, said):
    assert wording.share(ratio) == said


def test_say_joins_figure_and_unit_in_every_style():
    said = {style: wording.say(60_420, "人次", style) for style in wording.WORDINGS if style != "率"}
    assert said == {"": "60420人次", "概": "6万余人次", "千分": "60,420人次", "简": "6万人次"}
    assert wording.say(Decimal("0.5"), style="率") == "50%"
    with pytest.raises(ValueError, match="unknown wording"):
        wording.say(1, "人", "大约")


@pytest.mark.parametrize(
    ("largest", "expected"),
    [
        (9_999, (1, "人次")),
        (60_420, (10**4, "万人次")),
        (-60_420, (10**4, "万人次")),
        (2 * 10**8, (10**8, "亿人次")),
        (10**13, (10**12, "万亿人次")),
    ],
)
def test_spoken_unit(largest, expected):
    assert wording.spoken_unit(largest, "人次") == expected


@pytest.mark.parametrize(
    ("n", "text"),
    [
        (1, "一"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (99, "九十九"),
        (100, "一百"),
        (105, "一百零五"),
        (110, "一百一十"),
        (1005, "一千零五"),
        (2013, "二千零一十三"),
        (9000, "九千"),
    ],
)
def test_numeral(n, text):
    assert wording.numeral(n) == text


def test_every_numeral_is_different():
    assert len({wording.numeral(n) for n in range(1, 10_000)}) == 9_999


@pytest.mark.parametrize("n", [0, -3, 10_000])
def test_numeral_refuses_what_it_cannot_write(n):
    with pytest.raises(ValueError, match="1 to 9999"):
        wording.numeral(n)


def test_heading_numbers():
    assert [wording.heading_number(level, 12) for level in (1, 2, 3, 4)] == ["十二、", "（十二）", "12.", "（12）"]
    with pytest.raises(ValueError, match="four levels"):
        wording.heading_number(5, 1)


@pytest.mark.parametrize(
    ("history", "value", "total", "claims"),
    [
        ({}, 5, None, ()),
        ({2012: 0}, 5, None, ("首次",)),
        ({2011: 0, 2012: 0}, 5, None, ("首次",)),
        ({2012: 0}, 0, None, ()),
        ({2011: 1, 2012: 0}, 5, None, ()),
        ({2012: None}, 5, None, ()),
        ({2010: 0}, 5, None, ()),  # nothing is known of 2011 and 2012
        ({2009: 0, 2012: 0}, 5, None, ()),
        ({2009: 3, 2012: 0}, 5, None, ()),
        ({2010: 1, 2011: 2, 2012: 4}, 5, None, ("近年之最",)),
        ({2010: 0, 2011: 0, 2012: 0}, 5, None, ("首次", "近年之最")),
        ({2011: 2, 2012: 4}, 5, None, ()),
        ({2010: 1, 2011: 5, 2012: 4}, 5, None, ()),
        ({2009: 1, 2010: 1, 2012: 4}, 5, None, ()),
        ({2005: 9, 2010: 1, 2011: 2, 2012: 4}, 5, None, ()),
        ({2010: 1, 2011: 2, 2012: 4, 2013: 99, 2014: 99}, 5, None, ("近年之最",)),
        ({}, 21, 21, ("全覆盖",)),
        ({}, 20, 21, ()),
        ({}, 22, 21, ()),
        ({}, 0, 0, ()),
        ({2012: 0}, None, 21, ()),
    ],
)
def test_only_what_the_years_on_record_prove_is_claimed(history, value, total, claims):
    assert wording.proven_claims(history, value, year=2013, total=total) == claims
