"""Messy rosters of towns, heads and officers, taken in without a single correction: all six figures, by name."""

from __future__ import annotations

import pytest

from conftest import organisation
from kexie.core.gate import SYSTEM
from kexie.office.imports import services as imports
from kexie.office.imports.queries import report
from kexie.office.imports.tests import make as files
from kexie.office.ledger.models import Entry
from kexie.office.metrics import queries as metrics
from kexie.office.metrics.queries import Period
from kexie.work.governance.models import Appointment, Tally, Term

from . import make_rosters

pytestmark = pytest.mark.django_db
FIGURES = ("乡镇科协数", "三长数", "三长覆盖率", "信息员数", "示范点数", "示范点补助")


def take_in(where, *rosters, year=2023):
    batch = files.batch(where, *rosters, year=year)
    imports.apply(batch=batch, actor=SYSTEM)
    batch.refresh_from_db()
    return batch


def figures(where, year=2023, names=FIGURES):
    found = metrics.figures(list(names), period=Period.year(year), organisation=where, actor=SYSTEM)
    return {name: round(float(found[name].value or 0), 2) for name in names}


@pytest.mark.parametrize("layout", make_rosters.LAYOUTS)
@pytest.mark.parametrize("told", [{}, {"heads": 30, "gaps": 2, "sites": 3}])
def test_all_six_figures_come_out_and_go_again(here, layout, told):
    made = make_rosters.county(**told)
    file = make_rosters.roster(layout, made)
    first = take_in(here, file)
    assert figures(here) == made.expected
    assert first.counts.get("refused", 0) == 0
    entries = Entry.objects.count()
    again = take_in(here, file)
    assert again.counts.get("created", 0) == again.counts.get("updated", 0) == 0
    assert Entry.objects.count() == entries and figures(here) == made.expected
    imports.undo(batch=first, actor=SYSTEM)
    assert figures(here) == dict.fromkeys(FIGURES, 0)
    assert not Appointment.objects.exists() and not Tally.objects.exists() and not Term.objects.exists()
    take_in(here, file)
    assert figures(here) == made.expected


def test_towns_that_wait_for_confirmation_count_after_heads_were_listed_too(here):
    """A later sheet of the same workbook met the towns as they stood before the first one confirmed them."""
    for name in ("泗门镇", "马渚镇"):
        organisation(f"{name}科协", parent=here, level="town", state="suggested")
    towns = [
        ["乡镇科协名册"],
        ["序号", "名称", "成立时间"],
        [1, "泗门镇科学技术协会", "2010年1月"],
        [2, "马渚镇科协", None],
    ]
    heads = [
        ["“三长”名单"],
        ["乡镇", "姓名", "原单位", "类别", "任职时间"],
        ["泗门镇", "某甲", "卫生院", "医院院长", "2023.1"],
    ]
    take_in(here, ("名册.xlsx", make_rosters.xlsx([("乡镇科协", towns, []), ("三长", heads, [])])))
    assert figures(here, names=FIGURES[:3]) == {"乡镇科协数": 2, "三长数": 1, "三长覆盖率": 50}


def test_columns_below_each_of_the_heads_and_a_unit_in_a_row_of_its_own(here):
    rows = [
        ["三长制落实情况一览表"],
        ["序号", "镇（街）", "医院院长", None, "学校校长", None, "其中：信息员", "示范点", "补助经费"],
        [None, None, "姓名", "原单位", "姓名", "原单位", "人数", "名称", "（万元）"],
        [1, "泗门镇", "某甲", "卫生院", "某乙", "中心小学", "12名", "泗门镇科协示范点", 1.5],
        [2, "马渚镇", None, None, "某丙", "中学", 8, None, None],
        ["合计", None, 1, None, 2, None, 20, 1, 1.5],
    ]
    merges = ["C2:D2", "E2:F2", "A2:A3", "B2:B3"]
    take_in(here, ("三长制.xlsx", make_rosters.xlsx([("三长", rows, merges)])))
    assert figures(here) == dict(zip(FIGURES, (2, 3, 100, 20, 1, 15_000), strict=True))


def test_a_sum_beside_the_heads_of_each_kind_is_no_more_heads(here):
    rows = [
        ["乡镇（街道）科协组织建设情况统计表"],
        ["序号", "乡镇（街道）", "“三长”进班子人数", None, None, None, "备注"],
        [None, None, "小计", "医院院长", "学校校长", "农技站长", None],
        [1, "甲山镇", 4, 1, 2, 1, None],
        [2, "乙水乡", 1, 0, 1, 0, None],
        [3, "丙河镇", 0, 0, 0, 0, None],
    ]
    take_in(here, ("统计表.xlsx", make_rosters.xlsx([("统计表", rows, ["C2:F2", "A2:A3", "B2:B3"])])))
    assert figures(here, names=FIGURES[:3]) == {"乡镇科协数": 3, "三长数": 5, "三长覆盖率": 66.67}


