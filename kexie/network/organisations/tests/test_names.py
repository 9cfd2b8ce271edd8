"""Which body a text means: every way the county writes its bodies, and never a guess between two."""

from __future__ import annotations

import time
from datetime import date

import pytest

from kexie.core.gate import SYSTEM
from kexie.core.refusals import Invalid, NotAllowed
from kexie.network.organisations import services
from kexie.network.organisations.models import Alias, Division, Organisation
from kexie.network.organisations.queries import Names

from . import make

pytestmark = pytest.mark.django_db
Kind = Organisation.Kind


@pytest.fixture
def county(here):
    """A county with a town, a street, a society, a firm and two communities of one name."""
    rows = [
        ("330000000000", "浙江省", "province"),
        ("330200000000", "宁波市", "city"),
        ("330281000000", "余姚市", "county"),
    ]
    Division.objects.bulk_create(Division(code=c, name=n, level=level) for c, n, level in rows)
    here.division_id = "330281000000"
    here.save()
    town = make.town("泗门镇科协", here)
    street = make.town("朗霞街道科学技术协会", here)
    make.body("某市医学会", here, Kind.SOCIETY)
    make.body("某市中医学会", here, Kind.SOCIETY)
    make.body("某市新能源股份有限公司科学技术协会", street, Kind.ENTERPRISE)
    make.body("花园社区", town, Kind.COMMUNITY)
    make.body("花园社区", street, Kind.COMMUNITY)
    make.body("茶叶协会（1）", town, Kind.FARM_ASSOCIATION)
    make.body("茶叶协会（2）", town, Kind.FARM_ASSOCIATION)
    return here


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("泗门镇", "泗门镇科协"), ("泗门镇 ", "泗门镇科协"), ("泗 门 镇", "泗门镇科协"), ("泗门镇科协", "泗门镇科协"),
        ("泗门镇科学技术协会", "泗门镇科协"), ("泗门镇人民政府", "泗门镇科协"), ("某市泗门镇科协", "泗门镇科协"),
        ("余姚市泗门镇", "泗门镇科协"), ("泗门镇科协（盖章）", "泗门镇科协"),
        ("朗霞街道", "朗霞街道科学技术协会"),
        ("朗霞街道办事处", "朗霞街道科学技术协会"),
        ("朗霞街道科协", "朗霞街道科学技术协会"),
        ("朗霞街道办", "朗霞街道科学技术协会"),
        ("泗门", "泗门镇科协"),
        ("余姚市朗霞", "朗霞街道科学技术协会"),
        ("某市科协", "某市科协"),
        ("市科协", "某市科协"),
        ("某市科学技术协会", "某市科协"),
        ("某市", "某市科协"),
        ("市科学技术协会", "某市科协"),
        ("某市医学会", "某市医学会"),
        ("医学会", "某市医学会"),
        ("市医学会", "某市医学会"),
        ("余姚市医学会", "某市医学会"),
        ("中医学会", "某市中医学会"),
        ("某市新能源股份有限公司", "某市新能源股份有限公司科学技术协会"),
        ("新能源股份有限公司科协", "某市新能源股份有限公司科学技术协会"),
        ("泗门镇花园社区", "花园社区"), ("茶叶协会(１)", "茶叶协会（1）"), ("泗门镇茶叶协会（2）", "茶叶协会（2）"),
    ],
)  # fmt: skip
def test_one_body_many_spellings(county, text, name):
    match = Names(county).find(text)
    assert match.organisation is not None, match
    assert match.organisation.name == name
    assert match.how in ("name", "variant")


def test_a_town_tells_two_of_one_name_apart_and_nothing_else_does(county):
    names = Names(county)
    match = names.find("花园社区")
    assert (match.organisation, match.how) == (None, "ambiguous")
    assert len(match.candidates) == 2
    assert names.find("朗霞街道花园社区").organisation.parent.name == "朗霞街道科学技术协会"
    assert names.find("茶叶协会").organisation is None


@pytest.mark.parametrize(
    ("text", "first"),
    [("泗门振", "泗门镇科协"), ("新能源公司", "某市新能源股份有限公司科学技术协会")],
)
def test_what_is_only_alike_is_offered(county, text, first):
    match = Names(county).find(text)
    assert (match.organisation, match.how) == (None, "similar")
    assert match.candidates[0].name == first


