"""What a person says about a table is done, remembered, and used the next time."""

from __future__ import annotations

import pytest
from django.db.models import Sum

from conftest import organisation
from kexie.core.gate import SYSTEM
from kexie.core.refusals import Invalid
from kexie.office.imports import services
from kexie.office.imports.models import Batch, BatchTable, Finding
from kexie.office.imports.queries import report
from kexie.office.imports.queries.understanding import NEW_REGISTER
from kexie.office.ledger.models import Entry
from kexie.work.activities.models import Activity
from kexie.work.registers.models import Register, RegisterRow

from . import make

pytestmark = pytest.mark.django_db

ODD = [
    ["讲的啥", "哪家单位", "哪天", "人数"],
    ["防震讲座", "泗门镇", "5月12日", 120],
    ["健康咨询", "火星街道", "5月13日", 35],
]

ODD_FILE = make.workbook(ODD, names=["活动"])


def correct(batch, **changes):
    """Correct the only table of a batch and plan it anew."""
    table = BatchTable.objects.get(file__batch=batch)
    services.correct(table=table, actor=SYSTEM, **changes)
    batch.refresh_from_db()
    services.preview(batch=batch, actor=SYSTEM)
    return BatchTable.objects.get(file__batch=batch)


def columns(table):
    return {each["header"]: each["code"] for each in table.mapping}


@pytest.fixture
def understood(here, town):
    """A batch of the odd sheet, corrected by hand."""
    batch = make.batch(here, ("怪表.xlsx", ODD_FILE), year=None)
    assert BatchTable.objects.get().kind == NEW_REGISTER
    correct(batch, kind="activities")
    table = correct(batch, mapping={0: "name", 1: "organisation", 2: "on", 3: "participations"}, year=2013)
    assert columns(table) == {"讲的啥": "name", "哪家单位": "organisation", "哪天": "on", "人数": "participations"}
    return batch


def test_a_corrected_table_is_imported_as_the_person_says(understood, town):
    services.apply(batch=understood, actor=SYSTEM)
    lecture = Activity.objects.get(name="防震讲座")
    assert (lecture.organisation, lecture.participations, lecture.starts_on.year) == (town, 120, 2013)


def test_the_same_file_is_understood_as_it_was_corrected(understood, here):
    services.apply(batch=understood, actor=SYSTEM)
    again = make.batch(here, ("怪表.xlsx", ODD_FILE))
    table = BatchTable.objects.get(file__batch=again)
    assert (table.kind, table.year) == ("activities", 2013)
    assert columns(table)["人数"] == "participations"
    assert again.counts["unchanged"] == 2


def test_next_years_sheet_is_understood_as_this_one_was_corrected(understood, here):
    services.apply(batch=understood, actor=SYSTEM)
    later = [ODD[0], ["防火讲座", "泗门镇", "2014.5.12", 80]]
    batch = make.batch(here, ("新一年.xlsx", make.workbook(later, names=["活动"])))
    table = BatchTable.objects.get(file__batch=batch)
    assert (table.kind, table.year) == ("activities", 2014)
    assert columns(table)["人数"] == "participations"


def test_what_one_association_corrected_is_not_known_next_door(understood, elsewhere):
    batch = make.batch(elsewhere, ("怪表.xlsx", ODD_FILE))
    assert BatchTable.objects.get(file__batch=batch).kind == NEW_REGISTER


def test_a_spelling_once_explained_is_known_from_then_on(understood, here, town):
    doubt = Finding.objects.get(weight=Finding.Weight.DOUBT, text="火星街道")
    assert "组织里没有" in doubt.reason
    services.remember_organisation(batch=understood, text="火星街道", organisation=town, actor=SYSTEM)
    services.preview(batch=understood, actor=SYSTEM)
    assert not Finding.objects.filter(text="火星街道").exists()
    services.apply(batch=understood, actor=SYSTEM)
    assert Activity.objects.get(name="健康咨询").organisation == town
    other = make.activities(here, [["活动名称", "主办单位", "活动时间"], ["义诊", "火星街道", "2013.7.1"]])
    assert not Finding.objects.filter(table__file__batch=other).exists()


def test_a_table_can_be_left_out(here, town):
    batch = make.batch(here, ("两表.xlsx", make.workbook(make.ACTIVITIES, make.STREAMS)))
    table = BatchTable.objects.get(kind=NEW_REGISTER)
    services.correct(table=table, actor=SYSTEM, is_included=False)
    batch.refresh_from_db()
    assert batch.state == Batch.State.READING
    services.preview(batch=batch, actor=SYSTEM)
    services.apply(batch=batch, actor=SYSTEM)
    assert not Register.objects.exists() and Activity.objects.count() == 3


