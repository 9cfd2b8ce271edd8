"""Founding, confirming, renaming, dissolving: works, refused, forbidden, repeated."""

from __future__ import annotations

from datetime import date

import pytest

from conftest import person
from kexie.core.audit.models import TrailEntry
from kexie.core.flow import WrongState
from kexie.core.gate import SYSTEM
from kexie.core.refusals import Invalid, NotAllowed
from kexie.network.organisations import services
from kexie.network.organisations.models import Division, Organisation, Placement

from . import make

pytestmark = pytest.mark.django_db
Kind, State = Organisation.Kind, Organisation.State
TODAY = date(2026, 1, 2)


def test_founding(here, officer):
    body = make.town(" 泗门镇科协 ", here, actor=officer, aliases=["泗门"], head="王某", phone="164 0000 0001")
    assert (body.name, body.parent, body.state) == ("泗门镇科协", here, State.ACTIVE)
    assert body.path == body.path_below(here)
    assert body.path.startswith(here.path)
    assert [alias.text for alias in body.aliases.all()] == ["泗门"]
    line = TrailEntry.objects.get(did="found")
    assert (line.row_id, line.path) == (body.pk, body.path)
    assert "王某" not in str(line.changes)
    assert not Placement.objects.filter(organisation=body).exists()


@pytest.mark.parametrize("name", ["泗门镇科协", "泗门镇 科协", "泗门镇科学技术协会"])
def test_the_same_name_twice_is_refused_under_one_parent(here, officer, name):
    first = make.town("泗门镇科协", here, actor=officer)
    with pytest.raises(services.Duplicate, match="泗门镇科协") as refusal:
        make.town(name, here, actor=officer)
    assert refusal.value.facts["organisation"] == first.pk
    assert make.body(name, first, Kind.SOCIETY, actor=officer).pk


def test_a_division_has_one_association(here, officer):
    division = Division.objects.create(code="330281103000", name="泗门镇", level="town")
    make.town("泗门镇科协", here, actor=officer, division=division)
    with pytest.raises(services.Duplicate):
        make.town("泗门科协", here, actor=officer, division=division)
    make.body("泗门茶叶协会", here, Kind.FARM_ASSOCIATION, actor=officer, division=division)


@pytest.mark.parametrize(
    ("state", "said"), [(State.SUGGESTED, "确认"), (State.DISSOLVED, "恢复"), (State.WITHDRAWN, "作废")]
)
def test_a_name_that_sleeps_says_how_to_wake_it(here, officer, state, said):
    Organisation.objects.filter(pk=make.town("泗门镇科协", here).pk).update(state=state)
    with pytest.raises(services.Duplicate, match=said):
        make.town("泗门镇科协", here, actor=officer)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"founded_on": date(2026, 1, 3)}, "founded_on"),
        ({"name": ""}, "name"),
        ({"kind": "club"}, "kind"),
        ({"name": "长" * 121}, "name"),
    ],
)
def test_what_cannot_be(here, officer, fields, name):
    told = {"name": "某厂科协", "kind": Kind.ENTERPRISE, "parent": here, "actor": officer, "today": TODAY, **fields}
    with pytest.raises(Invalid) as refusal:
        services.found(**told)
    assert name in refusal.value.facts["fields"]
    assert not Organisation.objects.filter(kind=Kind.ENTERPRISE).exists()


def test_no_body_under_a_dissolved_one_nor_below_the_twelfth_level(here, officer):
    dead = services.dissolve(organisation=make.town("泗门镇科协", here), on=date(2020, 1, 1), actor=SYSTEM)
    with pytest.raises(WrongState, match="已注销"):
        make.body("某社区", dead, Kind.COMMUNITY, actor=officer)
    deep = here
    for level in range(11):
        deep = make.body(f"第{level}层", deep, Kind.COMMUNITY, actor=officer)
    with pytest.raises(WrongState, match="12"):
        make.body("太深", deep, Kind.COMMUNITY, actor=officer)


@pytest.mark.parametrize("role", ["reader", "clerk", "checker"])
def test_who_may_not_found(here, role):
    with pytest.raises(NotAllowed):
        make.town("泗门镇科协", here, actor=person(role, here))


def test_a_leaf_administrator_founds_nothing_beside_or_above(here, town, elsewhere):
    leaf = person("administrator", town)
    assert make.body("某社区", town, Kind.COMMUNITY, actor=leaf).pk
    for parent in (here, elsewhere, None):
        with pytest.raises(NotAllowed):
            make.body("别处", parent, Kind.COMMUNITY, actor=leaf)
    with pytest.raises(NotAllowed):
        make.body("别处", None, actor=person("administrator", here, username="head"))
    assert make.body("新市科协", None, level="county").parent is None


