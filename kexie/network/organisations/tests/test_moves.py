"""H15, H16, H17: bodies move, merge and split; figures, rights and the tree stay sound."""

from __future__ import annotations

import threading
import time
from datetime import date

import pytest
from django.db import connection, connections
from django.db.models import Sum

from conftest import give, person
from kexie.core import events
from kexie.core.audit import trail
from kexie.core.flow import WrongState
from kexie.core.gate import SYSTEM
from kexie.core.refusals import Invalid, NotAllowed, Refusal
from kexie.network.access.models import User
from kexie.network.organisations import services
from kexie.network.organisations.events import Founded
from kexie.network.organisations.models import FormerName, Organisation, Placement
from kexie.network.organisations.queries import Tree
from kexie.office.ledger.models import Entry
from kexie.work.activities.tests.make import activity

from . import make

Kind, State = Organisation.Kind, Organisation.State
JUNE, JULY, AUGUST, TODAY = date(2013, 6, 30), date(2013, 7, 1), date(2013, 8, 1), date(2014, 1, 2)


@pytest.fixture
def top(db):
    return make.body("某地科协", None, level="city")


@pytest.fixture
def counties(top):
    return [make.body(name, top, level="county") for name in ("甲县科协", "乙县科协")]


@pytest.fixture
def mover(top):
    return person("officer", top, username="mover")


@pytest.fixture
def township(counties):
    return make.town("丙镇科协", counties[0])


def move(body, parent, on=JULY, actor=SYSTEM):
    return services.move(organisation=body, parent=parent, on=on, actor=actor, today=TODAY)


def people(path, *, view, start=date(2013, 1, 1), end=date(2013, 12, 31)):
    rows = getattr(Entry.objects.between(start, end), view)(path).filter(measure="activities.participations")
    return rows.aggregate(n=Sum("amount"))["n"] or 0


def attended(body, on, amount):
    return activity(organisation=body, starts_on=on, participations=amount)


def sound(rows=None):
    """Test that every path is its parent's and its own key."""
    everything = {row.pk: row for row in rows or Organisation.objects.all()}
    return all(row.path == row.path_below(everything.get(row.parent_id)) for row in everything.values())


def test_figures_before_a_move_stay_as_it_was_and_go_along_as_it_is(counties, township, mover):
    old, new = counties
    school = make.body("丙镇中学", township, Kind.SCHOOL)
    attended(township, JUNE, 100)
    attended(school, JUNE, 10)
    move(township, new, actor=mover)
    for body in (old, new, township, school):
        body.refresh_from_db()
    attended(township, JULY, 7)
    attended(school, AUGUST, 1)
    attended(school, date(2013, 3, 1), 20)  # registered after the move, held before it
    assert (people(old.path, view="as_was"), people(new.path, view="as_was")) == (130, 8)
    assert (people(old.path, view="as_is"), people(new.path, view="as_is")) == (0, 138)
    assert sound()
    assert school.path.startswith(new.path)


def test_a_move_registered_late_takes_along_what_was_posted_since(counties, township, mover):
    old, new = counties
    attended(township, JUNE, 100)
    attended(township, AUGUST, 5)
    assert people(old.path, view="as_was") == 105
    move(township, new, on=JULY, actor=mover)
    assert (people(old.path, view="as_was"), people(new.path, view="as_was")) == (100, 5)
    assert people(new.path, view="as_is") == 105


def test_several_moves_in_any_order(counties, township, top):
    old, new = counties
    third = make.body("丁县科协", top, level="county")
    move(township, third, on=AUGUST)
    move(township, new, on=JULY)  # back-dated: only July was there
    township.refresh_from_db()
    assert township.parent == third
    tree = Tree()
    seen = [tree.path_on(township, on) for on in (date(1990, 1, 1), JUNE, JULY, date(2013, 7, 31), AUGUST, TODAY)]
    assert seen == [township.path_below(body) for body in (old, old, new, new, third, third)]
    move(township, old, on=AUGUST)  # the same day again puts the place right
    assert [(p.starts_on, p.parent) for p in Placement.objects.filter(organisation=township)] == [
        (None, old), (JULY, new), (AUGUST, old),
    ]  # fmt: skip
    assert sound()


def test_where_bodies_stood_under_a_parent_that_moved_itself(counties, township, top):
    old, new = counties
    other = make.body("戊地科协", None, level="city")
    school = make.body("丙镇中学", township, Kind.SCHOOL)
    move(township, new, on=JULY)
    move(new, other, on=AUGUST)
    school.refresh_from_db()
    tree = Tree()
    chain = lambda *bodies: "".join(body.path[-5:] for body in bodies)  # noqa: E731
    assert tree.path_on(school, JUNE) == chain(top, old, township, school)
    assert tree.path_on(school, JULY) == chain(top, new, township, school)
    assert tree.path_on(school, AUGUST) == chain(other, new, township, school) == school.path
    assert tree.path_on(old, AUGUST) == old.path


