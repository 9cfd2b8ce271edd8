"""What rosters say of bodies themselves: not founded, no more, of another kind than their list, written in two ways."""

from __future__ import annotations

import pytest

from kexie.core.gate import SYSTEM
from kexie.network.organisations.models import Organisation
from kexie.office.imports import services as imports
from kexie.office.imports.models import Finding
from kexie.work.governance import rules

from . import make_rosters
from .test_messy_rosters import FIGURES, figures, take_in

pytestmark = pytest.mark.django_db


def book(*sheets):
    return ("名册.xlsx", make_rosters.xlsx([(name, rows, []) for name, rows in sheets]))


@pytest.mark.parametrize(
    ("text", "is_it"),
    [
        ("尚未成立科协，拟2026年上半年成立", True), ("未成立", True), ("未建", True), ("未建村级组织", False),
        ("（筹建中，未成立）", True),
        ("计划2014年成立", True), ("岩下乡科协（筹）", True), ("没有建立科协组织", True),
        ("二、尚未成立科协的乡镇", True),
        ("2025年新成立", False), ("原未成立，2025年5月已成立", False), ("3个村未成立科普小组", False),
        ("未成立党支部", False), ("未按期换届", False), ("拟于2026年换届", False), ("辖区企业均未成立科协", False),
    ],
)  # fmt: skip
def test_what_says_that_a_body_is_not_founded(text, is_it):
    assert rules.is_unfounded([text]) is is_it


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("2025年3月撤乡并入龙潭镇，科协同时撤销", True), ("已撤并", True), ("2024年6月20日并入平川镇", True),
        ("2024年6月接收原东风乡", False), ("原东风乡并入本镇", False), ("原东风乡并入河口镇", False),
        ("拟并入平川镇", False), ("示范点已撤销", False), ("并入平川镇统计", False), ("撤乡设镇", False),
    ],
)  # fmt: skip
def test_what_says_that_a_body_is_no_more(text, ends):
    assert bool(rules.words_of_end([text], "河口镇科协")) is ends


@pytest.mark.parametrize(
    ("name", "category", "section", "kind"),
    [
        ("大溪镇科协", "企业", "", "association"), ("大溪镇水产养殖有限公司科协", "", "", "enterprise"),
        ("桥头镇后塘村科普小组", "", "", "community"), ("安陵街道白云社区科协", "", "", "community"),
        ("区医学会", "", "", "society"), ("某县老科协", "", "", "society"), ("第一中学科协", "", "", "school"),
        ("某县人民医院科协", "", "", "hospital"), ("东湾经济开发区科协", "", "二、企业（园区）科协", "park"),
        ("东湾经济开发区科协", "", "", ""), ("大田", "", "一、乡镇科协", "association"), ("下村", "", "", ""),
        ("金穗", "企业", "", "enterprise"), ("大田", "", "东村片区", ""),
    ],
)  # fmt: skip
def test_of_which_kind_a_body_is(name, category, section, kind):
    assert rules.kind_of_body(name, category, section) == kind


def test_towns_without_an_association_yet_are_none_whoever_names_them(here):
    towns = [
        ["乡镇科协组织情况"],
        ["序号", "乡镇", "成立时间", "主席", "备注"],
        [1, "泗门镇", "2010年1月", "某甲", None],
        [2, "马渚镇", "未成立", "/", "计划明年成立"],
        [3, "牟山镇", "—", "—", None],
        [4, "临山镇", "—", "—", "尚未成立科协"],
        [5, "某某县科学技术协会", "1980年", "某乙", None],
    ]
    informants = [
        ["科普信息员名册"],
        ["乡镇", "村", "姓名"],
        ["泗门镇", "一村", "某丙"],
        ["马渚", "二村", "某丁"],
    ]
    batch = take_in(here, book(("乡镇", towns), ("信息员", informants)))
    assert figures(here)["乡镇科协数"] == 1
    said = " ".join(Finding.objects.filter(table__file__batch=batch).values_list("reason", flat=True))
    assert "还没有成立科协" in said and "本级（县级）科协" in said and "没有找到“马渚”" in said


