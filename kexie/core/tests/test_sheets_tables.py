import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kexie.core.sheets.headers import column_letter, split_label
from kexie.core.sheets.readers import SheetRefused, read
from kexie.core.sheets.tables import find_tables
from kexie.core.sheets.totals import total_label
from kexie.core.text import clean

from .make_sheets import sheet

COUNTY = Path(__file__).parents[3] / "examples" / "county-2013"

# workbook, sheet, body rows, header rows, figures checked, year
COUNTY_TABLES = [
    ("01-组织名册.xlsx", "乡镇街道科协", 21, 1, 0, None),
    ("01-组织名册.xlsx", "市级学会", 20, 1, 1, None),
    ("01-组织名册.xlsx", "企业科协", 10, 1, 0, None),
    ("01-组织名册.xlsx", "农技协", 54, 1, 0, None),
    ("01-组织名册.xlsx", "专业合作社", 21, 1, 0, None),
    ("02-科普活动台账.xlsx", "科技活动周", 85, 2, 5, 2013),
    ("02-科普活动台账.xlsx", "全国科普日", 44, 1, 2, 2013),
    ("02-科普活动台账.xlsx", "志愿服务", 126, 1, 1, None),
    ("02-科普活动台账.xlsx", "展览演出", 22, 1, 1, None),
    ("02-科普活动台账.xlsx", "农函大", 126, 1, 1, 2013),
    ("02-科普活动台账.xlsx", "学术交流", 67, 1, 1, None),
    ("03-志愿者名册.xlsx", "市级志愿者", 280, 1, 0, None),
    ("03-志愿者名册.xlsx", "镇级服务团", 21, 1, 1, None),
    ("04-会员名册.xlsx", "个人会员", 4509, 1, 0, None),
    ("05-项目与成果.xlsx", "金桥工程", 15, 1, 0, None),
    ("05-项目与成果.xlsx", "科技工作者建议", 9, 1, 0, None),
    ("05-项目与成果.xlsx", "调研课题", 6, 1, 0, None),
    ("05-项目与成果.xlsx", "科普示范创建", 123, 1, 0, 2013),
    ("05-项目与成果.xlsx", "创新大赛", 176, 1, 0, None),
    ("05-项目与成果.xlsx", "其他成果", 6, 1, 0, None),
]


def only(*rows, **options):
    tables = find_tables(sheet(*rows, **options))
    assert len(tables) == 1, tables
    return tables[0]


def cells(table):
    return [row.cells for row in table.rows]


def titles(table):
    return [header.title for header in table.headers]


# ---------------------------------------------------------------- the real workbooks


def test_every_sheet_of_the_county():
    found = []
    for path in sorted(COUNTY.glob("*.xlsx")):
        book = read(path)
        for page in book.sheets:
            (table,) = find_tables(page, file=book.file)
            assert all(check.agrees for check in table.checks), [check.message for check in table.checks]
            assert not table.problem
            assert "序号" not in titles(table)
            found.append((book.file, page.name, len(table.rows), len(table.header_rows), len(table.checks), table.year))
    assert found == COUNTY_TABLES


def test_the_two_row_header_of_the_county():
    book = read(COUNTY / "02-科普活动台账.xlsx")
    (table,) = find_tables(book.sheets[0], file=book.file)
    assert (table.title, table.filler, table.year_from) == ("2013年科技活动周活动情况汇总表", "某市科协", "标题")
    assert titles(table)[5:10] == [
        f"活动成效/{leaf}" for leaf in ("参加人次", "志愿者人数", "发放资料", "展板", "放映场次")
    ]
    assert [(header.unit, header.letter) for header in table.headers[7:9]] == [("份", "I"), ("块", "J")]
    assert table.rows[0].number == 5
    assert [(dropped.number, dropped.kind) for dropped in table.dropped] == [(92, "total"), (94, "note")]


