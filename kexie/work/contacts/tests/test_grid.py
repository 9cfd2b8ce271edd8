"""Every village and body in one cell: made ready, split, merged, and what is lacking."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from conftest import organisation as body_of
from conftest import person as user_of
from kexie.core.gate import SYSTEM
from kexie.core.refusals import Invalid, NotAllowed
from kexie.network.organisations.models import Division, Level
from kexie.network.people.tests.make import person
from kexie.work.contacts import queries, services
from kexie.work.contacts.models import Allotment, Cell

from . import make

pytestmark = pytest.mark.django_db
DAY, LATER = date(2026, 1, 1), date(2026, 7, 1)


@pytest.fixture
def villages():
    """Return a town of the code list with three villages."""
    town = Division.objects.create(code="990281001000", name="测试镇", level=Level.TOWN, parent_code="990281000000")
    return town, [
        Division.objects.create(
            code=f"990281001{number:03d}", name=f"测试{number}村", level=Level.VILLAGE, parent_code=town.code
        )
        for number in (201, 202, 203)
    ]


@pytest.fixture
def county(here, town, villages):
    """A county with one town that has villages, one that has none, and bodies of all sorts."""
    division, (first, *_rest) = villages
    town.division = division
    town.save()
    return {
        "here": here, "town": town, "plain": body_of("无村镇科协", parent=here, level="town"),
        "village": body_of("一村科普站", parent=town, kind="community", level="village", division=first),
        "farm": body_of("泗门农技协", parent=town, kind="farm_association"),
        "society": body_of("市医学会", parent=here, kind="society"),
        "office": body_of("市农业局", parent=here, kind="department"),
    }  # fmt: skip


def cell_named(body, on=DAY):
    cell = queries.cell_of(body, on)
    return cell.name if cell else None


def test_one_button_gives_everyone_a_cell(county, villages, officer):
    done = services.ready_cells(organisation=county["here"], actor=officer, on=DAY)
    assert {name: cell_named(body) for name, body in county.items()} == {
        "here": "某市科协直属", "town": "测试镇", "plain": "无村镇科协", "village": "测试201村", "farm": "测试镇",
        "society": "某市科协直属", "office": None,
    }  # fmt: skip
    assert (done.cells, done.places) == (6, 9)
    lacks = queries.gaps_of_grid(officer, DAY)
    assert not lacks["bodies"].exists() and not lacks["villages"].exists() and lacks["cells"].count() == 6


def test_doing_it_again_does_only_what_is_missing(county, officer):
    services.ready_cells(organisation=county["here"], actor=officer, on=DAY)
    assert services.ready_cells(organisation=county["here"], actor=officer, on=DAY) == services.Made(0, 0)
    fresh = body_of("后来的合作社", parent=county["town"], kind="cooperative")
    assert [*queries.gaps_of_grid(officer, LATER)["bodies"]] == [fresh]
    assert services.ready_cells(organisation=county["here"], actor=officer, on=LATER) == services.Made(0, 1)
    assert cell_named(fresh, LATER) == "测试镇" and cell_named(fresh, DAY) is None


def test_a_place_is_in_one_cell_a_day_whatever_is_written(county, here):
    one, two = make.cell(organisation=here), make.cell(organisation=here)
    Allotment.objects.create(cell=one, body=county["farm"], organisation=here, since=DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Allotment.objects.create(cell=two, body=county["farm"], organisation=here, since=DAY)
    Allotment.objects.create(cell=two, body=county["farm"], organisation=here, since=LATER)
    for on, cell in ((DAY, one), (date(2026, 6, 30), one), (LATER, two)):
        holding = [c for c in (one, two) if county["farm"] in queries.places_in(c, on)]
        assert holding == [cell]


def test_a_place_taken_out_lies_in_none(county, here, officer):
    cell = make.cell(organisation=here)
    told = {"places": [county["farm"]], "organisation": here, "actor": officer}
    assert services.allot(cell=cell, on=DAY, **told) == 1
    assert services.allot(cell=cell, on=DAY, **told) == 0  # again
    assert services.allot(cell=None, on=LATER, **told) == 1
    assert cell_named(county["farm"], LATER) is None
    assert county["farm"] in queries.gaps_of_grid(officer, LATER)["bodies"]


def test_splitting_is_dated_and_leaves_nobody_out(county, officer):
    body_of("泗门养蜂协会", parent=county["town"], kind="society")
    services.ready_cells(organisation=county["here"], actor=officer, on=DAY)
    cell = queries.cell_of(county["farm"], DAY)
    held = queries.places_in(cell, LATER)
    keeper = person(organisation=county["town"])
    with pytest.raises(services.CannotSplit, match="都划进去"):
        services.split_cell(
            cell=cell, parts={"东片": (None, held[:1]), "西片": (None, held[1:-1])}, actor=officer, on=LATER
        )
    east, west = services.split_cell(
        cell=cell, parts={"东片": (keeper, held[:1]), "西片": (None, held[1:])}, actor=officer, on=LATER
    )
    cell.refresh_from_db()
    assert cell.until == date(2026, 6, 30) and east.keeper == keeper
    assert queries.places_in(east, LATER) == held[:1] and queries.places_in(west, LATER) == held[1:]
    assert queries.places_in(cell, date(2026, 6, 30)) == held and not queries.places_in(cell, LATER)
    assert services.ready_cells(organisation=county["here"], actor=officer, on=LATER) == services.Made(0, 0)


def test_merging_is_dated(county, officer):
    services.ready_cells(organisation=county["here"], actor=officer, on=DAY)
    cells = [*Cell.objects.filter(organisation=county["town"])]
    held = {place for cell in cells for place in queries.places_in(cell, LATER)}
    for chosen in (cells[:1], [cells[0], queries.cell_of(county["plain"], DAY)]):
        with pytest.raises(Invalid):
            services.merge_cells(cells=chosen, name="全镇", keeper=None, actor=officer, on=LATER)
    new = services.merge_cells(cells=cells, name="全镇", keeper=None, actor=officer, on=LATER)
    assert {*queries.places_in(new, LATER)} == held
    assert not Cell.objects.filter(pk__in=[c.pk for c in cells], until=None).exists()
    with pytest.raises(Invalid):
        services.merge_cells(cells=cells, name="再合并", keeper=None, actor=officer, on=LATER)


def test_people_are_in_reach_through_the_body_that_registered_them(county, officer):
    person(organisation=county["farm"])
    person(organisation=county["office"])
    assert queries.covered_people(officer, DAY) == (0, 2)
    services.ready_cells(organisation=county["here"], actor=officer, on=DAY)
    assert queries.covered_people(officer, DAY) == (1, 2)


def test_strangers_and_readers_change_nothing(county, here, stranger):
    cell = make.cell(organisation=here)
    for actor in (stranger, user_of("reader", here, username="reader")):
        for act in (
            lambda who: services.keep_cell(cell=cell, actor=who),
            lambda who: services.ready_cells(organisation=here, actor=who, on=DAY),
            lambda who: services.allot(cell=cell, places=[], organisation=here, actor=who, on=DAY),
            lambda who: services.split_cell(cell=cell, parts={}, actor=who, on=LATER),
            lambda who: services.merge_cells(cells=[cell], name="x", keeper=None, actor=who, on=LATER),
        ):
            with pytest.raises(NotAllowed):
                act(actor)


def test_a_cell_that_does_not_run_takes_nothing(county, here):
    cell = make.cell(organisation=here, since=LATER)
    with pytest.raises(Invalid, match="不存在"):
        services.allot(cell=cell, places=[county["farm"]], organisation=here, actor=SYSTEM, on=DAY)