@pytest.mark.parametrize("text", ["", " ", "—", "教育局", "Q"])
def test_what_means_nothing(county, text):
    match = Names(county).find(text)
    assert (match.organisation, match.candidates) == (None, ())


def test_only_the_kinds_asked_for(county):
    names = Names(county)
    assert names.find("泗门镇", {Kind.SOCIETY}).organisation is None
    assert names.find("泗门镇", {Kind.ASSOCIATION}).organisation.name == "泗门镇科协"


def test_a_former_name_goes_on_meaning_the_body(county, officer):
    town = Organisation.objects.get(name="泗门镇科协")
    services.rename(organisation=town, name="泗门街道科协", on=date(2020, 1, 1), actor=officer)
    names = Names(county)
    assert names.find("泗门镇").organisation == town
    assert names.find("泗门镇科协").how == "former"
    assert names.find("泗门街道办事处").organisation == town


def test_a_learned_spelling_and_the_newest_correction(county, officer):
    town, street = Organisation.objects.get(name="泗门镇科协"), Organisation.objects.get(name="朗霞街道科学技术协会")
    services.learn_alias(text="镇里", organisation=town, actor=officer)
    assert Names(county).find(" 镇 里").organisation == town
    services.learn_alias(text="镇里", organisation=street, actor=officer)
    match = Names(county).find("镇里")
    assert (match.organisation, match.how) == (street, "learned")
    assert Alias.objects.count() == 1
    assert services.learn_alias(text="镇里", organisation=street, actor=officer).organisation == street
    assert services.learn_alias(text="朗霞街道科学技术协会", organisation=street, actor=officer) is None


def test_an_alias_never_takes_anothers_name(county, officer, stranger):
    town = Organisation.objects.get(name="泗门镇科协")
    with pytest.raises(Invalid, match="另一个组织"):
        services.learn_alias(text="某市医学会", organisation=town, actor=officer)
    with pytest.raises(Invalid):
        services.learn_alias(text=" 　", organisation=town, actor=officer)
    with pytest.raises(NotAllowed):
        services.learn_alias(text="镇里", organisation=town, actor=stranger)


def test_the_dissolved_are_offered_the_merged_lead_on(county, officer):
    names = {row.name: row for row in Organisation.objects.all()}
    services.dissolve(organisation=names["某市医学会"], on=date(2020, 1, 1), actor=officer)
    services.merge(sources=[names["某市中医学会"]], target=names["泗门镇科协"], on=date(2020, 1, 1), actor=officer)
    later, before = Names(county, on=date(2021, 1, 1)), Names(county, on=date(2019, 1, 1))
    assert later.find("医学会").how == "dissolved"
    assert later.find("医学会").candidates == (names["某市医学会"],)
    assert before.find("医学会").organisation == names["某市医学会"]
    assert later.find("中医学会").how == "merged"
    assert later.find("中医学会").organisation == names["泗门镇科协"]
    assert before.find("中医学会").organisation == names["某市中医学会"]


def test_next_door_is_not_known(county, elsewhere):
    make.town("邻镇科协", elsewhere)
    match = Names(county).find("邻镇科协")
    assert match.organisation is None
    assert "邻镇科协" not in [body.name for body in match.candidates]


def test_a_body_added_later_is_found(county):
    names = Names(county)
    assert names.find("新镇").organisation is None
    new = make.town("新镇科协", county)
    names.add(new)
    assert names.find("新镇").organisation == new


def test_fifty_thousand_look_ups_of_repeated_names(county, django_assert_num_queries):
    names = Names(county)
    texts = ["泗门镇", "朗霞街道办事处", "市医学会", "花园社区", "不知道哪里"] * 10_000
    with django_assert_num_queries(0):
        start = time.process_time()
        for text in texts:
            names.find(text)
        assert time.process_time() - start < 0.5


def test_withdrawn_bodies_mean_nothing(county):
    body = Organisation.objects.get(name="某市医学会")
    services.withdraw_many(bodies=[body], actor=SYSTEM, path=county.path)
    assert Names(county).find("某市医学会").organisation is None
