"""Demonstration sites and grants that rosters of towns tell in columns of their own."""

from __future__ import annotations

import pytest

from conftest import organisation
from kexie.network.organisations import queries as organisations
from kexie.network.organisations.models import Organisation
from kexie.work.standards.models import Site

from . import make_rosters
from .test_messy_rosters import figures, take_in

pytestmark = pytest.mark.django_db
SITES = ("示范点数", "示范点补助")


def told(here, *rows, name="基本情况表.xlsx"):
    take_in(here, (name, make_rosters.xlsx([("一览", [[*row] for row in rows], [])])))
    return tuple(figures(here, names=SITES).values())


def test_several_bases_in_a_cell_and_grants_as_people_write_them(here):
    assert told(
        here,
        ["某县乡镇科协基本情况统计表"], ["序号", "所在乡镇", "主席姓名", "科普示范基地", "奖补资金（元）", "备注"],
        [1, "泗门镇", "某甲", "泗门镇水稻科普示范基地\n泗门镇稻虾共作科普示范基地", 35000, None],
        [2, "马渚镇", "某乙", "马渚镇科普文化\n广场", "2万元", None],
        [3, "黄家埠镇", "某丙", "无", None, None],
        [4, "临山镇", "某丁", "临山镇渔业科普示范基地", "15,000", None],
        [5, "小曹娥镇", "某戊", "榨菜科普基地（2022年摘牌）", None, None],
        [6, "牟山镇", "某己", "牟山湖科普示范基地", None, "示范基地2021年已撤销"],
    ) == (4, 70_000)  # fmt: skip


def test_numbers_of_sites_and_a_grant_that_says_what_it_is_for(here):
    assert told(
        here, ["某县乡镇科协基本情况统计表"], ["乡镇", "主席", "科普示范点（个）", "补助（万元）"],
        ["泗门镇", "某甲", "２", 3], ["马渚镇", "某乙", "1个", 1.5], ["临山镇", "某丁", 0, None],
        ["合计", None, 3, 4.5],
    ) == (3, 45_000)  # fmt: skip
    assert told(
        here, ["某县乡镇科协基本情况统计表"], ["乡镇", "主席", "示范点补助（万元）"], ["黄家埠镇", "某丙", 1],
        ["小曹娥镇", "某戊", None], name="又一张.xlsx",
    ) == (4, 55_000)  # fmt: skip


def test_a_site_ticked_at_the_town_and_listed_at_its_village_is_one(here):
    town = organisation("泗门镇科协", parent=here, level="town")
    organisation("海涂村", parent=town, kind=Organisation.Kind.COMMUNITY)
    told(
        here,
        ["某县乡镇科协基本情况统计表"],
        ["乡镇", "主席", "示范点（个）", "补助（元）"],
        ["泗门镇", "某甲", 1, 5000],
    )
    assert told(
        here, ["科普示范点一览表"], ["示范点名称", "所在乡镇", "补助（元）"], ["海涂村科普示范点", "泗门镇", 5000],
        name="示范点.xlsx",
    ) == (1, 5000)  # fmt: skip
    assert Site.objects.filter(organisation__name="海涂村").exists()


def test_the_town_in_an_address(here):
    for name in ("新河镇", "新河口镇", "大隐"):
        organisation(f"{name}科协", parent=here, level="town")
    names = organisations.Names(here)
    texts = ("新河镇西冲村", "新河口镇下坪村", "大隐镇章山村3号", "某地")
    found = [names.town_within(text) for text in texts]
    assert [str(body) if body else "" for body in found] == ["新河镇科协", "新河口镇科协", "大隐科协", ""]


def test_a_town_with_a_row_for_each_of_its_sites(here):
    rows = (
        ["某县乡镇科协基本情况统计表"], ["乡镇", "主席", "科普示范点", "补助（元）"],
        ["泗门镇", "某甲", "海涂村果园", 10000], ["泗门镇", "某甲", "小路下村茶园", 10000],
        ["马渚镇", "某乙", "是", 5000],
        ["马渚镇", "某丙", "是", None],
    )  # fmt: skip
    assert told(here, *rows) == (3, 25_000)
    again = take_in(here, ("又一次.xlsx", make_rosters.xlsx([("一览", [*rows], [])])))
    assert again.counts.get("updated", 0) == again.counts.get("created", 0) == 0


def test_a_list_of_sites_without_a_title_is_no_roster_of_towns(here):
    assert told(
        here, ["补助", "科普示范基地", "镇街", "备注"], ["1.5万元", "对虾养殖科普示范基地", "泗门镇", None],
        ["8000元", "西瓜科普示范基地", "马渚镇", None], ["0.6万", "杨梅科普示范基地", "临山镇", None],
        ["—", "葡萄科普示范基地", "黄家埠镇", "2023年申报，未获批"],
        ["无", "社区科普示范基地", "泗门镇", "已命名，无补助"],
        [12000, "海洋科普示范基地", "马渚镇", "单位：元"], name="名册.xlsx",
    ) == (5, 41_000)  # fmt: skip