def test_the_year_of_days_without_one():
    book = read(COUNTY / "02-科普活动台账.xlsx")
    (service,) = find_tables(book.sheets[2], file=book.file)
    year, doubt = service.year_of(service.headers[2])
    assert year == 2013
    assert "按本列其他日期" in doubt
    (week,) = find_tables(book.sheets[0], file=book.file)
    assert week.year_of(week.headers[2]) == (2013, "")


# ---------------------------------------------------------------- headers


def test_the_year_of_a_list_that_is_dated_at_its_foot():
    table = only(["乡镇", "姓名"], ["泗门镇", "某甲"], ["统计截止日期：2013年12月31日    某市科协组织部"])
    assert (table.year, table.year_from) == (2013, "表下的日期")
    table = only(["乡镇", "姓名"], ["泗门镇", "某甲"], ["注：某甲2012年5月到任。"])
    assert table.year is None


def test_header_in_the_first_row():
    table = only(["姓名", "手机"], ["张三", "16400000001"], ["李四", "16400000002"])
    assert (table.title, titles(table), len(table.rows)) == ("", ["姓名", "手机"], 2)


def test_titles_units_and_filling_lines_above():
    table = only(
        ["某区科普经费统计表", None, None],
        ["（2014年度）", None, None],
        ["填报单位（盖章）：某区科协", None, "单位：万元"],
        ["项目名称", "金额", "参加人数"],
        ["甲", "1.5", 20],
    )
    assert (table.title, table.filler, table.unit, table.year) == ("某区科普经费统计表", "某区科协", "万元", 2014)
    money, people = table.headers[1:]
    assert (table.unit_of(money, money=True), table.unit_of(people)) == ("万元", "")


def test_a_unit_line_that_names_the_filling_body():
    table = only(["单位：泗门镇科协"], ["姓名", "手机"], ["张三", "16400000001"])
    assert (table.filler, table.unit) == ("泗门镇科协", "")


def test_three_header_rows_with_merged_groups():
    table = only(
        ["单位名称", "活动情况", None, None, "备注"],
        [None, "讲座", None, "展览", None],
        [None, "场次", "人次", "人次", None],
        ["甲镇", 1, 20, 30, None],
        ["乙镇", 2, 50, 60, None],
        merges=[(1, 0, 3, 0), (1, 1, 1, 3), (2, 1, 2, 2), (1, 4, 3, 4)],
    )
    assert titles(table) == ["单位名称", "活动情况/讲座/场次", "活动情况/讲座/人次", "活动情况/展览/人次", "备注"]
    assert table.header_rows == [1, 2, 3]
    assert len(table.rows) == 2


def test_two_header_rows_whose_merges_are_lost():
    table = only(
        ["序号", "活动名称", "活动成效", None, None, "备注"],
        [None, None, "参加人次", "发放资料（份）", "展板（块）", None],
        ["1", "甲", "120", "300", "4", None],
        ["2", "乙", "80", "100", "5", "好"],
    )
    assert titles(table) == ["活动名称", "活动成效/参加人次", "活动成效/发放资料", "活动成效/展板", "备注"]
    assert len(table.rows) == 2


def test_the_row_of_column_marks_under_a_header():
    table = only(["指标名称", "数量", "金额"], ["甲", "1", "2"], ["讲座", 3, 4])
    assert cells(table) == [("讲座", 3, 4)]
    assert table.dropped[0].kind == "column_marks"


@pytest.mark.parametrize(
    ("label", "parts"),
    [
        ("发放资料（份）", ("发放资料", "份")),
        ("金额(万元)", ("金额", "万元")),
        ("金额/元", ("金额", "元")),
        ("受益群众 （人次）", ("受益群众", "人次")),
        ("参加人数（单位：人）", ("参加人数", "人")),
        ("时间（年月日）", ("时间（年月日）", "")),
        ("某市（乡镇）", ("某市（乡镇）", "")),
        ("姓 名", ("姓名", "")),
    ],
)
def test_units_in_labels(label, parts):
    assert split_label(label) == parts