def test_towns_on_offer_confirmed_one_by_one(here, officer):
    services.load_divisions(actor=SYSTEM)
    here.division = Division.objects.get(code="330281000000")
    here.save()
    towns = services.suggest_towns(association=here, actor=officer)
    assert len(towns) == 21
    assert {row.state for row in towns} == {State.SUGGESTED}
    assert {row.level for row in towns} == {"town"}
    assert {len(row.path) for row in Organisation.objects.filter(parent=here)} == {len(here.path) + 5}
    assert services.suggest_towns(association=here, actor=officer) == []
    town = services.confirm(organisation=towns[0], actor=officer, today=TODAY)
    assert (town.state, town.known_on, town.founded_on) == (State.ACTIVE, TODAY, None)
    with pytest.raises(WrongState, match="不能确认"):
        services.confirm(organisation=town, actor=officer)
    with pytest.raises(NotAllowed):
        services.confirm(organisation=towns[1], actor=person("clerk", here))


def test_only_the_chosen_towns(here, officer):
    services.load_divisions(actor=SYSTEM)
    here.division = Division.objects.get(code="330281000000")
    here.save()
    towns = services.suggest_towns(association=here, actor=officer, codes=["330281103000"])
    assert [row.name for row in towns] == ["泗门镇科协"]


def test_renaming(here, officer, town):
    on = date(2020, 1, 1)
    services.rename(organisation=town, name="泗门街道科协", on=on, actor=officer)
    assert [(old.name, old.ends_on) for old in town.former_names.all()] == [("泗门镇科协", on)]
    with pytest.raises(Invalid, match="一样"):
        services.rename(organisation=town, name="泗门街道 科协", on=on, actor=officer)
    with pytest.raises(Invalid, match="还没有到"):
        services.rename(organisation=town, name="新名", on=date(2026, 1, 3), actor=officer, today=TODAY)
    make.town("陆埠镇科协", here)
    with pytest.raises(services.Duplicate):
        services.rename(organisation=town, name="陆埠镇科协", on=on, actor=officer)
    with pytest.raises(NotAllowed):
        services.rename(organisation=town, name="新名", on=on, actor=person("reader", here))


def test_renaming_before_it_was_founded(here, officer):
    body = make.body("某厂科协", here, Kind.ENTERPRISE, founded_on=date(2013, 6, 18))
    with pytest.raises(Invalid, match="早于成立"):
        services.rename(organisation=body, name="新厂科协", on=date(2013, 6, 17), actor=officer)


def test_dissolving(here, town, officer):
    child = make.body("某社区", town, Kind.COMMUNITY)
    with pytest.raises(WrongState, match="1 个"):
        services.dissolve(organisation=town, on=TODAY, actor=officer, today=TODAY)
    services.dissolve(organisation=child, on=TODAY, actor=officer, today=TODAY)
    row = services.dissolve(organisation=town, on=TODAY, actor=officer, today=TODAY, reason="撤镇")
    assert (row.state, row.dissolved_on) == (State.DISSOLVED, TODAY)
    with pytest.raises(WrongState, match="已注销"):
        services.dissolve(organisation=row, on=TODAY, actor=officer, today=TODAY)
    with pytest.raises(WrongState):
        services.reopen(organisation=child, actor=officer)
    assert services.reopen(organisation=row, actor=officer).state == State.ACTIVE
    assert services.reopen(organisation=child, actor=officer).dissolved_on is None


@pytest.mark.parametrize("on", [date(2026, 1, 3), date(2013, 6, 17)])
def test_a_day_that_does_not_fit_dissolves_nothing(here, officer, on):
    body = make.body("某厂科协", here, Kind.ENTERPRISE, founded_on=date(2013, 6, 18))
    with pytest.raises(Invalid):
        services.dissolve(organisation=body, on=on, actor=officer, today=TODAY)
    body.refresh_from_db()
    assert body.state == State.ACTIVE


def test_who_may_not_dissolve(here, town, stranger):
    for actor in (person("clerk", here), stranger):
        with pytest.raises(NotAllowed):
            services.dissolve(organisation=town, on=TODAY, actor=actor, today=TODAY)


def test_amending_keeps_what_has_a_verb_of_its_own(here, town, officer):
    town.name, town.head, town.state = "别名", "王某", State.DISSOLVED
    row = services.amend(organisation=town, actor=officer)
    assert (row.name, row.head, row.state) == ("泗门镇科协", "王某", State.ACTIVE)


def test_a_mistake_is_withdrawn_and_registered_again(here, officer):
    body = make.body("某厂科协", here, Kind.ENTERPRISE)
    child = make.body("车间", body, Kind.COMMUNITY)
    with pytest.raises(WrongState, match="车间"):
        services.withdraw_many(bodies=[body], actor=officer, path=here.path)
    services.withdraw_many(bodies=[body, child], actor=officer, path=here.path)
    assert not Organisation.objects.standing().filter(kind=Kind.ENTERPRISE).exists()
    body.state = State.ACTIVE
    services.revive_many(bodies=[body], fields=["state"], actor=officer, path=here.path)
    assert Organisation.objects.active().filter(pk=body.pk).exists()
