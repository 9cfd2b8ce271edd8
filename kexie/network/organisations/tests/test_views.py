"""The pages: seen, refused, done in two steps, and quick whatever the size of the tree."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from conftest import person
from kexie.core.gate import SYSTEM
from kexie.network.organisations import services
from kexie.network.organisations.models import Alias, Organisation, Placement

from . import make

pytestmark = pytest.mark.django_db
Kind, State = Organisation.Kind, Organisation.State


@pytest.fixture
def desk(client, officer):
    client.force_login(officer)
    return client


def url(name, *args):
    return reverse(f"organisations:{name}", args=args)


def detail(row):
    return url("organisation_detail", row.pk)


@pytest.fixture
def divided(here):
    services.load_divisions(actor=SYSTEM)
    Organisation.objects.filter(pk=here.pk).update(division="330200000000", level="city")
    here.refresh_from_db()
    return here


def test_the_tree_level_by_level(desk, here, town, elsewhere):
    make.body("某社区", town, Kind.COMMUNITY)
    top = desk.get(url("tree")).content.decode()
    assert "某市科协" in top
    assert "邻市科协" not in top
    below = desk.get(url("tree"), {"at": here.pk}).content.decode()
    assert "泗门镇科协" in below
    assert "1 个下级" in below
    assert desk.get(url("tree"), {"at": elsewhere.pk}).status_code == 404
    assert desk.get(url("tree"), {"at": "x"}).status_code == 404
    part = desk.get(url("tree"), {"at": here.pk}, headers={"HX-Request": "true"}).content.decode()
    assert "泗门镇科协" in part
    assert "<html" not in part


def test_a_level_longer_than_a_page_leads_on(desk, here):
    for number in range(51):
        make.body(f"第{number}社区", here, Kind.COMMUNITY)
    first = desk.get(url("tree"), {"at": here.pk}).content.decode()
    assert f'href="?at={here.pk}&amp;page=2"' in first
    assert "第50社区" not in first
    assert "第50社区" in desk.get(url("tree"), {"at": here.pk, "page": 2}).content.decode()


def test_a_leaf_user_starts_at_the_leaf(client, here, town):
    client.force_login(person("clerk", town))
    page = client.get(url("tree")).content.decode()
    assert "泗门镇科协" in page
    assert "某市科协" not in page.replace("泗门镇科协", "").split("<main")[1]
    assert client.get(detail(here)).status_code == 404


def test_the_page_of_a_body(desk, here, town):
    services.rename(organisation=town, name="泗门街道科协", on=date(2020, 1, 1), actor=SYSTEM)
    services.learn_alias(text="镇里", organisation=town, actor=SYSTEM)
    make.body("某社区", town, Kind.COMMUNITY)
    page = desk.get(detail(town)).content.decode()
    for said in ("泗门街道科协", "泗门镇科协", "镇里", "某社区", "更名", "调整隶属", "注销"):
        assert said in page


def test_a_reader_is_offered_no_verbs(client, here, town):
    client.force_login(person("reader", here))
    page = client.get(detail(town)).content.decode().split("<main")[1]
    assert "调整隶属" not in page
    for verb in ("move", "rename", "dissolve", "confirm", "merge", "learn_alias", "reopen"):
        assert client.get(url(verb, town.pk)).status_code == 403
    assert client.get(url("organisation_create")).status_code == 403
    assert client.get(url("new_association")).status_code == 403


@pytest.mark.parametrize("verb", ["move", "rename", "dissolve", "confirm", "merge", "learn_alias", "reopen"])
def test_a_verb_on_a_strangers_body_is_not_found(desk, elsewhere, verb):
    assert desk.get(url(verb, elsewhere.pk)).status_code == 404
    assert desk.post(url(verb, elsewhere.pk), {"agreed": "1"}).status_code == 404


def test_registering_a_body(desk, here):
    page = desk.get(url("organisation_create"), {"parent": here.pk}).content.decode()
    assert "某市科协" in page
    answer = desk.post(url("organisation_create"), {"kind": "society", "name": "医学会", "parent": "某市科协"})
    body = Organisation.objects.get(name="医学会")
    assert answer.url == detail(body)
    assert body.parent == here
    again = desk.post(url("organisation_create"), {"kind": "society", "name": "医学会", "parent": "某市科协"})
    assert again.status_code == 422
    assert "已经登记过" in again.content.decode()


@pytest.mark.parametrize(("parent", "said"), [("没有的", "没有找到"), ("邻市科协", "没有找到"), ("", "请填写")])
def test_a_parent_that_cannot_be_chosen(desk, elsewhere, parent, said):
    answer = desk.post(url("organisation_create"), {"kind": "society", "name": "医学会", "parent": parent})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Organisation.objects.filter(name="医学会").exists()


def test_one_of_two_namesakes_is_chosen_by_its_parent(desk, here, town):
    other = make.town("陆埠镇科协", here)
    for parent in (town, other):
        make.body("花园社区", parent, Kind.COMMUNITY)
    told = {"kind": "service_station", "name": "服务站"}
    answer = desk.post(url("organisation_create"), {**told, "parent": "花园社区"})
    assert "花园社区 · 陆埠镇科协" in answer.content.decode()
    desk.post(url("organisation_create"), {**told, "parent": "花园社区 · 陆埠镇科协"})
    assert Organisation.objects.get(name="服务站").parent.parent == other


def test_moving_says_first_what_will_happen(desk, here, town):
    school = make.body("中学", town, Kind.SCHOOL)
    other = make.town("陆埠镇科协", here)
    told = {"parent": "陆埠镇科协", "on": "2013-07-01", "reason": "区划调整"}
    page = desk.post(url("move", school.pk), told).content.decode()
    assert "从 2013-07-01 起" in page
    assert not Placement.objects.filter(organisation=school).exists()
    assert desk.post(url("move", school.pk), {**told, "agreed": "1"}).url == detail(school)
    school.refresh_from_db()
    assert school.parent == other
    refused = desk.post(url("move", town.pk), {**told, "parent": "中学"})
    assert Organisation.objects.get(pk=town.pk).parent == here
    assert refused.status_code in (200, 422)


def test_a_move_in_a_circle_is_refused_on_the_page(desk, here, town):
    make.body("中学", town, Kind.SCHOOL)
    for agreed in ({}, {"agreed": "1"}):
        answer = desk.post(url("move", town.pk), {"parent": "中学", "on": "2013-07-01", **agreed})
        assert answer.status_code == 422
        assert "互为上下级" in answer.content.decode()


def test_a_body_moved_out_of_reach_leads_back_to_the_tree(client, here, town):
    other = make.town("陆埠镇科协", here)
    both = person("officer", town)
    from conftest import give

    give(both, "officer", other)
    child = make.body("中学", town, Kind.SCHOOL)
    client.force_login(both)
    told = {"parent": "陆埠镇科协", "on": "2013-07-01", "agreed": "1"}
    assert client.post(url("move", child.pk), told).url == detail(child)


@pytest.mark.parametrize(
    ("verb", "told", "field", "value"),
    [
        ("rename", {"name": "泗门街道科协", "on": "2020-01-01"}, "name", "泗门街道科协"),
        ("dissolve", {"on": "2020-01-01"}, "state", "dissolved"),
    ],
)
def test_two_steps(desk, town, verb, told, field, value):
    first = desk.post(url(verb, town.pk), told)
    assert "将会怎样" in first.content.decode()
    town.refresh_from_db()
    assert getattr(town, field) != value
    desk.post(url(verb, town.pk), {**told, "agreed": "1"})
    town.refresh_from_db()
    assert getattr(town, field) == value


def test_confirm_reopen_merge_and_alias(desk, here, town):
    offered = make.town("鹿亭乡科协", here, state=State.SUGGESTED)
    desk.post(url("confirm", offered.pk), {"founded_on": "2009-03-21", "agreed": "1"})
    offered.refresh_from_db()
    assert (offered.state, offered.founded_on) == (State.ACTIVE, date(2009, 3, 21))
    desk.post(url("learn_alias", town.pk), {"text": "镇里", "agreed": "1"})
    assert Alias.objects.get().organisation == town
    desk.post(url("merge", offered.pk), {"target": "泗门镇科协", "on": "2020-01-01", "agreed": "1"})
    offered.refresh_from_db()
    assert (offered.state, offered.successor) == (State.DISSOLVED, town)
    desk.post(url("reopen", offered.pk), {"agreed": "1"})
    offered.refresh_from_db()
    assert offered.state == State.ACTIVE
    wrong = desk.post(url("confirm", town.pk), {"agreed": "1"})
    assert wrong.status_code == 422
    assert "不能确认" in wrong.content.decode()


def test_a_new_association_by_picking_its_division(desk, divided):
    page = desk.get(url("new_association")).content.decode()
    assert "浙江省" in page
    assert "余姚市" in desk.get(url("new_association"), {"q": "余姚"}).content.decode()
    assert "余姚市" in desk.get(url("new_association"), {"code": "330200000000", "down": "1"}).content.decode()
    form = desk.get(url("new_association"), {"code": "330281000000"}).content.decode()
    assert "余姚市科协" in form
    assert form.count('name="town"') == 21
    told = {"name": "余姚市科协", "parent": "某市科协", "town": ["330281103000", "330281201000"]}
    answer = desk.post(f"{url('new_association')}?code=330281000000", told)
    body = Organisation.objects.get(name="余姚市科协")
    assert answer.url == detail(body)
    assert (body.level, body.parent, body.division_id) == ("county", divided, "330281000000")
    towns = Organisation.objects.filter(parent=body)
    assert set(towns.values_list("name", "state")) == {("泗门镇科协", "suggested"), ("鹿亭乡科协", "suggested")}
    twice = desk.post(f"{url('new_association')}?code=330281000000", told)
    assert twice.status_code == 422
    assert "已经登记过" in twice.content.decode()
    assert desk.get(url("new_association"), {"code": "990000000000"}).status_code == 404


def test_without_divisions_the_page_says_what_to_do(desk):
    assert "kexie divisions load" in desk.get(url("new_association")).content.decode()


def test_facts_are_saved_by_the_service(desk, town):
    edit = url("organisation_update", town.pk)
    assert desk.post(edit, {"head": "王某", "phone": "16400000001", "founded_on": "2006-03-10"}).url == detail(town)
    town.refresh_from_db()
    assert (town.head, town.founded_on) == ("王某", date(2006, 3, 10))


def test_a_large_tree_costs_the_same_few_statements(desk, here, town, django_assert_max_num_queries):
    def grow(parent, count):
        rows = [Organisation(name=f"第{n}村", kind=Kind.COMMUNITY, parent=parent) for n in range(count)]
        services.found_many(bodies=rows, actor=SYSTEM, path=here.path)

    def statements(address, **asked):
        with django_assert_max_num_queries(30) as seen:
            assert desk.get(address, asked).status_code == 200
        return len(seen)

    pages = [(url("tree"), {}), (url("tree"), {"at": town.pk}), (url("organisation_list"), {}), (detail(town), {})]
    grow(town, 3)
    for address, asked in pages:
        statements(address, **asked)
    few = [statements(address, **asked) for address, asked in pages]
    grow(make.town("大镇科协", here), 400)
    grow(make.body("更多", town, Kind.COMMUNITY), 60)
    assert [statements(address, **asked) for address, asked in pages] == few