def test_column_letters():
    assert [column_letter(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_an_unlabelled_column_with_values_is_kept():
    table = only(["姓名", "手机", None], ["张三", "16400000001", "组长"], ["李四", "16400000002", None])
    assert titles(table) == ["姓名", "手机", "C 列"]
    assert table.rows[0].cells[2] == "组长"


# ---------------------------------------------------------------- a missing header


def test_a_missing_header_is_reported_and_not_guessed():
    table = only(
        ["某市科协组织名册"],
        ["填报单位：某市科协"],
        [1, "梨洲街道科协", "镇街", "2005/3/1", "16400000000"],
        [2, "凤山街道", "镇街", "2006/3/2", "16400000001"],
        ["合计"],
    )
    assert "找不到表头" in table.problem
    assert "第 3 行" in table.problem
    assert "梨洲街道科协" in table.problem
    assert [header.letter for header in table.headers] == ["B", "C", "D", "E"]
    assert len(table.rows) == 2


def test_names_alone_are_no_header():
    assert only(["张三", "男", "泗门镇"], ["李四", "女", "泗门镇"], ["王五", "男", "临山镇"]).problem


def test_half_a_header_is_no_header():
    table = only(
        ["标题"],
        [None, None, None, None, None, None, "参加人次", "志愿者人数", None, None, None, None, None],
        *[
            [n, f"活动{n}", "某市科协", "2013/5/19", "某镇", "咨询", 600 + n, 22, 4, 5, 6, "是", "无"]
            for n in range(1, 6)
        ],
    )
    assert "找不到表头" in table.problem


def test_a_sheet_of_prose_is_no_table():
    assert find_tables(sheet(["关于做好统计工作的通知"], ["各乡镇街道：请于月底前报送。"])) == []


# ---------------------------------------------------------------- rows that are no records


def test_serial_columns_blank_rows_notes_and_of_which():
    table = only(
        ["编号", "姓名", "人数"],
        [1, "甲", 10],
        [2, "乙", 20],
        ["其中：女", None, 5],
        [],
        [3, "丙", 30],
        [4, None, None],
        ["合  计", None, 60],
        ["注：人数为年末数。"],
        ["填报人：张三"],
    )
    assert titles(table) == ["姓名", "人数"]
    assert [row.number for row in table.rows] == [2, 3, 6]
    assert [dropped.kind for dropped in table.dropped] == ["of_which", "total", "note", "note", "serial_only"]
    assert table.checks[0].agrees


def test_numbers_that_mean_something_are_no_serial_column():
    assert titles(only(["编号", "姓名"], ["2013-07", "甲"], ["2013-19", "乙"])) == ["编号", "姓名"]
    assert titles(only(["期号", "题目"], [1, "甲"], [2, "乙"])) == ["期号", "题目"]


def test_headers_repeated_on_every_page():
    head, title = ["序号", "姓名", "手机"], ["会员名册"]
    table = only(title, head, [1, "甲", "1"], title, head, [2, "乙", "2"], head, [3, "丙", "3"])
    assert [row.cells[0] for row in table.rows] == ["甲", "乙", "丙"]
    assert [dropped.kind for dropped in table.dropped].count("repeated_header") == 3


def test_several_tables_under_each_other():
    tables = find_tables(
        sheet(
            ["2013年讲座统计表"],
            ["名称", "人次"],
            ["甲", 10],
            ["合计", 10],
            ["注：含线上。"],
            [],
            ["2014年会员名册"],
            ["姓名", "所属学会"],
            ["张三", "医学会"],
            ["李四", "农学会"],
        )
    )
    assert [(table.title, table.year, len(table.rows)) for table in tables] == [
        ("2013年讲座统计表", 2013, 1),
        ("2014年会员名册", 2014, 2),
    ]
    assert [dropped.kind for dropped in tables[0].dropped] == ["total", "note"]


def test_section_lines_are_taken_out():
    table = only(["名称", "人次"], ["一、市级活动"], ["甲", 10], ["二、镇级活动"], ["乙", 20], merges=[])
    assert [row.cells[0] for row in table.rows] == ["甲", "乙"]
    assert [dropped.text for dropped in table.dropped if dropped.kind == "section"] == ["一、市级活动", "二、镇级活动"]


def test_merged_texts_are_filled_down_and_merged_numbers_count_once():
    table = only(
        ["主办单位", "活动名称", "人次"],
        ["某市科协", "甲", 100],
        [None, "乙", None],
        ["同上", "丙", 5],
        merges=[(2, 0, 3, 0), (2, 2, 3, 2)],
    )
    assert cells(table) == [("某市科协", "甲", 100), ("某市科协", "乙", None), ("某市科协", "丙", 5)]
    assert "只计一次" in table.notes[0]


def test_dates_stay_dates():
    assert cells(only(["名称", "日期"], ["甲", date(2013, 5, 1)])) == [("甲", date(2013, 5, 1))]


# ---------------------------------------------------------------- totals


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("合计", "total"),
        ("合 计", "total"),
        ("总计：", "total"),
        ("全市合计", "total"),
        ("小计：10个", "subtotal"),
        ("合计18个乡镇", "total"),
        ("小计", "subtotal"),
        ("本页小计", "subtotal"),
        ("累计", "total"),
        ("共计（个）", "total"),
        ("共126场", "total"),
        ("平均", "average"),
        ("合计生育协会", None),
        ("共青团某市委", None),
        ("统计局", None),
    ],
)
def test_total_labels(cell, kind):
    found = total_label(sheet([None, cell, 3]).rows[0])
    assert (found[1] if found else None) == kind