def test_nonsense_is_refused_and_changes_nothing(here, town):
    batch = make.activities(here)
    before = BatchTable.objects.get()
    for changes, said in (
        ({"kind": "no_such_kind"}, "没有这种台账"),
        ({"mapping": {1: "no_such_column"}}, "没有“no_such_column”这一栏"),
        ({"mapping": {1: "name", 2: "name"}}, "只能留一列"),
    ):
        with pytest.raises(Invalid, match=said):
            services.correct(table=BatchTable.objects.get(), actor=SYSTEM, **changes)
    after = BatchTable.objects.get()
    assert (after.kind, after.mapping) == (before.kind, before.mapping)
    batch.refresh_from_db()
    assert batch.state == Batch.State.READY


def test_a_table_without_a_header_is_imported_once_its_columns_are_named(here, town):
    rows = [["防震讲座", "2013.5.12", 120], ["健康咨询", "2013.5.13", 35], ["义诊", "2013.5.14", 60]]
    batch = make.batch(here, ("无表头.xlsx", make.workbook(rows)))
    table = BatchTable.objects.get()
    assert "表头" in table.problem and not table.is_included
    correct(batch, kind="activities", is_included=True)
    table = correct(batch, mapping={0: "name", 1: "on", 2: "participations"})
    assert table.problem == ""
    services.apply(batch=batch, actor=SYSTEM)
    assert Activity.objects.get(name="防震讲座").participations == 120


# ---------------------------------------------------------------- what nobody knows becomes a register


def test_an_unknown_table_becomes_a_register_that_counts(here):
    batch = make.batch(here, ("河道.xlsx", make.workbook(make.STREAMS)))
    services.apply(batch=batch, actor=SYSTEM)
    register = Register.objects.get()
    assert register.name == "2013年河道保洁登记表" and register.organisation == here
    assert [c["title"] for c in register.columns] == ["河段", "日期", "清理垃圾", "联系电话"]
    assert [r["title"] for r in register.rules] == ["条数", "清理垃圾"]
    said = {row["kind"]: row["n"] for row in Entry.objects.values("kind").annotate(n=Sum("amount")).order_by("kind")}
    assert said == {"2013年河道保洁登记表.条数": 2, "2013年河道保洁登记表.清理垃圾": 200}
    assert {e.on.isoformat() for e in Entry.objects.all()} == {"2013-03-01", "2013-04-02"}

    again = make.batch(here, ("河道.xlsx", make.workbook(make.STREAMS)))
    assert BatchTable.objects.get(file__batch=again).kind == f"register:{register.pk}"
    assert again.counts["unchanged"] == 2

    services.undo(batch=batch, actor=SYSTEM)
    assert not RegisterRow.objects.exists() and Entry.objects.aggregate(n=Sum("amount"))["n"] == 0


def test_figures_of_different_units_are_not_added_up(here):
    rows = [
        ["2013年工作量"],
        ["事情", "数值", "单位"],
        ["编印画册", 3, "期"],
        ["寄送资料", 5200, "份"],
        ["修理展品", 2.5, "小时"],
    ]
    batch = make.batch(here, ("工作量.xlsx", make.workbook(rows)))
    services.apply(batch=batch, actor=SYSTEM)
    amounts = Entry.objects.filter(measure="registers.amount")
    assert {entry.form: entry.amount for entry in amounts} == {"编印画册": 3, "寄送资料": 5200}
    kept = RegisterRow.objects.get(title="修理展品")
    assert "2.5" in kept.values.values() and "小时" in kept.values.values()
    doubt = Finding.objects.get(weight=Finding.Weight.DOUBT)
    assert "2.5，不是整数" in doubt.reason


# ---------------------------------------------------------------- the report of the command


def test_the_report_names_file_sheet_row_and_reason(here, town):
    rows = [*make.ACTIVITIES, [4, "义诊", "火星镇", "2013.6.1", "咨询", "许多"], ["合计", None, None, None, None, 1]]
    batch = make.activities(here, rows)
    said = [*report.lines(batch)]
    assert said[0].startswith("台账.xlsx［表1］认作“活动台账”，按 2013 年（标题）。共 4 行：新增 3，")
    assert any(line.startswith("  未导入 台账.xlsx［表1］第 6 行") and "许多" in line for line in said)
    assert any(line.startswith("  合计不符 台账.xlsx［表1］第 7 行") for line in said)
    assert said[-1] == "共 4 行：新增 3，更新 0，没有变化 0，跳过 0，未导入 1。"


def test_twin_organisations_of_one_name_are_asked_about(here):
    for parent in (
        organisation("甲镇科协", parent=here, level="town"),
        organisation("乙镇科协", parent=here, level="town"),
    ):
        organisation("农技协", parent=parent, kind="farm_association", level="town")
    make.activities(here, [["活动名称", "主办单位", "活动时间"], ["义诊", "农技协", "2013.7.1"]])
    assert "可能是" in Finding.objects.get(text="农技协").reason
