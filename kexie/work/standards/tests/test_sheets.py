"""Rosters of demonstration sites, through the real import; the metrics come out exactly."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest
from django.core.files import File

from conftest import organisation
from kexie.office.imports import services as imports
from kexie.office.imports.models import Finding
from kexie.office.metrics import queries as metrics
from kexie.work.standards import services
from kexie.work.standards.models import Site

pytestmark = pytest.mark.django_db
NAMES = ("泗门镇科协", "梁弄镇科协", "低塘街道科协")


@pytest.fixture
def towns(here):
    return [organisation(name, parent=here, level="town") for name in NAMES]


@pytest.fixture
def load(tmp_path, here, officer):
    def do(*rows, name="示范点名册.xlsx"):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(tmp_path / name)
        with (tmp_path / name).open("rb") as content:
            batch = imports.open_batch(organisation=here, files=[(name, File(content))], actor=officer, year=2013)
        imports.preview(batch=batch, actor=officer)
        return batch, imports.apply(batch=batch, actor=officer)

    return do


HEAD = ("序号", "名称", "乡镇", "命名时间", "补助（万元）")
ROWS = (
    ("2013年基层科协示范点名册",),
    HEAD,
    (1, "泗门镇科协“四有”示范点", "泗门镇", "2013.5", 1.5),
    (2, "梁弄镇科协", "梁弄镇", "2013年6月1日", 1.5),
    ("合计", "", "", "", 3),
)


def figure(name, here, officer, year=2013):
    return metrics.figure(name, organisation=here, period=metrics.Period.year(year), actor=officer).value


def test_the_figures_come_out_exactly(towns, load, here, officer):
    batch, done = load(*ROWS)
    assert (done.created, done.refused) == (2, 0), list(batch.tables.values("kind"))
    assert set(Site.objects.values_list("organisation__name", "name", "grant")) == {
        ("泗门镇科协", "", 15000),
        ("梁弄镇科协", "", 15000),
    }
    assert figure("示范点数", here, officer) == 2
    assert figure("示范点补助", here, officer) == 30000


def test_yuan_is_yuan_and_a_second_time_changes_nothing(towns, load, here, officer):
    rows = (("名称", "命名日期", "补助资金（元）"), ("泗门镇", "2013-05-01", 15000), ("低塘街道", "2013-05-01", 20000))
    load(*rows)
    assert figure("示范点补助", here, officer) == 35000
    _batch, done = load(*rows)
    assert (done.created, done.updated, done.unchanged) == (0, 0, 2)
    _batch, done = load(rows[0], ("泗门镇", "", 18000))
    assert (done.updated, figure("示范点数", here, officer), figure("示范点补助", here, officer)) == (1, 2, 38000)
    assert Site.objects.get(organisation=towns[0]).named_on == date(2013, 5, 1)


def test_a_site_at_a_town_keeps_its_own_name(towns, load, here, officer):
    load(HEAD, (1, "小路下村科普示范点", "泗门镇", "", 1.5), (2, "泗门镇科协", "泗门镇", "", ""))
    own = Site.objects.get(name="小路下村科普示范点")
    assert (own.organisation.name, own.named_on, own.is_dated) == ("泗门镇科协", date(2013, 12, 31), False)
    assert figure("示范点数", here, officer) == 2


def test_a_site_nobody_places_stands_at_the_county_and_a_day_to_come_is_refused(towns, load, here, officer):
    batch, done = load(
        ("名称", "命名时间", "补助（万元）"), ("不存在社区示范点", "2013-05-01", 1.5), ("泗门镇", "2099-01-01", 1)
    )
    assert (done.created, done.refused) == (1, 1)
    assert Site.objects.get().organisation == here
    said = " ".join(Finding.objects.filter(table__file__batch=batch).values_list("reason", flat=True))
    assert "记在“" in said and "还没有到" in said
    assert figure("示范点补助", here, officer) == 15000


def test_a_site_is_at_the_town_of_its_row_its_address_its_name_or_its_sheet(towns, load, here, officer):
    load(
        ("泗门镇科协基本情况",),
        ("科普示范基地", "隶属", "地址", "授牌年度", "以奖代补（万元）"),
        ("小路下茶叶示范基地", "梁弄", "", 2012, 1), ("湖滨示范基地", "", "低塘街道湖滨村", 2012, "0.5万元"),
        ("梁弄镇蓝莓示范基地", "", "", 2011, "8000元"), ("榨菜示范基地", "", "", 2010, "１"),
    )  # fmt: skip
    assert dict(Site.objects.values_list("name", "organisation__name")) == {
        "小路下茶叶示范基地": "梁弄镇科协", "湖滨示范基地": "低塘街道科协", "梁弄镇蓝莓示范基地": "梁弄镇科协",
        "榨菜示范基地": "泗门镇科协",
    }  # fmt: skip
    assert figure("示范点补助", here, officer) == 10000 + 5000 + 8000 + 10000


def test_several_in_a_cell_none_and_those_that_do_not_stand(towns, load, here, officer):
    rows = (
        (*HEAD, "备注"),
        (1, "海涂村果园\n小路下村茶园", "泗门镇", 2012, 3, ""), (2, "无", "梁弄镇", "", "", ""),
        (3, "镇北蜜柚科普示范点", "低塘街道", "2010.9", 2, "2013年6月摘牌，不再安排补助"),
        (4, "镇南茶园（2011年撤销）", "低塘街道", "2010.9", 1, ""),
        (5, "湖滨示范点", "低塘街道", "2013.5", 1, "未获批"),
        (6, "黄杨示范点", "低塘街道", "2013.5", 1, "资金尚未到位"),
    )  # fmt: skip
    batch, done = load(*rows)
    assert (done.created, done.skipped, done.refused) == (5, 2, 0)
    assert figure("示范点数", here, officer, 2012) == 3 and figure("示范点数", here, officer) == 3
    assert figure("示范点补助", here, officer) == 60000
    assert load(*rows)[1].created == 0
    imports.undo(batch=batch, actor=officer)
    assert not Site.objects.exists()


def test_a_later_roster_that_says_a_site_has_ended_ends_it(towns, load, here, officer):
    load(HEAD, (1, "海涂村果园", "泗门镇", 2012, 1))
    batch, done = load((*HEAD, "备注"), (1, "海涂村果园", "泗门镇", 2012, 1, "已撤销"))
    assert (done.created, done.updated, Site.objects.count()) == (0, 1, 1)
    assert (figure("示范点数", here, officer), figure("示范点补助", here, officer)) == (0, 10000)
    imports.undo(batch=batch, actor=officer)
    assert figure("示范点数", here, officer) == 1


def test_two_payments_are_one_site_and_two_of_a_name_in_two_villages_are_two(towns, load, here, officer):
    rows = (
        ("示范点名称", "所在乡镇", "地址", "年度", "发放金额（元）"),
        ("茶叶科普示范点", "泗门镇", "海涂村", 2012, 5000),
        ("茶叶科普示范点", "泗门镇", "海涂村", 2013, "8,000.00"), ("茶叶科普示范点", "泗门镇", "小路下村", 2013, 5000),
        ("茶叶科普示范点", "泗门镇", "小路下村", 2013, 5000), ("合计", "", "", "", 18000),
    )  # fmt: skip
    load(*rows)
    assert (figure("示范点数", here, officer), figure("示范点补助", here, officer)) == (2, 18000)
    _batch, done = load(*rows)
    assert (done.created, done.updated) == (0, 0)


def test_undone_nothing_counts(towns, load, here, officer):
    batch, _done = load(*ROWS)
    imports.undo(batch=batch, actor=officer)
    assert not Site.objects.exists()
    assert not figure("示范点数", here, officer) and not figure("示范点补助", here, officer)


def test_a_roster_of_before_means_the_site_that_ended_since(towns, load, here, officer):
    load(*ROWS)
    row = Site.objects.get(organisation=towns[0])
    services.end_site(site=row, on=date(2014, 3, 1), actor=officer, today=date(2014, 6, 1), note="复评未过")
    _batch, done = load(*ROWS)
    assert (done.created, done.unchanged) == (0, 2)
    assert figure("示范点数", here, officer, 2014) == 1


def test_grants_of_several_years_or_levels_beside_each_other_are_added(towns, load, here, officer):
    load(("示范点名称", "所在乡镇", "2012年补助（万元）", "2013年补助（万元）"), ("海涂村果园", "泗门镇", 1, "0.5"))
    assert figure("示范点补助", here, officer) == 15000
    load(
        ("示范点名称", "所在乡镇", "县级补助（元）", "镇级补助（元）", "合计"),
        ("小路下村茶园", "泗门镇", 5000, 3000, 8000),
        ("低塘街道科普馆", "低塘街道", "2000", "", "2000"), name="又一张.xlsx",
    )  # fmt: skip
    assert (figure("示范点数", here, officer), figure("示范点补助", here, officer)) == (3, 25000)


def test_columns_that_say_whether_a_site_stands(towns, load, here, officer):
    load(
        ("基地名称", "所在镇街", "命名年度", "资助金额（元）", "是否在用", "撤销时间"),
        ("海涂村果园", "泗门镇", 2010, 5000, "是", ""),
        ("小路下村茶园", "泗门镇", 2010, 5000, "否", ""), ("村史馆", "梁弄镇", 2010, 5000, "否", "2012.3"),
    )  # fmt: skip
    assert [figure("示范点数", here, officer, year) for year in (2011, 2012, 2013)] == [3, 2, 1]
    assert figure("示范点补助", here, officer) == 15000
