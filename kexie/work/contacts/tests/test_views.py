"""The pages people work on: my contacts, one line on the phone, coverage, the grid."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import organisation as body_of
from conftest import person as user_of
from kexie.core import clock
from kexie.network.people.tests.make import person
from kexie.office.tasks.models import Task
from kexie.work.contacts import queries
from kexie.work.contacts.models import Allotment, Cell, Tie, Visit

from . import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def leader(client, here):
    """A vice chairman who may look, keeps no records, and is signed in."""
    user = user_of("reader", here, username="leader")
    client.force_login(user)
    return user


@pytest.fixture
def keeper(client, officer):
    client.force_login(officer)
    return officer


def tie(here, **fields):
    return make.tie(organisation=here, today=clock.today(), **fields)


def said(answer):
    return answer.content.decode()


def test_one_tap_and_one_line(client, leader, here, town):
    row = tie(here, account=leader, body=town)
    form = client.get("/contacts/note/").context["form"]
    assert form["tie"].value() == row.pk and form["on"].value() == clock.today()
    answer = client.post("/contacts/note/", {"tie": row.pk, "note": "看了大棚", "way": "onsite", "on": clock.today()})
    assert answer.status_code == 302 and answer.url == "/contacts/mine/"
    assert Visit.objects.get().note == "看了大棚"
    assert "看了大棚" in said(client.get("/contacts/mine/"))


def test_what_was_asked_is_said_to_be_a_task(client, leader, here, town):
    row = tie(here, account=leader, body=town)
    told = {"tie": row.pk, "note": "座谈", "way": "phone", "on": clock.today(), "asked": "缺一台投影仪"}
    answer = client.post("/contacts/note/", told, follow=True)
    assert "已转成督办事项" in said(answer) and Task.objects.get().kind == "case"


def test_a_mistake_keeps_what_was_typed(client, leader, here, town):
    row = tie(here, account=leader, body=town)
    answer = client.post("/contacts/note/", {"tie": row.pk, "note": "写了很多", "way": "onsite", "on": "2999-01-01"})
    assert answer.status_code == 422 and "写了很多" in said(answer) and "不在里面" not in said(answer)
    assert "不能晚于今天" in said(answer) and not Visit.objects.exists()


def test_another_leaders_tie_is_not_offered_nor_taken(client, leader, here, town):
    other = tie(here, body=town)
    assert other not in client.get(f"/contacts/note/?tie={other.pk}").context["ties"]
    answer = client.post("/contacts/note/", {"tie": other.pk, "note": "x", "way": "onsite", "on": clock.today()})
    assert answer.status_code == 422 and not Visit.objects.exists()


def test_an_officer_notes_for_a_leader(client, keeper, here, town):
    row = tie(here, body=town)
    assert row in client.get(f"/contacts/note/?tie={row.pk}").context["ties"]
    answer = client.post("/contacts/note/", {"tie": row.pk, "note": "代记", "way": "onsite", "on": clock.today()})
    assert answer.status_code == 302 and Visit.objects.get().person == row.person


def test_from_a_body_one_comes_to_a_tie_with_it_or_begins_one(client, keeper, here, town, elsewhere):
    begun = client.get(f"/contacts/note/?body={town.pk}", follow=True)
    assert begun.context["form"].initial["body"] == str(town.pk) and "还没有人联系" in said(begun)
    row = tie(here, body=town)
    assert client.get(f"/contacts/note/?body={town.pk}").url == f"/contacts/note/?tie={row.pk}"
    assert client.get(f"/contacts/note/?body={elsewhere.pk}").status_code == 404


def test_who_has_no_ties_is_told_how(client, leader):
    for address in ("/contacts/mine/", "/contacts/note/"):
        assert "还没有您的联系" in said(client.get(address))


@pytest.mark.parametrize("part", ["", "?part=leaders&late=1", "?part=bodies", "?part=bodies&late=1", "?part=gaps"])
def test_coverage_costs_the_same_for_one_or_many(client, keeper, here, part):
    tie(here)
    client.get(f"/contacts/{part}")
    with CaptureQueriesContext(connection) as one:
        assert client.get(f"/contacts/{part}").status_code == 200
    for _more in range(4):
        tie(here)
        body_of(f"无人联系{_more}", parent=here, kind="community", level="village")
    with CaptureQueriesContext(connection) as many:
        client.get(f"/contacts/{part}")
    assert len(many) <= max(len(one), 18)


def test_coverage_pages_in_the_database(client, keeper, here):
    for number in range(55):
        body_of(f"第{number}村", parent=here, kind="community", level="village")
    first, second = (client.get(f"/contacts/?part=gaps&page={page}").context for page in (1, 2))
    assert (len(first["rows"]), len(second["rows"]), first["totals"].uncovered) == (50, 5, 55)


def test_strangers_see_nothing_of_here(client, stranger, here, town):
    tie(here, body=town, person=person(organisation=here, name="钱不露"))
    client.force_login(stranger)
    for part in ("leaders", "bodies", "gaps"):
        page = said(client.get(f"/contacts/?part={part}"))
        assert "钱不露" not in page and town.name not in page


def test_the_grid_is_made_with_one_button_and_filled_by_hand(client, keeper, here, town):
    assert town.name in said(client.get("/contacts/cells/gaps/"))
    client.post("/contacts/cells/ready/", {"organisation": here.pk})
    assert queries.cell_of(town, clock.today()).name == town.name
    late = body_of("新合作社", parent=town, kind="cooperative")
    cell = queries.cell_of(town, clock.today())
    client.post("/contacts/cells/allot/", {"body": late.pk, "cell": cell.pk, "on": clock.today()})
    assert Allotment.objects.get(body=late).cell == cell
    assert client.get(f"/contacts/cells/{cell.pk}/").status_code == 200


def test_nothing_ticked_is_said(client, keeper, here):
    answer = client.post("/contacts/cells/allot/", {"on": clock.today()}, follow=True)
    assert "请先勾选" in said(answer)


def test_a_cell_is_split_on_its_page(client, keeper, here, town):
    body_of("泗门农技协", parent=town, kind="farm_association")
    client.post("/contacts/cells/ready/", {"organisation": here.pk})
    cell = queries.cell_of(town, clock.today())
    cell.since = clock.today().replace(year=2020)
    cell.save()
    Allotment.objects.update(since=cell.since)
    address = f"/contacts/cells/{cell.pk}/split/"
    assert "泗门农技协" in said(client.get(address))
    told = {"name_1": "东片", "name_2": "西片", "on": clock.today(), "place_0": "1", "place_1": "1"}
    assert client.post(address, told).status_code == 422  # one part stays empty
    assert client.post(address, {**told, "place_1": "2"}).status_code == 302
    assert {*Cell.objects.filter(until=None, organisation=town).values_list("name", flat=True)} == {"东片", "西片"}


def test_cells_are_merged_on_a_page(client, keeper, here):
    one, two = (make.cell(organisation=here) for _n in range(2))
    address = f"/contacts/cells/{one.pk}/merge/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"others": two.pk, "name": "合并", "on": clock.today()}).status_code == 302
    assert Cell.objects.get(until=None).name == "合并"


def test_a_tie_is_ended_and_taken_back_on_a_page(client, keeper, here, town):
    row, wrong = tie(here, body=town), tie(here)
    assert client.post(f"/contacts/ties/{row.pk}/end/", {"on": clock.today(), "note": ""}).status_code == 422
    assert client.post(f"/contacts/ties/{row.pk}/end/", {"on": clock.today(), "note": "调整"}).status_code == 302
    assert client.post(f"/contacts/ties/{wrong.pk}/remove/", {"note": "误登"}).status_code == 302
    assert [t.until for t in Tie.objects.all()] == [clock.today()]


def test_a_body_and_a_person_say_who_keeps_contact(client, keeper, here, town):
    worker = person(organisation=town, name="吴大棚")
    first, second = tie(here, body=town), tie(here, worker=worker)
    assert str(first.person) in said(client.get(f"/organisations/bodies/{town.pk}/"))
    assert str(second.person) in said(client.get(f"/people/people/{worker.pk}/"))