def test_no_circle_on_any_day(counties, township, top):
    _old, new = counties
    for parent in (township, make.body("丙镇中学", township, Kind.SCHOOL)):
        with pytest.raises(services.CannotMove):
            move(township, parent)
    with pytest.raises(services.CannotMove, match="互为上下级"):
        move(top, township)
    move(new, township, on=date(2013, 1, 1))
    move(new, top, on=JUNE)
    assert sound()
    # In spring 乙县 stood below 丙镇: for those days 丙镇 cannot stand below 乙县, from July on it can.
    with pytest.raises(services.CannotMove, match="互为上下级"):
        move(township, new, on=date(2013, 2, 1))
    move(township, new, on=JULY)
    assert sound()


def test_what_cannot_move(counties, township, mover):
    old, new = counties
    with pytest.raises(Invalid, match="还没有到"):
        move(township, new, on=date(2014, 1, 3))
    with pytest.raises(services.CannotMove, match="本来就在这里"):
        move(township, old)
    make.town("丙镇科协", new)
    with pytest.raises(services.CannotMove, match="并入"):
        move(township, new)
    with pytest.raises(services.CannotMove, match="最上级"):
        move(township, None, actor=mover)
    dead = services.dissolve(organisation=make.body("亡县科协", new.parent), on=TODAY, actor=SYSTEM)
    with pytest.raises(services.CannotMove, match="已注销"):
        move(township, dead)


def test_too_deep(counties, township):
    _old, new = counties
    for level in range(8):
        new = make.body(f"第{level}层", new, Kind.COMMUNITY)
    make.body("村", make.body("中学", township, Kind.SCHOOL), Kind.COMMUNITY)
    with pytest.raises(services.CannotMove, match="12"):
        move(township, new)


def test_the_mover_needs_both_sides(counties, township, top):
    old, new = counties
    for where in (old, new, township):
        with pytest.raises(NotAllowed):
            move(township, new, actor=person("officer", where, username=where.name))
    both = person("officer", old, username="both")
    give(both, "officer", new)
    assert move(township, new, actor=User.objects.get(pk=both.pk)).parent == new


def test_users_of_the_old_county_lose_and_those_of_the_new_gain_at_once(counties, township):
    old, new = counties
    held = attended(township, JUNE, 5)
    losing, gaining, local = (person("officer", body, username=body.name) for body in (old, new, township))

    def seen(user):
        user = User.objects.get(pk=user.pk)  # the next request
        rows = (
            Organisation.objects.visible_to(user),
            type(held).objects.visible_to(user),
            Entry.objects.visible_to(user),
        )
        return [township in rows[0], held in rows[1], rows[2].filter(organisation=township).exists()]

    assert (seen(losing), seen(gaining), seen(local)) == ([True] * 3, [False] * 3, [True] * 3)
    move(township, new)
    assert (seen(losing), seen(gaining), seen(local)) == ([False] * 3, [True] * 3, [True] * 3)


def test_renaming_changes_no_figure(counties, township, mover):
    attended(township, JUNE, 100)
    entries = Entry.objects.count()
    services.rename(organisation=township, name="丙街道科协", on=JULY, actor=mover, today=TODAY)
    assert (Entry.objects.count(), people(counties[0].path, view="as_was")) == (entries, 100)
    assert FormerName.objects.get().name == "丙镇科协"


# H16


def test_merging_closes_the_sources_and_drops_nothing(counties, township, mover):
    old, new = counties
    target = make.town("己镇科协", new)
    school = make.body("丙镇中学", township, Kind.SCHOOL)
    attended(township, JUNE, 100)
    attended(target, JUNE, 10)
    services.merge(sources=[township], target=target, on=JULY, actor=mover, today=TODAY)
    township.refresh_from_db()
    school.refresh_from_db()
    target.refresh_from_db()
    assert (township.state, township.dissolved_on, township.successor) == (State.DISSOLVED, JULY, target)
    assert school.parent == target
    assert (people(old.path, view="as_was"), people(target.path, view="as_was")) == (100, 10)
    assert people(target.path, view="as_is") == 110
    assert sound()


