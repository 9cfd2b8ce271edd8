import pytest

from kexie.core.sheets import matching
from kexie.core.sheets.matching import (
    Column,
    SheetKind,
    kinds,
    match,
    recognise,
    register,
)
from kexie.core.sheets.proposing import guess_type, propose_register
from kexie.core.sheets.tables import find_tables

from .make_sheets import sheet

EVENT = SheetKind(
    "event",
    "活动",
    (
        Column("name", "活动名称", "name", ("名称", "服务项目"), required=True),
        Column("host", "主办单位", "organisation", ("承办单位",)),
        Column("time", "活动时间", "period", ("时间", "日期", "起止时间"), required=True),
        Column("people", "参加人次", "number", ("受益群众",), unit="人次"),
        Column("leaflets", "发放资料", "number", unit="份"),
        Column("note", "备注", "note"),
    ),
    hints=("活动", "培训"),
)
MEMBER = SheetKind(
    "member",
    "会员",
    (
        Column("name", "姓名", "name", required=True),
        Column("society", "所属学会", "organisation", required=True),
        Column("phone", "手机", "phone", ("联系电话", "手机号码")),
        Column("joined", "入会时间", "date"),
    ),
    hints=("会员",),
)
VOLUNTEER = SheetKind(
    "volunteer",
    "志愿者",
    (
        Column("name", "姓名", "name", required=True),
        Column("team", "所属分队", "organisation"),
        Column("phone", "手机", "phone", ("联系电话",)),
    ),
    hints=("志愿者",),
)
KINDS = (EVENT, MEMBER, VOLUNTEER)


def table(*rows, name="表"):
    (found,) = find_tables(sheet(*rows, name=name))
    return found


def mapping(found):
    return {mapped.header.title: mapped.column.code for mapped in found.columns}


def test_headers_are_recognised_by_name_synonym_group_and_likeness():
    found = match(
        table(
            ["序号", "活 动 名 称", "承办单位（盖章）", "时间", "受益群众（人次）", "发放资料数", "场地费"],
            [1, "甲", "某市科协", "5月12日", "1,200", "300份", 5],
            [2, "乙", "某镇科协", "2013.5.13", 600, 20, 6],
        ),
        EVENT,
    )
    assert mapping(found) == {
        "活动名称": "name",
        "承办单位（盖章）": "host",
        "时间": "time",
        "受益群众": "people",
        "发放资料数": "leaflets",
    }
    assert [header.title for header in found.unmapped] == ["场地费"]
    assert found.fits
    assert found.header_of("time").letter == "D"
    assert all(0 < mapped.confidence <= 1 and mapped.reason for mapped in found.columns)


def test_an_exact_name_goes_before_a_similar_one():
    found = match(
        table(["活动名称", "时间", "填报日期"], ["甲", "2013.5.1", "2013.6.1"], ["乙", "2013.5.2", "2013.6.1"]), EVENT
    )
    assert mapping(found) == {"活动名称": "name", "时间": "time"}


def test_two_columns_of_one_name_are_not_both_taken():
    found = match(table(["活动名称", "时间", "时间"], ["甲", "2013.5.1", "9:00"], ["乙", "2013.5.2", "9:30"]), EVENT)
    assert [mapped.header.letter for mapped in found.columns] == ["A", "B"]
    assert [header.letter for header in found.unmapped] == ["C"]


def test_what_the_cells_hold_lowers_the_confidence():
    good = match(table(["活动名称", "时间"], ["甲", "2013.5.1"]), EVENT)
    bad = match(table(["活动名称", "时间"], ["甲", "待定"], ["乙", "不详"]), EVENT)
    by_code = [{mapped.column.code: mapped for mapped in found.columns} for found in (good, bad)]
    assert by_code[0]["time"].confidence > by_code[1]["time"].confidence
    assert "不是这类数据" in by_code[1]["time"].reason


def test_a_contradicting_unit_lowers_the_confidence():
    found = match(table(["活动名称", "时间", "发放资料（万元）"], ["甲", "2013.5.1", 2]), EVENT)
    assert [mapped.confidence for mapped in found.columns][2:] in ([], [pytest.approx(0.6)])


def test_titles_decide_between_kinds_with_the_same_columns():
    rows = [["姓名", "所属学会", "手机"], ["张三", "某市医学会", "16400000001"]]
    assert recognise(table(["会员名册"], *rows), among=KINDS)[0].kind is MEMBER
    plain = [["姓名", "手机"], ["张三", "16400000001"]]
    assert recognise(table(*plain, name="志愿者"), among=KINDS)[0].kind is VOLUNTEER
    assert recognise(table(*plain), file="志愿者名册.xlsx", among=KINDS)[0].kind is VOLUNTEER