def test_a_wrong_total_is_told_with_row_column_and_difference():
    table = only(["名称", "人次", "资料（份）"], ["甲", "1,200", 10], ["乙", "３００人次", 20], ["合计", 1600, 30])
    wrong, right = table.checks
    assert (wrong.row, wrong.letter, wrong.column, wrong.said, wrong.computed) == (4, "B", "人次", 1600, 1500)
    assert "第 4 行“合计”：人次（B 列）写的是 1600，2 行合计为 1500，相差 +100" in wrong.message
    assert right.agrees


def test_subtotals_sum_their_part_and_the_total_everything():
    table = only(["镇", "人次"], ["甲", 1], ["乙", 2], ["小计", 3], ["丙", 4], ["小计", 5], ["合计", 7])
    assert [(check.label, check.said, check.computed, check.agrees) for check in table.checks] == [
        ("小计", 3, 3, True),
        ("小计", 5, 4, False),
        ("合计", 7, 7, True),
    ]
    assert len(table.rows) == 3


def test_a_total_above_its_rows():
    table = only(["指标", "人次"], ["合计", 30], ["甲", 10], ["乙", 20])
    assert [(check.computed, check.agrees) for check in table.checks] == [(30, True)]


def test_a_total_under_yes_and_no_counts_what_is_there():
    table = only(["单位名称", "是否示范"], ["甲镇", "是"], ["乙镇", "否"], ["丙镇", None], ["丁镇", "是"], ["合计", 2])
    assert [check.agrees for check in table.checks] == [True]


def test_a_total_in_words_under_names_counts_the_rows():
    table = only(["姓名", "单位名称"], ["甲", "科协"], ["乙", "学会"], ["合计", "3个"])
    (check,) = table.checks
    assert (check.kind, check.said, check.computed) == ("count", 3, 2)


def test_shares_and_telephone_numbers_are_not_summed():
    assert only(["名称", "完成率", "电话"], ["甲", 0.5, "16400000001"], ["合计", 0.5, 62700000]).checks == []


def test_unreadable_figures_are_told_with_the_difference():
    table = only(["名称", "人次"], ["甲", "若干"], ["乙", 20], ["丙", 30], ["合计", 60])
    assert table.checks[0].unreadable == 1
    assert "1 格读不出数字" in table.checks[0].message


def test_rounding_noise_of_floats_is_no_difference():
    assert only(["名称", "金额"], *[["甲", 0.1]] * 3, ["合计", 0.3]).checks[0].agrees


