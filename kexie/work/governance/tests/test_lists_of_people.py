"""Lists that name towns only in passing: they confirm or found them, count who stands there, and go again."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from conftest import organisation
from kexie.core import clock
from kexie.core.gate import SYSTEM
from kexie.network.organisations.models import Division, Organisation
from kexie.office.imports import services as imports
from kexie.office.imports.models import Batch, Finding
from kexie.office.imports.tests import make as files
from kexie.office.metrics import queries as metrics
from kexie.office.metrics.queries import Period
from kexie.work.governance import queries
from kexie.work.governance.models import Appointment

from .make_rosters import xlsx
from .test_messy_rosters import FIGURES, figures, take_in

pytestmark = pytest.mark.django_db

ONE_A_ROW = [
    ["某县基层科协“三长”花名册"],
    ["序号", "所属乡镇", "姓 名", "工作单位及职务", "类别", "任期", "备注"],
    [1, "东山镇", "某甲", "卫生院院长", "医院院长", "2021.6—2026.6", None],
    [2, "〃", "某乙", "中心小学校长", "校长", "2021.6至今", "已调离"],
    [3, "西河乡", "某丙", "中学校长", "学校校长", None, "2023年5月免职"],
    [4, "某县西河乡", "某丁", "农业服务中心主任", "站长", "2021年6月—2026年6月", None],
    [5, "南桥", "某戊（拟任）", "卫生院院长", "院长", None, None],
    ["合计", None, "5人"],
]
BELOW_SECTIONS = [
    ["某县乡镇科协委员会组成人员名册（2023）"],
    ["姓名", "职务", "单位"],
    ["东山镇科协（3人）"],
    ["某甲", "主席", "镇政府"],
    ["某乙", "副主席", "东山卫生院院长"],
    ["某丙", "信息员", "东村"],
    ["西河镇科协（1人）"],
    ["某丁", "副主席", "西河镇农技站站长"],
]
TOLD_BY_TITLE = [
    ["东山镇科学技术协会组织机构名单"],
    ["类别", "姓名", "单位职务"],
    ["主席", "某甲", "副镇长"],
    ["学校校长", "某乙", "中学校长"],
    ["信息员", "某丙", "村委"],
]
SITES = [
    ["2023年乡镇科协示范点创建结果"],
    ["序号", "示范乡镇", "是否通过", "补助"],
    [1, "东山镇", "通过", 1.5],
    [2, "西河乡", "通过", "15000元"],
    [3, "北湖乡", "未通过", "/"],
]
SEVERAL_UNITS = [
    ["2023年度乡镇科协统计表"],
    ["填报单位：某县科协", None, None, None, None, "单位：个、人、万元"],
    ["乡镇", "是否成立科协", "院长（姓名、电话）", "信息员", "示范点", "补助"],
    ["东山镇", "是", "某甲/16400000001", "某乙、某丙", "是", 1.5],
    ["西河乡", "是", "暂缺", "无", "否", None],
    ["北湖乡", "筹建中", None, None, None, None],
    ["填报人：某某", None, None, None, None, "2023年12月30日"],
]


@pytest.mark.parametrize(
    ("rows", "merges", "expected"),
    [
        (ONE_A_ROW, [], (3, 2, 66.67, 0, 0, 0)),
        (BELOW_SECTIONS, ["A3:C3", "A7:C7"], (2, 2, 100, 1, 0, 0)),
        (TOLD_BY_TITLE, ["A1:C1"], (1, 1, 100, 1, 0, 0)),
        (SITES, [], (3, 0, 0, 0, 2, 30_000)),
        (SEVERAL_UNITS, [], (2, 1, 50, 2, 1, 15_000)),
    ],
)
def test_figures_come_out_of_one_list_and_go_again(here, rows, merges, expected):
    file = ("名单.xlsx", xlsx([("Sheet1", rows, merges)]))
    batch = files.batch(here, file, year=2023)
    foreseen = dict(batch.counts)
    imports.apply(batch=batch, actor=SYSTEM)
    batch.refresh_from_db()
    assert figures(here) == dict(zip(FIGURES, expected, strict=True))
    assert batch.counts["created"] == foreseen["created"] and not batch.counts.get("refused")
    again = take_in(here, file)
    assert not again.counts.get("created") and not again.counts.get("updated")
    imports.undo(batch=batch, actor=SYSTEM)
    assert figures(here) == dict.fromkeys(FIGURES, 0)
    assert not Appointment.objects.exists()


def test_towns_on_offer_are_confirmed_by_a_list_of_heads_and_on_offer_again_when_it_is_undone(here):
    for name in ("东山镇", "西河乡", "南桥街道", "北湖乡"):
        organisation(f"{name}科协", parent=here, level="town", state="suggested")
    batch = take_in(here, ("三长.xlsx", xlsx([("三长", ONE_A_ROW, [])])))
    states = Organisation.objects.filter(level="town").values_list("name", "state")
    assert dict(states) == {
        "东山镇科协": "active", "西河乡科协": "active", "南桥街道科协": "active", "北湖乡科协": "suggested",
    }  # fmt: skip
    imports.undo(batch=batch, actor=SYSTEM)
    assert set(Organisation.objects.filter(level="town").values_list("state", flat=True)) == {"suggested"}


def test_a_roster_of_the_year_under_way_counts_from_the_day_it_came_in(here):
    today = clock.today()
    first = max(date(today.year, 1, 1), today - timedelta(days=40))

    def dropped(day, number):
        rows = [
            ["乡镇", "医院院长", "“三长”人数", "信息员人数", "示范点", "补助（万元）"],
            ["东山镇", "某甲", 2, 8, "是", 1.5],
            ["西河乡", None, None, number, None, None],
        ]
        batch = files.batch(here, ("统计表.xlsx", xlsx([("统计表", rows, [])])), year=today.year)
        Batch.objects.filter(pk=batch.pk).update(created_at=datetime.combine(day, time(9), clock.ZONE))
        batch.refresh_from_db()
        imports.apply(batch=batch, actor=SYSTEM)
        batch.refresh_from_db()
        return batch

    dropped(first, 5)
    found = queries.coverage(actor=SYSTEM, day=first)
    assert (len(found.towns), found.covered, found.heads, found.informants) == (2, 1, 2, 13)
    so_far = Period(date(today.year, 1, 1), first)
    asked = metrics.figures(list(FIGURES), period=so_far, organisation=here, actor=SYSTEM)
    assert [asked[name].value for name in FIGURES] == [2, 2, 50, 13, 1, 15_000]
    same, other = dropped(today, 5), dropped(today, 6)
    assert not same.counts.get("created") and not same.counts.get("updated")
    assert (other.counts.get("created", 0), other.counts["updated"]) == (0, 1)
    assert queries.coverage(actor=SYSTEM, day=today).informants == 14
    imports.undo(batch=other, actor=SYSTEM)
    assert queries.coverage(actor=SYSTEM, day=today).informants == 13


def test_who_holds_two_positions_is_asked_about(here):
    rows = [["姓名", "科协职务", "单位"], ["某甲", "秘书长兼信息员", "镇政府"]]
    batch = take_in(here, ("东山镇科协名单.xlsx", xlsx([("东山镇科协名单", rows, [])])))
    assert "兼任的信息员没有计入" in Finding.objects.get(table__file__batch=batch, row=2).reason


def test_who_is_not_there_is_said_and_not_counted(here):
    batch = take_in(here, ("三长.xlsx", xlsx([("三长", ONE_A_ROW, [])])))
    said = " ".join(Finding.objects.filter(table__file__batch=batch).values_list("reason", flat=True))
    assert "已调离" in said and "拟任" in said
    assert Appointment.objects.get(person__name="某丙").until_on.isoformat() == "2023-05-01"
    assert Appointment.objects.get(person__name="某甲").until_on is None  # 2026.6 is planned


SEVERAL_IN_A_CELL = [
    ["科普信息员名单"],
    ["乡镇", "村", "信息员", "联系电话", "备注"],
    ["东山镇", "东村", "某甲、某乙", "16400000001、16400000002", None],
    [None, "西村", "某甲", "16400000001", "一人兼两村"],
    ["西河乡", "南村", "某丙\n某丁（16400000004）", "16400000003", "某丁2023年5月调离"],
    [None, "北村", "某戊", "16400000005/16400000006", "将于2025年退休"],
]


def test_people_who_share_a_cell_are_as_many_and_a_town_is_written_once(here):
    batch = take_in(here, ("信息员.xlsx", xlsx([("信息员", SEVERAL_IN_A_CELL, [])])))
    rows = Appointment.objects.filter(until_on=None).order_by("pk")
    assert [(row.person.name, row.person.phone, row.organisation.name) for row in rows] == [
        ("某甲", "16400000001", "东山镇科协"), ("某乙", "16400000002", "东山镇科协"),
        ("某丙", "", "西河乡科协"), ("某戊", "16400000005", "西河乡科协"),
    ]  # fmt: skip
    assert figures(here, names=("乡镇科协数", "信息员数")) == {"乡镇科协数": 2, "信息员数": 4}
    doubts = " ".join(Finding.objects.filter(table__file__batch=batch).values_list("reason", flat=True))
    assert "人和号码（1 个）不一样多" in doubts and "2 个号码，只取了一个" in doubts
    again = take_in(here, ("信息员.xlsx", xlsx([("信息员", SEVERAL_IN_A_CELL, [])])))
    assert not again.counts.get("created") and not again.counts.get("updated")
    imports.undo(batch=batch, actor=SYSTEM)
    assert not Appointment.objects.exists()


def test_a_column_with_gaps_is_not_filled_down_where_a_town_comes_back(here):
    rows = [
        ["科协委员名单"], ["姓名", "科协职务", "乡镇"],
        ["某甲", "主席", "东山镇"], ["某乙", "委员", None], ["某丙", "委员", "西河乡"], ["某丁", "委员", "东山镇"],
    ]  # fmt: skip
    take_in(here, ("委员.xlsx", xlsx([("委员", rows, [])])))
    assert Appointment.objects.get(person__name="某乙").organisation == here


A_SHEET_A_ROLE = [
    ("主席", [["乡镇科协主席名单"], ["序号", "单位", "姓名", "行政职务"], [1, "东山镇科协", "某甲", "副镇长"],
              [2, "西河乡科协", "某乙", "党委委员"]]),
    ("院长", [["序号", "乡镇", "姓名", "单位", "职务"], [1, "东山镇", "某丙", "东山镇社区卫生服务中心", "主任"],
              [2, "西河乡", "暂缺", None, None]]),
    ("校长", [["乡镇", "姓名", "学校", "任职日期", "解聘日期", "备注"],
              ["东山镇", "某丁", "东山学校", "2020.9", "2023.3", None],
              ["东山镇", "某戊", "东山学校", "2023.3", None, None],
              ["东山镇", "某己", "东山二中", "2020.9", None, None], ["西河乡", None, None, None, None, "缺额"]]),
]  # fmt: skip


def test_a_sheet_a_role_tells_who_they_are(here):
    sheets = [(name, rows, []) for name, rows in A_SHEET_A_ROLE]
    batch = take_in(here, ("花名册.xlsx", xlsx(sheets)))
    assert not batch.counts.get("refused")
    assert figures(here, names=FIGURES[:3]) == {"乡镇科协数": 2, "三长数": 3, "三长覆盖率": 50}
    told = Appointment.objects.values_list("person__name", "position", "head")
    assert set(told) == {
        ("某甲", "主席", ""), ("某乙", "主席", ""), ("某丙", "", "hospital"), ("某丁", "", "school"),
        ("某戊", "", "school"), ("某己", "", "school"),
    }  # fmt: skip


WITHOUT_TITLES = [
    ["身份", "姓名", "单位", "所在单位及职务", "任职起", "任职止", "备注"],
    ["院长", "某甲", "东山镇", "东山卫生院院长", "2011.5", None, None],
    ["校长", "某乙", "西河乡科协", "西河中学校长", "2010.5", "2013.8", "2013年8月调东山中学"],
    ["校长", "某乙", "东山镇", "东山中学校长", "2013.8", None, "由西河中学调入"],
    ["站长", "某丙", "西河乡", "农技站站长", "2011.5", "2014.2", "2014年2月到龄"],
]


def test_a_column_of_units_may_hold_the_towns(here):
    take_in(here, ("名册.xlsx", xlsx([("Sheet1", WITHOUT_TITLES, [])])), year=2013)
    assert figures(here, year=2013, names=FIGURES[:3]) == {"乡镇科协数": 2, "三长数": 3, "三长覆盖率": 100}
    assert figures(here, year=2014, names=FIGURES[1:3]) == {"三长数": 2, "三长覆盖率": 50}


def test_who_heads_no_unit_is_no_head(here):
    rows = [
        ["东山镇科协班子成员"], ["姓名", "科协职务", "单位及职务", "备注"],
        ["某甲", "副主席", "东山镇卫生院院长", None], ["某乙", "副主席", "东山镇文化站站长", None],
        ["某丙", "委员", "东山镇敬老院院长", None], ["某丁", "委员", "中心小学副校长", None],
        ["某戊", "副主席", "社区卫生服务中心主任", None], ["某己", "副主席", "镇党政办主任", None],
        ["某庚", "副主席", "农技站原站长", None],
    ]  # fmt: skip
    take_in(here, ("班子.xlsx", xlsx([("班子", rows, [])])))
    heads = Appointment.objects.exclude(head="").values_list("person__name", flat=True)
    assert sorted(heads) == ["某戊", "某甲"]


def test_a_sheet_named_after_a_town_without_its_level(here):
    towns = [["乡镇科协名册"], ["序号", "名称"], [1, "东山镇科协"], [2, "西河街道科协"]]
    people = [["乡镇科协领导班子"], ["科协职务", "姓名"], ["副主席（医院院长）", "某甲"]]
    take_in(here, ("表.xlsx", xlsx([("汇总", towns, []), ("西河", people, [])])))
    assert Appointment.objects.get().organisation.name == "西河街道科协"


def test_one_head_of_two_towns_is_asked_about_and_one_who_moved_is_not(here):
    rows = [
        ["三长名册"], ["乡镇", "姓名", "类别", "电话", "任职时间", "离任时间"],
        ["东山镇", "某甲", "站长", "16400000001", None, None], ["西河乡", "某甲", "站长", "16400000001", None, None],
        ["东山镇", "某乙", "校长", "16400000002", "2020.9", "2023.8"],
        ["西河乡", "某乙", "校长", "16400000002", "2023.8", None], ["西河乡", "某丙", "院长", None, None, None],
    ]  # fmt: skip
    batch = take_in(here, ("三长.xlsx", xlsx([("三长", rows, [])])))
    asked = Finding.objects.filter(table__file__batch=batch, reason__contains="各计一人")
    assert [finding.row for finding in asked] == [4]
    assert figures(here, names=FIGURES[1:3]) == {"三长数": 4, "三长覆盖率": 100}


def test_two_sheets_that_name_the_same_head_are_foreseen_as_one(here):
    people = [["班子"], ["乡镇", "科协职务", "姓名", "单位及职务"], ["东山镇", "副主席", "某甲", "东山镇卫生院院长"]]
    heads = [["三长"], ["乡镇", "姓名", "类别", "单位"], ["东山镇", "某甲", "医院院长", "东山卫生院"]]
    batch = files.batch(here, ("名册.xlsx", xlsx([("班子", people, []), ("三长", heads, [])])), year=2023)
    foreseen = dict(batch.counts)
    imports.apply(batch=batch, actor=SYSTEM)
    batch.refresh_from_db()
    assert batch.counts["created"] == foreseen["created"] == 2  # the town and one appointment
    assert figures(here, names=FIGURES[:2]) == {"乡镇科协数": 1, "三长数": 1}


def test_a_list_of_villages_counts_at_their_towns(here):
    rows = [
        ("330281000000", "余姚市", "county", "330200000000"),
        ("330281103000", "泗门镇", "town", "330281000000"),
        ("330281106000", "马渚镇", "town", "330281000000"),
        ("330281103201", "小路下村村委会", "village", "330281103000"),
        ("330281106201", "开元村村委会", "village", "330281106000"),
        ("330281103202", "花园社区居委会", "village", "330281103000"),
        ("330281106202", "花园社区居委会", "village", "330281106000"),
    ]
    Division.objects.bulk_create(Division(code=c, name=n, level=level, parent_code=p) for c, n, level, p in rows)
    here.division_id = "330281000000"
    here.save()
    listed = [
        ["村级科普信息员名单"],
        ["序号", "行政村（社区）", "姓名", "手机"],
        [1, "小路下村", "某甲", "16400000001"],
        [2, "开元村委会", "某乙", "16400000002"],
        [3, "花园社区", "某丙", "16400000003"],
    ]
    take_in(here, ("信息员.xlsx", xlsx([("Sheet1", listed, [])])))
    at = Appointment.objects.values_list("person__name", "organisation__name")
    assert dict(at) == {"某甲": "泗门镇科协", "某乙": "马渚镇科协", "某丙": here.name}  # two towns have a 花园社区
    assert figures(here, names=("乡镇科协数", "信息员数")) == {"乡镇科协数": 2, "信息员数": 3}


def test_a_list_cut_to_stand_beside_itself_is_read_whole(here):
    rows = [
        ["信息员数"],
        ["序号", "乡镇", "信息员数", "序号", "乡镇", "信息员数"],
        [1, "东山镇", 3, 3, "北湖乡", 5],
        [2, "西河乡", 4, 4, "青石镇", 6],
    ]
    batch = take_in(here, ("双栏.xlsx", xlsx([("Sheet1", rows, [])])))
    assert figures(here, names=("乡镇科协数", "信息员数")) == {"乡镇科协数": 4, "信息员数": 18}
    assert "第 103 行是右边第 2 栏的第 3 行" in Finding.objects.get(table__file__batch=batch, weight="note").reason


def test_towns_below_each_other_with_their_parts_an_old_edition_and_a_plan(here):
    towns = [
        ["一、东山镇科协"],
        ["科协职务", "姓名", "单位职务"],
        ["主席", "某甲", "副镇长"],
        ["副主席", "某乙", "东山卫生院院长"],
        [],
        ["信息员"],
        ["村（社区）", "姓名", "电话"],
        ["东村", "某丙", "16400000001"],
        [],
        ["二、西河镇科协"],
        ["科协职务", "姓名", "单位职务"],
        ["副主席", "某丁", "中学校长"],
        [],
        ["信息员"],
        ["村（社区）", "姓名", "电话"],
        ["西村", "某戊", "16400000002"],
    ]
    heads = [["某县三长名册（2023年底）"], ["乡镇", "姓名", "类别"], ["东山镇", "某乙", "医院院长"]]
    old = [["某县三长名册（2022年底）"], ["乡镇", "姓名", "类别"], ["东山镇", "某己", "学校校长"]]
    plan = [["汇总"], ["乡镇", "三长人数", "信息员人数"], ["东山镇", 3, 9], ["西河镇", 3, 9], ["注：本表为计划数。"]]
    sheets = [("通讯录", towns, []), ("三长", heads, []), ("往年", old, []), ("汇总", plan, [])]
    batch = take_in(here, ("名册.xlsx", xlsx(sheets)))
    assert figures(here, names=FIGURES[:4]) == {"乡镇科协数": 2, "三长数": 2, "三长覆盖率": 100, "信息员数": 2}
    said = " ".join(Finding.objects.filter(table__file__batch=batch).values_list("reason", flat=True))
    assert "以新的为准" in said and "不是实际数" in said
