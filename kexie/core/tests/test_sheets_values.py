from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.core.sheets import values
from kexie.core.sheets.identifiers import check_character
from kexie.core.sheets.values import (
    parse,
    parse_choice,
    parse_date,
    parse_flag,
    parse_id_number,
    parse_name,
    parse_number,
    parse_period,
    parse_phone,
    parse_text,
    years_in,
)

CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=True, allow_infinity=True),
    st.dates(),
    st.datetimes(),
    st.text(st.characters(codec=None), max_size=40),
    st.text("零一二两三十百千万亿余多0.", max_size=60),
    st.text("0123456789.,-/:年月日万亿千百余多约近人次份（）() 上中下旬至—~×*+eE%第期", max_size=16),
)


# ---------------------------------------------------------------- numbers


@pytest.mark.parametrize(
    ("cell", "number", "unit"),
    [
        ("１２００", 1200, ""),
        ("1,200", 1200, ""),
        ("1，200", 1200, ""),
        ("1 200", 1200, ""),
        ("1,234,567.50", "1234567.5", ""),
        ("1200份", 1200, "份"),
        ("1200（份）", 1200, "份"),
        ("365人次", 365, "人次"),
        ("365 人 次", 365, "人次"),
        ("2.3万人次", 23000, "人次"),
        ("１．５万", 15000, ""),
        ("1.2亿", 120_000_000, ""),
        ("3千", 3000, ""),
        ("2万3千", 23000, ""),
        ("1亿2千万", 120_000_000, ""),
        ("一百二十", 120, ""),
        ("二十", 20, ""),
        ("十五人", 15, "人"),
        ("两千", 2000, ""),
        ("一千零五十", 1050, ""),
        ("五万六千", 56000, ""),
        ("贰拾伍", 25, ""),
        ("二〇一三", 2013, ""),
        ("零", 0, ""),
        ("0", 0, ""),
        ("-5", -5, ""),
        ("－5", -5, ""),
        ("+5", 5, ""),
        (".5", "0.5", ""),
        ("5.", 5, ""),
        ("1000.00", 1000, ""),
        ("共126场", 126, "场"),
        ("126场次。", 126, "场次"),
        ("人民币1200元", 1200, "元"),
        ("¥1,200.50", "1200.5", ""),
        ("1200元整", 1200, "元"),
        ("85%", "0.85", "%"),
        (1200, 1200, ""),
        (3.5, "3.5", ""),
        (13_800_000_000.0, 13_800_000_000, ""),
        (0.1 + 0.2, "0.3", ""),
    ],
)
def test_numbers_as_people_write_them(cell, number, unit):
    found = parse_number(cell)
    assert (found.value, found.unit, found.doubt, found.error, found.evidence) == (
        Decimal(number),
        unit,
        "",
        "",
        "counted",
    )


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("2万余", 20000),
        ("2万多", 20000),
        ("2万余份", 20000),
        ("近5万", 50000),
        ("300余", 300),
        ("300多人次", 300),
        ("20余所", 20),
        ("约300人", 300),
        ("大约300人左右", 300),
        ("300人以上", 300),
        ("超过3万", 30000),
        ("近千人", 1000),
        ("上百人", 100),
        ("百余", 100),
        ("十余", 10),
        ("二十多人", 20),
        ("100+", 100),
        ("50%以上", "0.5"),
    ],
)
def test_estimates_keep_the_number_and_say_so(cell, number):
    found = parse_number(cell)
    assert (found.value, found.evidence, found.doubt, found.error) == (Decimal(number), "estimated", "", "")


@pytest.mark.parametrize(
    ("cell", "number", "word"),
    [
        ("12-15", 12, "范围"),
        ("2-3万", 20000, "范围"),
        ("5×3", 15, "算式"),
        ("5+3", 8, "算式"),
        ("1200（其中女300）", 1200, "其中女300"),
        ("(1200)", 1200, "括号"),
        ("第3期", 3, "序号"),
        ("1.3E+10", 13_000_000_000, "科学计数法"),
        ("一百二", 120, "120"),
        ("两万三", 23000, "23000"),
        ("2万3", 23000, "23000"),
        ("5楼", 5, "楼"),
        (date(1900, 12, 30), 365, "日期格式"),
        (datetime(1900, 12, 30, 12), 365, "日期格式"),
    ],
)
def test_readable_but_doubtful(cell, number, word):
    found = parse_number(cell)
    assert found.value == Decimal(number)
    assert word in found.doubt


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        ("男12人，女8人", "12、8"),
        ("3场/450人", "几个数"),
        ("12,00", "几个数"),
        ("1.2.3", "几个数"),
        ("数百人", "数目"),
        ("几十", "数目"),
        ("十几个", "数目"),
        ("一个半", "数目"),
        ("待定", "数目"),
        ("abc", "不是数字"),
        ("#REF!", "公式出错"),
        ("1e400", "不是可用的数字"),
        (float("nan"), "不是可用的数字"),
        (True, "是/否"),
        ("12345678901234567890", "太大"),
        (1e23, "不是可用的数字"),
        ("字" * 500, "一段文字"),
    ],
)
def test_unreadable_numbers_say_why(cell, word):
    found = parse_number(cell)
    assert found.value is None
    assert word in found.error


