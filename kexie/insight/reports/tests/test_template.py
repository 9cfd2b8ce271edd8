"""The template that comes with the house."""

import csv
from pathlib import Path

import pytest

from kexie.core.documents import template
from kexie.core.gate import SYSTEM
from kexie.insight.reports import queries, rules

EXPECTED = Path(__file__).resolve().parents[4] / "examples" / "county-2013" / "expected.csv"


@pytest.fixture
def parts():
    return rules.split(queries.built_in("annual"))


@pytest.mark.django_db
def test_every_figure_it_asks_for_exists(parts):
    known = queries.known_metrics(SYSTEM)
    for part in parts:
        template.check(template.parse(part.text), metrics=known, words=queries.WORDS)


def test_it_has_the_sections_of_such_a_summary(parts):
    assert [p.heading for p in parts if p.level == 0] == ["开头"]
    assert len([p for p in parts if p.level == 1]) == 5
    assert parts[-1].is_carried and not parts[-1].text
    assert all(not rules.typed_numbers(p.text) for p in parts), "every number of a summary is a figure"


def test_it_says_every_figure_of_the_county_case(parts):
    asked = {name for part in parts for name in template.parse(part.text).metrics()}
    with EXPECTED.open(encoding="utf-8-sig") as file:
        assert {row["口径"] for row in csv.DictReader(file)} <= asked


def test_people_round_where_the_county_case_does(parts):
    said = {(s.name, s.style) for part in parts for s in template.parse(part.text).slots()}
    for name in ("活动周.人次", "活动周.展板", "科普日.人次", "志愿者.镇级", "学术.年会人数", "专利服务"):
        assert (name, "概") in said and (name, "") not in said, name
    for name in ("活动周.咨询", "学会.数", "会员.期末", "农函大.人次", "金桥.立项"):
        assert (name, "") in said and (name, "概") not in said, name