def test_a_kind_with_a_missing_required_column_does_not_fit():
    found = match(table(["姓名", "手机"], ["张三", "16400000001"]), MEMBER)
    assert [column.code for column in found.missing] == ["society"]
    assert not found.fits


def test_a_title_that_speaks_for_and_against_a_kind_leaves_it_to_the_columns():
    against = SheetKind("event", "活动", EVENT.columns, hints=("活动",), unlikely=("登记表", "名册"))
    rows = [["活动名称", "时间", "参加人次"], ["讲座", "2013.5.1", 20]]
    assert match(table(["科普活动登记表"], *rows), against).fits
    loose = [["名称", "日期", "规格", "产地", "库别"], ["显微镜", "2013.5.1", "大", "甲", "乙"]]
    assert not match(table(["器材登记表"], *loose), against).fits


def test_columns_that_many_tables_have_are_not_enough_without_a_mark_or_a_name():
    advice = SheetKind(
        "advice",
        "建议",
        (
            Column("issue", "期号", "text", ("期数",)),
            Column("name", "题目", "text", ("标题",), required=True),
            Column("author", "建议人", "name"),
        ),
        hints=("建议",),
        marks=("author",),
    )
    rows = [["期数", "标题"], ["第1期", "甲"]]
    assert not match(table(["科协简报目录"], *rows), advice).fits
    assert match(table(["建议目录"], *rows), advice).fits
    assert match(table(["目录"], ["期数", "标题", "建议人"], ["第1期", "甲", "张三"]), advice).fits


def test_recognition_is_deterministic_and_falls_back_on_order_and_code():
    first, second = SheetKind("b", "乙", VOLUNTEER.columns), SheetKind("a", "甲", VOLUNTEER.columns)
    page = table(["姓名", "手机"], ["张三", "16400000001"])
    assert [found.kind.code for found in recognise(page, among=(first, second))] == ["a", "b"]
    assert recognise(page, among=KINDS) == recognise(page, among=tuple(reversed(KINDS)))


def test_registration(monkeypatch):
    monkeypatch.setattr(matching, "_registry", matching._Registry())
    matching.vocabulary.cache_clear()
    assert register(MEMBER) is MEMBER
    register(MEMBER)
    register(EVENT)
    assert kinds() == (EVENT, MEMBER)
    assert "所属学会" in matching.vocabulary()
    with pytest.raises(ValueError, match="twice"):
        register(SheetKind("member", "别的", ()))
    with pytest.raises(ValueError, match="unknown type"):
        register(SheetKind("x", "坏", (Column("a", "甲", "colour"),)))
    matching.vocabulary.cache_clear()


def test_a_register_is_proposed_where_nothing_fits():
    page = table(
        [
            "申报单位",
            "类别",
            "认定时间",
            "面积（亩）",
            "投入经费（万元）",
            "完成率",
            "是否通过",
            "服务团人数",
            "联系电话",
            "说明",
        ],
        ["梨洲街道", "示范乡镇", "2013.5.1", 120, 1.5, "85%", "是", "95人", "16400000001", "一" * 50],
        ["凤山街道", "示范社区", "2013.6.1", 80, 2, "90%", "否", 84, "16400000002", "短"],
    )
    proposed = propose_register(page)
    assert [(column.title, column.type, column.unit, column.countable) for column in proposed] == [
        ("申报单位", "organisation", "", False),
        ("类别", "text", "", False),
        ("认定时间", "date", "", False),
        ("面积", "number", "亩", True),
        ("投入经费", "money", "元", True),
        ("完成率", "number", "%", False),
        ("是否通过", "flag", "", False),
        ("服务团人数", "number", "人", True),
        ("联系电话", "phone", "", False),
        ("说明", "note", "", False),
    ]
    assert all(column.filled == 2 for column in proposed)


def test_types_are_guessed_from_cells_where_the_header_says_nothing():
    def guess(label, *cells):
        page = table(["姓名", label], *[["甲", cell] for cell in cells])
        return guess_type(page.headers[1], page.column(page.headers[1]))

    assert guess("内容", "2013.5.1", "5月2日", "2013/5/3") == "date"
    assert guess("起止时间", "2013.3.1-3.28", "2013年4月—5月") == "period"
    assert guess("身份证号码", "990000199003071235") == "id_number"
    assert guess("期号", "第1期", "第2期") == "text"
    assert guess("期数", "第1期", "第十二期") == "text"
    assert guess("期数", "3期", 12) == "number"
    assert guess("单位", "块", "件次") == "text"
    assert guess("备注", None, None) == "text"