@pytest.mark.parametrize("cell", [None, "", " ", "—", "——", "-", "/", "无", "暂无", "N/A", "……", "　"])
def test_nothing(cell):
    for type in ("number", "money", "date", "period", "phone", "id_number", "name"):
        assert parse(type, cell).is_empty, type


@pytest.mark.parametrize(
    ("cell", "column", "number", "doubtful"),
    [
        ("1.5", "万元", 15000, False),
        (1.5, "万元", 15000, False),
        ("1.5万元", "万元", 15000, False),
        ("15000元", "万元", 15000, False),
        ("1.5万", "万元", 15000, True),
        (3, "万人次", 30000, False),
        ("3", "千册", 3000, False),
        ("365人", "人次", 365, False),
        ("12场次", "场", 12, False),
        ("300人", "份", 300, True),
        ("1200元", "人次", 1200, True),
        ("85%", "%", "0.85", False),
        (0.85, "%", "0.85", False),
        (85, "%", "0.85", False),
    ],
)
def test_the_unit_of_the_column(cell, column, number, doubtful):
    found = parse_number(cell, unit=column)
    assert found.value == Decimal(number)
    assert bool(found.doubt) is doubtful


@given(st.integers(-(10**14), 10**14))
def test_every_way_of_writing_a_whole_number_gives_it_back(number):
    for cell in (number, float(number), str(number), f"{number:,}", f" {number}份"):
        assert parse_number(cell).value == number


# ---------------------------------------------------------------- days and periods


@pytest.mark.parametrize(
    "cell",
    [
        "2013.5.12",
        "2013/5/12",
        "2013-05-12",
        "2013年5月12日",
        "2013年5月12",
        "2013 年 5 月 12 日",
        "2013.5.12.",
        "２０１３．５．１２",
        "2013 5 12",
        "2013，5，12",
        "2013、5、12",
        "2013年5.12",
        "5月12日",
        "5.12",
        "5-12",
        "5月12号",
        5.12,
        "20130512",
        20130512,
        41406,
        41406.5,
        "41406",
        "二〇一三年五月十二日",
        "2013-05-12 09:30:00",
        "2013-05-12T09:30:00",
        "2013年5月12日上午9:00",
        "2013.5.12 09:30-11:30",
        "5月12日（周日）",
        "2013.05.12（星期日）上午",
        date(2013, 5, 12),
        datetime(2013, 5, 12, 23, 59),
    ],
)
def test_the_same_day_in_every_writing(cell):
    found = parse_date(cell, year=2013)
    assert (found.value, found.precision, found.doubt, found.error) == (date(2013, 5, 12), "day", "", "")


@pytest.mark.parametrize(
    ("cell", "start", "end", "precision"),
    [
        ("2013年3月—5月", (2013, 3, 1), (2013, 5, 31), "month"),
        ("2013年3-5月", (2013, 3, 1), (2013, 5, 31), "month"),
        ("3-5月", (2013, 3, 1), (2013, 5, 31), "month"),
        ("2013.3-5", (2013, 3, 1), (2013, 5, 31), "month"),
        ("2013.5-2013.7", (2013, 5, 1), (2013, 7, 31), "month"),
        ("2013.3.1-3.28", (2013, 3, 1), (2013, 3, 28), "day"),
        ("2013/5/12-18", (2013, 5, 12), (2013, 5, 18), "day"),
        ("2013-5-12~2013-5-18", (2013, 5, 12), (2013, 5, 18), "day"),
        ("2013年5月12日至2013年6月1日", (2013, 5, 12), (2013, 6, 1), "day"),
        ("2013年5月12日—15日", (2013, 5, 12), (2013, 5, 15), "day"),
        ("5月12-18日", (2013, 5, 12), (2013, 5, 18), "day"),
        ("12月28日-1月5日", (2013, 12, 28), (2014, 1, 5), "day"),
        ("2012-2013", (2012, 1, 1), (2013, 12, 31), "year"),
        ("2013年5月", (2013, 5, 1), (2013, 5, 31), "month"),
        ("2013-05", (2013, 5, 1), (2013, 5, 31), "month"),
        ("2013.10", (2013, 10, 1), (2013, 10, 31), "month"),
        ("201305", (2013, 5, 1), (2013, 5, 31), "month"),
        ("5月份", (2013, 5, 1), (2013, 5, 31), "month"),
        ("2013", (2013, 1, 1), (2013, 12, 31), "year"),
        (2013, (2013, 1, 1), (2013, 12, 31), "year"),
        ("2013年度", (2013, 1, 1), (2013, 12, 31), "year"),
        ("全年", (2013, 1, 1), (2013, 12, 31), "year"),
        ("2012年2月", (2012, 2, 1), (2012, 2, 29), "month"),
    ],
)
def test_periods(cell, start, end, precision):
    found = parse_period(cell, year=2013)
    assert (found.value.start, found.value.end) == (date(*start), date(*end))
    assert (found.precision, found.doubt) == (precision, "")