# ---------------------------------------------------------------- whatever comes


ANYTHING = st.one_of(
    st.none(),
    st.integers(-5, 3000),
    st.sampled_from(
        [
            "姓名",
            "序号",
            "人次",
            "合计",
            "小计",
            "同上",
            "注：",
            "其中：女",
            "单位：万元",
            "一、甲",
            "甲",
            "2013.5.1",
            "1,2",
            "备注",
        ]
    ),
    st.text(st.characters(codec=None), max_size=6),
    st.dates(),
)


@settings(deadline=None)
@example([["\x1b"], [0, 0], [0]], [])
@example([[0, "0\x1f"]], [])
@example([["姓名", 0], ["姓名", "姓名"]], [])
@given(
    st.lists(st.lists(ANYTHING, max_size=5), max_size=12),
    st.lists(st.tuples(*[st.integers(1, 6)] * 2, *[st.integers(0, 3)] * 2), max_size=3),
)
def test_no_sheet_makes_it_fail_and_no_row_is_lost(rows, spans):
    merges = [(min(a, b), min(c, d), max(a, b), max(c, d)) for a, b, c, d in spans]
    page = sheet(*rows, merges=merges)
    tables = find_tables(page)
    for table in tables:
        assert all(len(row.cells) == len(table.headers) for row in table.rows)
        for check in table.checks:
            assert check.message
    numbers = [row.number for table in tables for row in table.rows]
    assert numbers == sorted(set(numbers))
    if tables:
        placed = set(numbers) | {number for table in tables for number in table.header_rows}
        placed |= {dropped.number for table in tables for dropped in table.dropped}
        assert {row.number for row in page.rows} <= placed | {row.number for row in page.rows if above(row, tables)}


def above(row, tables):
    """Return whether a row was read as a line above one of the tables, or says nothing that can be seen."""
    text = clean("  ".join(str(cell).strip() for cell in row.cells if cell is not None))
    return not text or any(text == table.title or text in table.lines for table in tables)


def test_a_hostile_pattern_of_headers_and_merges_stays_fast():
    rows = []
    for number in range(20_000):
        rows += [["姓名", "电话"] if number % 2 else ["名称", "时间"], [f"甲{number}", "1"], []]
    page = sheet(*rows, merges=[(n, 0, n, 1) for n in range(1, 60_000)])
    started = time.process_time()
    with pytest.raises(SheetRefused) as caught:
        find_tables(page)
    assert caught.value.code == "too_many_tables"
    assert time.process_time() - started < 3


# ---------------------------------------------------------------- one sheet, several parts


def test_parts_with_a_title_and_the_header_again_are_one_table_whose_rows_know_their_part():
    table = only(
        ["某县乡镇科协通讯录"],
        ["一、东山镇科协"],
        ["职务", "姓名", "电话"],
        ["主席", "张三", "16400000001"],
        ["委员", "李四", "16400000002"],
        [],
        ["二、西河镇科协"],
        ["职务", "姓 名", "电话"],
        ["主席", "王五", "16400000003"],
        ["（续表）"],
        ["职务", "姓名", "电话"],
        ["委员", "赵六", "16400000004"],
    )
    assert [row.section for row in table.rows] == ["一、东山镇科协"] * 2 + ["二、西河镇科协"] * 2
    assert table.title == "某县乡镇科协通讯录"
    assert {dropped.kind for dropped in table.dropped} == {"section", "repeated_header"}


def test_a_list_beside_itself_goes_on_below_itself():
    table = only(
        ["信息员联系表"],
        ["序号", "乡镇", "姓名", None, "序号", "乡镇", "姓名"],
        [1, "东山镇", "张三", None, 3, "西河镇", "王五"],
        [2, None, "李四", None, 4, None, "赵六"],
        ["填表人：某甲"],
        merges=[(3, 1, 4, 1), (3, 5, 4, 5)],
    )
    assert [tuple(row) for row in table.rows] == [
        (3, ("东山镇", "张三"), ""),
        (4, ("东山镇", "李四"), ""),
        (103, ("西河镇", "王五"), ""),
        (104, ("西河镇", "赵六"), ""),
    ]
    assert [dropped.kind for dropped in table.dropped] == ["note"]
    assert "并排 2 栏" in table.notes[0]