def test_a_list_of_how_many_sites_each_town_has(here):
    rows = [
        ["示范点建设情况"],
        ["乡镇", "示范点个数", "补助（万元）"],
        ["甲山镇", 2, 3],
        ["乙水乡", 1, 1.5],
        ["丙河镇", None, None],
    ]
    take_in(here, ("示范点.xlsx", make_rosters.xlsx([("表", rows, [])])))
    assert figures(here, names=FIGURES[-2:]) == {"示范点数": 3, "示范点补助": 45_000}


def test_what_is_shown_beforehand_to_somebody_with_rights_is_what_happens(here, officer):
    towns = [["某县乡镇科协名录"], ["乡镇", "主席"], ["甲山镇", "王一"], ["乙水乡", "王二"]]
    heads = [["三长名册"], ["乡镇", "姓名", "三长类别"], ["甲山镇", "李一", "医院院长"], ["乙水乡", "李二", "学校校长"]]
    sites = [["示范点名单"], ["乡镇", "示范点名称", "补助（万元）"], ["甲山镇", "茶叶科普示范点", 1.5]]
    book = files.workbook(towns, heads, sites, names=["乡镇", "三长", "示范点"])
    batch = files.batch(here, ("名册.xlsx", book), year=2024, actor=officer)
    shown = {name: n for name, n in batch.counts.items() if n}
    assert not shown.get("refused")
    assert "名单里写到" not in "\n".join(report.lines(batch))  # the lists name no town that is not known by then
    imports.apply(batch=batch, actor=officer)
    batch.refresh_from_db()
    assert {name: n for name, n in batch.counts.items() if n} == shown


def test_a_list_of_how_many_informants_each_town_has_names_nobody(here):
    rows = [
        ["各镇街科普信息员数（截至2023年底）"],
        ["片区", "镇街", "村社数", "科普信息员（名）", "备注"],
        ["城关片", "泗门", 9, "9名", None],
        [None, "马渚镇", 15, 14, None],
        [None, "小计：2个", 24, 23, None],
        ["东片", "牟山镇", 21, "１９", None],
        ["合计3个镇街", None, 45, 42, None],
    ]
    take_in(here, ("信息员.xlsx", make_rosters.xlsx([("信息员", rows, [])])))
    assert figures(here, names=(FIGURES[0], FIGURES[3])) == {"乡镇科协数": 3, "信息员数": 42}


def test_one_head_a_row_with_the_day_of_leaving(here):
    rows = [
        ["“三长”进镇街科协名单——农技站长（2023年）"],
        ["序号", "乡镇", "站长姓名", "任职日期", "免职日期", "联系电话", "备注"],
        [1, "泗门镇", "某甲", "2021年4月", None, "16400000001", None],
        [2, "马渚镇", "某乙", "2020年4月", "2023.10", "16400000002", "辞职，缺额待补"],
        [3, "牟山镇", "待定", None, None, None, "缺额"],
    ]
    take_in(here, ("三长.xlsx", make_rosters.xlsx([("站长", rows, [])])))
    assert figures(here, names=FIGURES[:3]) == {"乡镇科协数": 3, "三长数": 1, "三长覆盖率": 33.33}


def test_a_number_of_villages_is_no_number_of_informants(here):
    rows = [["乡镇科协一览"], ["单位", "村社数", "成立时间", "负责人"], ["泗门镇", 9, "2010.1", "某甲"]]
    take_in(here, ("一览.xlsx", make_rosters.xlsx([("镇街科协", rows, [])])))
    assert figures(here, names=(FIGURES[0], FIGURES[3])) == {"乡镇科协数": 1, "信息员数": 0}


def test_several_people_in_a_cell_with_brackets_on_the_next_line(here):
    rows = [
        ["乡镇科协“三长”配备情况"],
        ["乡镇", "医院院长", "院长电话", "学校校长", "农技站站长"],
        ["泗门镇", "某甲\n某乙", "16400000001\n16400000002", "某丙\n（2022年底已退休）", "某丁"],
        ["马渚镇", "某戊（2023年3月调离）", None, "空缺", "暂缺（原站长某己2023年5月退休）"],
    ]
    take_in(here, ("三长.xlsx", make_rosters.xlsx([("三长", rows, [])])))
    assert figures(here, names=FIGURES[:3]) == {"乡镇科协数": 2, "三长数": 3, "三长覆盖率": 50}