@pytest.mark.parametrize(
    ("cell", "start", "word"),
    [
        ("5月上旬", (2013, 5, 1), "哪一天"),
        ("2013年5月中旬", (2013, 5, 11), "哪一天"),
        ("5月底", (2013, 5, 21), "哪一天"),
        ("2013年上半年", (2013, 1, 1), "哪一天"),
        ("第一季度", (2013, 1, 1), "哪一天"),
        ("12年5月", (2012, 5, 1), "两位"),
        ("13.5.12", (2013, 5, 12), "两位"),
        ("85.6.1", (1985, 6, 1), "两位"),
        ("130512", (2013, 5, 12), "两位"),
        ("5/12/2013", (2013, 5, 12), "写反"),
        (5.1, (2013, 5, 1), "少了一个 0"),
        (2013.1, (2013, 1, 1), "少了一个 0"),
        ("2013年5月12日起", (2013, 5, 12), "起"),
        ("5月12、13日", (2013, 5, 12), "几个日期"),
    ],
)
def test_doubtful_days(cell, start, word):
    found = parse_period(cell, year=2013)
    assert found.value.start == date(*start)
    assert word in found.doubt


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        ("2013.2.30", "没有 30 日"),
        ("2013年2月29日", "没有 29 日"),
        ("2013.13.1", "没有 13 月"),
        ("1899.1.1", "1900"),
        ("5.18-5.12", "早于"),
        ("2013.6.1-2013.5.1", "早于"),
        ("每月15日", "不是日期"),
        ("长期", "不是日期"),
        ("32", "不是日期"),
        ("99999", "不是日期"),
        (-5, "不是日期"),
        (float("inf"), "不是日期"),
        (1e300, "不是日期"),
        (True, "是/否"),
        ("#VALUE!", "公式出错"),
    ],
)
def test_impossible_days_say_why(cell, word):
    found = parse_period(cell, year=2013)
    assert found.value is None
    assert word in found.error


def test_a_day_without_year_needs_one():
    assert "没有写年份" in parse_date("5月12日").error


def test_a_period_in_a_column_of_days_gives_its_start_and_a_doubt():
    found = parse_date("2013.3.1-3.28")
    assert found.value == date(2013, 3, 1)
    assert "2013-03-28" in found.doubt


@given(st.dates(date(1950, 1, 1), date(2100, 12, 31)))
def test_every_day_comes_back_from_every_writing(day):
    serial = (day - date(1899, 12, 30)).days
    writings = [
        day.isoformat(),
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        serial,
    ]
    assert [parse_date(cell).value for cell in writings] == [day] * len(writings)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2013年科技活动周活动情况汇总表", (2013,)),
        ("二〇一三年度工作", (2013,)),
        ("2012-2013年度", (2012, 2013)),
        ("2013", (2013,)),
        ("填报时间：2013.12.5", (2013,)),
        ("活动20131212", ()),
        ("某市科协", ()),
    ],
)
def test_years_in_titles(text, years):
    assert years_in(text) == years


# ---------------------------------------------------------------- telephone and identity numbers


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("16400000000", "16400000000"),
        (16400000000, "16400000000"),
        (16400000000.0, "16400000000"),
        ("16400000000.0", "16400000000"),
        ("1.6400000001E+10", "16400000001"),
        ("+86 164 0000 0000", "16400000000"),
        ("86-16400000000", "16400000000"),
        ("8616400000000", "16400000000"),
        ("164-0000-0000", "16400000000"),
        ("１６４００００００００", "16400000000"),
        ("\u202d16400000000\u202c", "16400000000"),
        ("张三 16400000000", "16400000000"),
        ("16400000000（张三）", "16400000000"),
        ("0574-62700000", "0574-62700000"),
        ("057462700000", "0574-62700000"),
        ("（0574）62700000", "0574-62700000"),
        ("010 6270 0000", "010-62700000"),
        ("0574 62700000转8001", "0574-62700000转8001"),
        ("62700000", "62700000"),
        ("400-800-8000", "400-800-8000"),
        ("12396", "12396"),
    ],
)
def test_telephone_numbers(cell, number):
    found = parse_phone(cell)
    assert (found.value, found.doubt, found.error) == (number, "", "")