def test_merging_several_where_one_stands_below_another(counties, township, mover, top):
    old, new = counties
    services.merge(sources=[old, township], target=new, on=JULY, actor=mover, today=TODAY)
    assert sound()
    assert set(Organisation.objects.filter(parent=new)) == {old, township}


def test_merging_is_all_or_nothing(counties, township, mover):
    _old, new = counties
    target = make.town("己镇科协", new)
    for parent in (township, target):
        make.body("中心小学", parent, Kind.SCHOOL)
    before = [*Organisation.objects.order_by("pk").values("path", "state", "parent")]
    with pytest.raises(services.CannotMove, match="中心小学"):
        services.merge(sources=[township], target=target, on=JULY, actor=mover, today=TODAY)
    assert [*Organisation.objects.order_by("pk").values("path", "state", "parent")] == before
    assert not Placement.objects.exists()
    move(township, new)  # and nothing stays locked


@pytest.mark.parametrize("case", ["itself", "below", "dissolved"])
def test_what_cannot_merge(counties, township, mover, case):
    _old, new = counties
    target = {"itself": township, "below": make.body("中学", township, Kind.SCHOOL), "dissolved": new}[case]
    if case == "dissolved":
        services.dissolve(organisation=new, on=TODAY, actor=SYSTEM, today=TODAY)
    with pytest.raises(services.CannotMove):
        services.merge(sources=[township], target=target, on=JULY, actor=mover, today=TODAY)


def test_merging_needs_the_right_over_both(counties, township):
    old, new = counties
    for where in (old, new):
        with pytest.raises(NotAllowed):
            services.merge(sources=[township], target=new, on=JULY, actor=person("officer", where, username=where.name))


# Two at once


def together(*acts):
    """Do acts at the same moment, each on a connection of its own; return what each was refused with."""
    gate, said = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number, act):
        try:
            gate.wait(5)
            act()
        except Refusal as refusal:
            said[number] = refusal
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return said


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_moves_at_once_leave_a_sound_tree():
    top = make.body("某地科协", None)
    for round_ in range(5):
        one, two = make.body(f"甲{round_}", top), make.body(f"乙{round_}", top)
        for body in (one, two):
            make.body("下级", body, Kind.COMMUNITY)
        said = together(lambda: move(one, two), lambda: move(two, one))  # noqa: B023
        assert sorted(bool(why) for why in said) == [False, True]
        assert any(isinstance(why, services.CannotMove) for why in said)
        assert sound()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_founding_below_a_body_that_moves_leaves_a_sound_tree():
    top = make.body("某地科协", None)
    for round_ in range(5):
        one, two = make.body(f"甲{round_}", top), make.body(f"乙{round_}", top)
        below = make.body("中间", one, Kind.COMMUNITY)
        said = together(lambda: move(one, two), lambda: make.body("新来的", below, Kind.COMMUNITY))  # noqa: B023
        assert said == [None, None]
        assert sound()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_without_the_turn_the_tree_would_break(monkeypatch):
    """The same race with the turn taken out must fail, or the test above proves nothing."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time whatever we do")
    monkeypatch.setattr(trail, "take_turn", lambda: None)
    written, announce = threading.Event(), events.announce

    def slow(event):
        announce(event)
        if isinstance(event, Founded):
            written.set()
            time.sleep(1.5)  # written, not committed: the mover cannot see the row it would have to rewrite

    top = make.body("某地科协", None)
    one, two = make.body("甲", top), make.body("乙", top)
    below = make.body("中间", one, Kind.COMMUNITY)
    monkeypatch.setattr(events, "announce", slow)
    together(lambda: make.body("新来的", below, Kind.COMMUNITY), lambda: written.wait(5) and move(one, two))
    assert Organisation.objects.filter(name="新来的").exists()
    assert not sound()


# H17


def test_a_leaf_officer_sees_no_sibling_and_no_parent(counties, township):
    old, _new = counties
    sibling = make.town("己镇科协", old)
    leaf = person("officer", township, username="leaf")
    assert list(Organisation.objects.visible_to(leaf)) == [township]
    assert not Placement.objects.visible_to(leaf).exists()
    with pytest.raises(NotAllowed):
        services.dissolve(organisation=sibling, on=TODAY, actor=leaf, today=TODAY)


def test_a_dissolved_body_takes_no_new_bodies_but_stays_in_the_past(counties, township):
    attended(township, JUNE, 100)
    services.dissolve(organisation=township, on=JULY, actor=SYSTEM, today=TODAY)
    with pytest.raises(WrongState):
        make.body("某社区", Organisation.objects.get(pk=township.pk), Kind.COMMUNITY)
    assert people(counties[0].path, view="as_was") == 100