def test_people_to_the_right_of_what_they_share_are_rows_of_their_own():
    table = only(
        ["乡镇", "村数", "姓名", "电话", "姓名", "电话", "备注"],
        ["东山镇", 12, "张三", "16400000001", "李四", "16400000002", "甲"],
        ["西河镇", 9, "王五", None, None, None, None],
        ["合计", 21, 2, None, 1],
    )
    assert cells(table) == [
        ("东山镇", 12, "张三", "16400000001", "甲"),
        ("西河镇", 9, "王五", None, None),
        ("东山镇", None, "李四", "16400000002", "甲"),
    ]
    assert [(check.column, check.agrees) for check in table.checks] == [("村数", True), ("姓名", True)]


@pytest.mark.parametrize(
    "header",
    [
        ["单位", "场次", "人次", "场次", "人次"], ["姓名", "电话", "电话"], ["主席", "电话", "秘书长", "电话"],
        ["主席", "电话", "秘书长", "电话", "备注"],
    ],
)  # fmt: skip
def test_labels_that_only_come_twice_are_no_list_beside_itself(header):
    table = only(header, ["某甲", 11, 12, 13, 14][: len(header)], ["某乙", 5, 6, 7, 8][: len(header)])
    assert len(table.rows) == 2 and titles(table) == header


def test_a_form_of_several_parts_says_further_down_whose_it_is():
    tables = find_tables(
        sheet(
            ["某县乡镇科协基本情况表（2025年度）"],
            ["单位名称", "城东街道科协", None, "成立时间", "2017年11月"],
            ["一、领导班子"],
            ["科协职务", "姓名", "电话"],
            ["主席", "张三", "16400000001"],
            ["二、科普信息员"],
            ["村（社区）", "姓名", "电话"],
            ["枫树社区", "李四", "16400000002"],
        )
    )
    assert [table.title for table in tables] == ["某县乡镇科协基本情况表（2025年度）", "二、科普信息员"]
    assert (tables[0].filler, tables[0].facts["成立时间"], tables[0].year) == ("城东街道科协", "2017年11月", 2025)
    assert tables[1].above == ["某县乡镇科协基本情况表（2025年度）", "城东街道科协"]
    assert [table.year for table in tables] == [2025, 2025]


def test_a_sheet_on_its_side_is_turned():
    table = only(
        ["某区镇街科协情况表（2025年）"],
        ["项目", "东山街道", "西河街道", "北岭乡"],
        ["主席", "张三", "李四", "王五"],
        ["医院院长", "赵六", "无", "钱七"],
        ["信息员数", 8, 5, 6],
        ["填表人：某甲"],
    )
    assert titles(table) == ["名称", "主席", "医院院长", "信息员数"]
    assert cells(table) == [
        ("东山街道", "张三", "赵六", 8),
        ("西河街道", "李四", "无", 5),
        ("北岭乡", "王五", "钱七", 6),
    ]
    assert [row.number for row in table.rows] == [2, 3, 4] and "横着排" in table.notes[0]
    assert (table.title, table.year) == ("某区镇街科协情况表（2025年）", 2025)


def test_a_sheet_on_its_side_with_groups_keeps_them():
    table = only(
        ["乡镇", None, "东山镇", "西河镇"],
        ["医院院长", "姓名", "张三", "李四"],
        [None, "单位", "卫生院", "中心卫生院"],
        ["学校校长", "姓名", "王五", "赵六"],
        [None, "单位", "中学", "小学"],
        merges=[(1, 0, 1, 1), (2, 0, 3, 0), (4, 0, 5, 0)],
    )
    assert titles(table) == ["乡镇", "医院院长/姓名", "医院院长/单位", "学校校长/姓名", "学校校长/单位"]
    assert cells(table)[1] == ("西河镇", "李四", "中心卫生院", "赵六", "小学")