def test_a_town_merged_away_counts_until_its_day_and_comes_back_with_undo(here):
    towns = [
        ["乡镇科协组织情况"],
        ["乡镇", "成立时间", "医院院长", "信息员数", "备注"],
        ["泗门镇", "2010年1月", "某甲", 4, "2023年5月接收原马渚镇"],
        ["马渚镇", "2010年1月", "某乙", 5, "2023年5月并入泗门镇，科协同时撤销"],
    ]
    first = take_in(here, book(("乡镇", towns)))
    assert figures(here, names=FIGURES[:4]) == dict(zip(FIGURES, (1, 1, 100, 4), strict=False))
    take_in(here, book(("乡镇", towns)))
    assert figures(here)["乡镇科协数"] == 1
    imports.undo(batch=first, actor=SYSTEM)
    assert figures(here)["乡镇科协数"] == 0


def test_a_known_town_ends_with_who_stood_there_and_undo_lets_it_stand_again(here):
    before = [["乡镇科协名册"], ["乡镇", "成立时间", "医院院长"], ["马渚镇", "2010年1月", "某乙"]]
    after = [["乡镇科协名册"], ["乡镇", "成立时间", "备注"], ["马渚镇", "2010年1月", "2023年5月撤销科协"]]
    take_in(here, book(("乡镇", before)))
    batch = take_in(here, book(("乡镇科协", after)))
    assert Organisation.objects.get(name="马渚镇科协").state == Organisation.State.DISSOLVED
    assert figures(here)["乡镇科协数"] == figures(here)["三长数"] == 0
    imports.undo(batch=batch, actor=SYSTEM)
    assert figures(here)["乡镇科协数"] == figures(here)["三长数"] == 1


def test_a_list_of_all_bodies_founds_each_as_what_it_is(here):
    rows = [
        ["基层科协组织名册"],
        ["序号", "组织名称", "级别", "上级组织", "主席", "信息员数"],
        [1, "泗门镇科协", "镇街", "某县科协", "某甲", 7],
        [2, "泗门镇小路下村科协", "村（社区）", "泗门镇科协", "某乙", None],
        [3, "马渚镇科协", "镇街", "某县科协", "某丙", 5],
        [4, "马渚纺织有限公司科协", "企业", "某县科协", "某丁", None],
        [5, "县医学会", "学会", "某县科协", "某戊", None],
    ]
    file = book(("组织", rows))
    take_in(here, file)
    assert figures(here)["乡镇科协数"] == 2 and figures(here)["信息员数"] == 12
    kinds = dict(Organisation.objects.exclude(parent=None).values_list("name", "kind"))
    assert kinds["马渚纺织有限公司科协"] == "enterprise" and kinds["县医学会"] == "society"
    village = Organisation.objects.get(name="泗门镇小路下村科协")
    assert (village.kind, village.parent.name) == ("community", "泗门镇科协")
    again = take_in(here, file)
    assert again.counts.get("created", 0) == 0


def test_a_town_written_in_two_ways_is_one_and_two_that_begin_alike_are_two(here):
    rows = [
        ["各乡镇科协情况"],
        ["乡镇", "医院院长", "学校校长"],
        ["华山", "某甲", None],
        ["华山镇人民政府", None, "某乙"],
        ["新河镇", "某丙", None],
        ["新河口镇", "某丁", None],
        ["双桥镇", "某戊", None],
        ["双桥乡", "某己", None],
    ]
    take_in(here, book(("乡镇", rows)))
    assert figures(here, names=FIGURES[:3]) == {"乡镇科协数": 5, "三长数": 6, "三长覆盖率": 100}
    assert Organisation.objects.filter(name="华山镇科协").exists()