def test_a_telephone_number_whose_digits_are_lost_is_doubted_and_not_invented():
    for cell in ("1.64E+10", "1.3E+10", "1.64e10", "1.3E+99"):
        found = parse_phone(cell)
        assert found.value is None
        assert found.doubt.startswith("号码在表格里已损坏")


def test_of_two_numbers_the_mobile_one_is_taken_and_the_other_kept():
    for cell in ("0574-62700000/16400000000", "16400000000、0574-62700000", "16400000000 0574-62700000"):
        found = parse_phone(cell)
        assert (found.value, found.rest) == ("16400000000", ("0574-62700000",))
        assert "2 个号码" in found.doubt


def test_reasons_never_repeat_the_number():
    for cell in ("1640000000", "164****0001", "16400000000/16400000001", "x1640000", "99000019900307123X"):
        for found in (parse_phone(cell), parse_id_number(cell)):
            assert not any(digits in found.doubt + found.error for digits in ("164", "990000"))


def identity(seventeen: str = "99000019900307123") -> str:
    return seventeen + check_character(seventeen)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (identity(), identity()),
        (f" {identity()[:6]} {identity()[6:]}", identity()),
        (identity("99000019900307012").lower(), identity("99000019900307012")),
        ("990000900307123", "990000900307123"),
        (990000900307123.0, "990000900307123"),
        ("E12345678", "E12345678"),
    ],
)
def test_identity_numbers(cell, number):
    found = parse_id_number(cell)
    assert (found.value, found.doubt, found.error) == (number, "", "")


@pytest.mark.parametrize("cell", [1.23e17, 990000199003071000, "1.23E+17", "9.90000199003071E+17"])
def test_damaged_identity_numbers(cell):
    found = parse_id_number(cell)
    assert found.value is None
    assert "已损坏" in found.doubt


def test_slips_in_identity_numbers_are_doubted_not_refused():
    good = identity()
    wrong = good[:-1] + ("0" if good[-1] != "0" else "1")
    assert "校验位" in parse_id_number(wrong).doubt
    assert "出生日期" in parse_id_number(identity("99000019901307123")).doubt
    assert "18 位" in parse_id_number("12345").doubt
    assert parse_id_number("abc").error


@given(st.text("0123456789", min_size=17, max_size=17), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_always_shows(seventeen, place, step):
    check = check_character(seventeen)
    wrong = seventeen[:place] + str((int(seventeen[place]) + step) % 10) + seventeen[place + 1 :]
    assert check_character(wrong) != check


# ---------------------------------------------------------------- the rest


@pytest.mark.parametrize(
    ("cell", "flag"),
    [
        ("是", True),
        ("√", True),
        ("有", True),
        ("Y", True),
        (1, True),
        (True, True),
        ("否", False),
        ("×", False),
        ("x", False),
        ("无", False),
        (0, False),
        ("未完成", False),
        ("—", None),
        (None, None),
    ],
)
def test_flags(cell, flag):
    assert parse_flag(cell).value is flag
    assert not parse_flag(cell).error


def test_a_riddle_is_no_flag():
    assert "看不出" in parse_flag("也许").error


def test_texts_and_names():
    assert parse_text(5.0).value == "5"
    assert parse_text(date(2013, 5, 1)).value == "2013-05-01"
    assert parse_text(" 张 三 ").value == "张三"
    assert parse_text("无").value == "无"
    assert parse_name("无").is_empty
    assert "只有数字" in parse_name("123").doubt


def test_choices():
    choices = [("talk", ("讲座", "报告会")), ("film", ("放映", "科普电影")), ("other", ("其他",))]
    assert parse_choice("讲 座", choices).value == "talk"
    assert parse_choice("报告会", choices).value == "talk"
    near = parse_choice("科普讲座", choices)
    assert (near.value, bool(near.doubt)) == ("talk", True)
    assert "讲座、放映、其他" in parse_choice("演出", choices).error
    assert parse_choice("", choices).is_empty


@given(
    CELLS,
    st.sampled_from(values.TYPES),
    st.sampled_from(["", "万元", "人次", "%", "千册"]),
    st.sampled_from([None, 2013]),
)
def test_no_cell_makes_a_parser_fail(cell, type, unit, year):
    found = parse(type, cell, unit=unit, year=year, choices=[("a", ("甲",))])
    assert found == parse(type, cell, unit=unit, year=year, choices=[("a", ("甲",))])
    assert not (found.error and found.value is not None)
    if isinstance(found.value, Decimal):
        assert found.value.is_finite()
    if isinstance(found.value, str):
        found.value.encode()