def test_a_list_whose_first_column_holds_known_words_stands():
    table = only(
        ["类别", "姓名", "单位"], ["主席", "张三", "甲"], ["医院院长", "李四", "乙"], ["学校校长", "王五", "丙"]
    )
    assert titles(table) == ["类别", "姓名", "单位"] and not table.notes


def test_an_empty_cell_below_a_name_means_the_same_where_names_stand_once():
    table = only(
        ["序号", "片区", "乡镇", "姓名", "电话"],
        [1, "东片", "东山镇", "张三", "16400000001"],
        [2, None, None, "李四", None],
        [3, None, "南湖乡", "王五", "16400000003"],
        [4, "西片", "西河镇", None, None],
        [5, None, None, "赵六", "16400000004"],
        [6, None, None, "钱七", "16400000005"],
    )
    assert [row.cells[:3] for row in table.rows] == [
        ("东片", "东山镇", "张三"),
        ("东片", "东山镇", "李四"),
        ("东片", "南湖乡", "王五"),
        ("西片", "西河镇", "赵六"),
        ("西片", "西河镇", "钱七"),
    ]
    assert [(dropped.number, dropped.kind) for dropped in table.dropped] == [(5, "section")]


@pytest.mark.parametrize(
    "names",
    [
        ["东山镇", None, "西河镇", "南湖乡", "北岭乡"], ["东山镇", None, "东山镇", None, "西河镇"],
        [None, "东山镇", None, None, "西河镇"], [1, None, None, 2, None],
    ],
)  # fmt: skip
def test_a_gap_is_no_same_as_above(names):
    table = only(["乡镇", "主席"], *([name, f"某{n}"] for n, name in enumerate(names)))
    assert [row.cells[0] for row in table.rows] == names


def test_people_in_several_columns_under_one_label_stand_in_one_cell():
    table = only(
        ["乡镇", "信息员", None, None, "电话", None],
        ["东山镇", "张三", "李四", "王五", 16400000001, "16400000002"],
        ["西河镇", "赵六", None, None, None, None],
        merges=[(1, 1, 1, 3), (1, 4, 1, 5)],
    )
    assert titles(table) == ["乡镇", "信息员", "电话"]
    assert cells(table) == [("东山镇", "张三、李四、王五", "16400000001、16400000002"), ("西河镇", "赵六", None)]


def test_figures_under_one_label_stay_apart():
    table = only(["乡镇", "人数", "人数"], ["东山镇", 3, 4], ["西河镇", 5, None])
    assert cells(table) == [("东山镇", 3, 4), ("西河镇", 5, None)]


def test_merged_amounts_count_once_but_towns_and_years_hold_for_every_row():
    table = only(
        ["命名年份", "乡镇", "示范点", "补助（元）"],
        [2022, "万寿镇", "甲示范点", 20000],
        [None, None, "乙示范点", None],
        ["2023年", "三七市镇", "丙示范点", "三万"],
        [None, None, "丁示范点", None],
        merges=[(2, 0, 3, 0), (2, 1, 3, 1), (2, 3, 3, 3), (4, 0, 5, 0), (4, 1, 5, 1), (4, 3, 5, 3)],
    )
    assert cells(table) == [
        (2022, "万寿镇", "甲示范点", 20000),
        (2022, "万寿镇", "乙示范点", None),
        ("2023年", "三七市镇", "丙示范点", "三万"),
        ("2023年", "三七市镇", "丁示范点", None),
    ]
    assert len(table.notes) == 2


def test_a_year_that_stands_once_holds_for_the_rows_below_it():
    named = [[2022, "甲"], [None, "乙"], ["2023年", "丙"], [None, "丁"], [None, "戊"]]
    table = only(["命名年份", "示范点名称", "补助金额"], *([*row, 10000] for row in named))
    assert [row.cells[0] for row in table.rows] == [2022, 2022, "2023年", "2023年", "2023年"]
