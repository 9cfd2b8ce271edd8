"""From a plan to what came of it: submitted, approved, published, running, closed, called off."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from conftest import person
from kexie.core import events
from kexie.core.audit.models import TrailEntry
from kexie.core.flow import WrongState
from kexie.core.refusals import NotAllowed
from kexie.office.approvals import queries as approvals
from kexie.office.approvals import services as chain
from kexie.office.approvals.models import Chain
from kexie.office.ledger.models import Entry
from kexie.work.activities import services
from kexie.work.activities.events import Cancelled, Closed, Published
from kexie.work.activities.models import Activity

from . import make
from .make import MAY, noon

pytestmark = pytest.mark.django_db
BEFORE, AFTER = noon(MAY - timedelta(days=9)), noon(MAY + timedelta(days=1))


@pytest.fixture
def heard(monkeypatch):
    said = []
    for kind in (Published, Cancelled, Closed):
        monkeypatch.setitem(events._listeners, kind, [said.append])
    return said


@pytest.fixture
def two_levels(here, town):
    """The town's clerk submits, the town's checker and the county's checker agree."""
    Chain.objects.create(
        organisation=here, kind="activities.activity",
        steps=[{"at": "own", "role": "checker"}, {"at": "county", "role": "checker"}],
    )  # fmt: skip
    return (
        person("clerk", town, username="clerk"), person("checker", town, username="leader"),
        person("checker", here, username="checker"),
    )  # fmt: skip


def test_without_a_chain_one_button_publishes(here, officer, heard):
    row = services.submit(activity=make.plan(organisation=here), actor=officer, at=BEFORE)
    assert (row.state, row.published_at) == ("published", BEFORE)
    assert [(type(e), e.activity, e.actor, e.at) for e in heard] == [(Published, row, officer, BEFORE)]
    told = [(line.did, line.actor) for line in TrailEntry.objects.filter(model="activities.activity").order_by("id")]
    assert told[-3:] == [("submit", "officer"), ("approve", "system"), ("publish", "officer")]


def test_with_a_chain_it_waits_for_every_level_and_is_published_after_the_last(here, town, two_levels, heard):
    clerk, leader, checker = two_levels
    row = services.submit(activity=make.plan(organisation=town), actor=clerk, at=BEFORE)
    assert row.state == "submitted" and heard == []
    assert services.approve(activity=row, actor=leader, at=BEFORE).state == "submitted"
    with pytest.raises(WrongState):
        services.publish(activity=row, actor=clerk, at=BEFORE)
    with pytest.raises(chain.NotYours):
        services.approve(activity=row, actor=leader, at=BEFORE)
    assert services.approve(activity=row, actor=checker, at=BEFORE).state == "approved"
    assert services.publish(activity=row, actor=clerk, at=BEFORE).state == "published"
    assert TrailEntry.objects.filter(did="approve", actor="checker", row_id=row.pk).exists()


def test_the_county_agreeing_in_the_inbox_walks_the_activity(town, two_levels):
    clerk, leader, checker = two_levels
    row = services.submit(activity=make.plan(organisation=town), actor=clerk, at=BEFORE)
    for actor in (leader, checker):
        (waiting,) = approvals.inbox(actor)
        assert waiting.is_mine and waiting.url.endswith(f"/activities/{row.pk}/")
        chain.agree(request=waiting.request, actor=actor, at=BEFORE)
    row.refresh_from_db()
    assert row.state == "approved"


def test_what_is_agreed_to_is_not_changed_behind_their_backs(town, two_levels):
    clerk, leader, checker = two_levels
    row = make.plan(organisation=town)
    session = row.timetable.get()
    row = services.submit(activity=row, actor=clerk, at=BEFORE)
    session.activity = row
    for say in ("正在审批", "已经批准"):
        with pytest.raises(services.Settled, match=say):
            services.keep(activity=row, actor=clerk, today=MAY)
        with pytest.raises(services.Settled, match=say):
            services.keep_session(session=session, actor=clerk)
        with pytest.raises(services.Settled, match=say):
            services.remove_session(session=session, actor=clerk)
        for actor in (leader, checker) if say == "正在审批" else ():
            row = services.approve(activity=row, actor=actor, at=BEFORE)
        session.activity = row
    row = services.plan_again(activity=row, actor=clerk, note="换个地方")
    row.place = "体育馆"
    assert services.keep(activity=row, actor=clerk, today=MAY).place == "体育馆"


def test_sent_back_it_is_a_plan_again_with_the_reason_and_may_be_submitted_again(town, two_levels):
    clerk, leader, _checker = two_levels
    row = services.submit(activity=make.plan(organisation=town), actor=clerk, at=BEFORE)
    row = services.send_back(activity=row, actor=leader, at=BEFORE, note="请写清楚集合地点")
    assert row.state == "planned"
    assert TrailEntry.objects.filter(did="send_back", row_id=row.pk, note="请写清楚集合地点").exists()
    assert services.submit(activity=row, actor=clerk, at=BEFORE).state == "submitted"
    row.refresh_from_db()
    assert services.take_back(activity=row, actor=clerk).state == "planned"
    assert approvals.open_request("activities.activity", row.pk) is None


def test_nobody_approves_what_they_submitted(here, two_levels, grant):
    _clerk, _leader, checker = two_levels
    grant(checker, "clerk", here)
    person("checker", here, username="another")
    row = services.submit(activity=make.plan(organisation=here), actor=checker, at=BEFORE)
    with pytest.raises(chain.NotYours, match="您自己提交的"):
        services.approve(activity=row, actor=checker, at=BEFORE)


def test_what_is_missing_is_said_all_at_once(here, officer):
    row = make.plan(organisation=here, ready=False, is_outdoor=True)
    with pytest.raises(services.NotReady) as refused:
        services.submit(activity=row, actor=officer, at=BEFORE)
    said = str(refused.value)
    for part in ("没有写时间", "没有写地点", "没有写联系方式", "没有场次", "没有写安全预案"):
        assert part in said
    row.refresh_from_db()
    assert row.state == "planned"


@pytest.mark.parametrize(
    ("fields", "say"),
    [
        ({"place": ""}, "没有写地点"),
        ({"contact": ""}, "没有写联系方式"),
        ({"age_from": 6, "age_to": 12}, "没有写安全预案"),
        ({"age_to": 60}, "没有写安全预案"),
        ({"is_outdoor": True}, "没有写安全预案"),
        ({"form": "科技下乡"}, "没有写安全预案"),
    ],
)
def test_each_thing_that_is_missing_keeps_it_from_the_public(here, officer, fields, say):
    with pytest.raises(services.NotReady, match=say):
        services.submit(activity=make.plan(organisation=here, **fields), actor=officer, at=BEFORE)
    plan = {
        **fields,
        "place": "广场",
        "contact": "办公室",
        "safety_plan": "两人一组，就近是人民医院。",
        "name": "补齐了",
    }
    assert services.submit(activity=make.plan(organisation=here, **plan), actor=officer, at=BEFORE).state == "published"


def test_what_is_over_or_has_sessions_on_other_days_is_not_published(here, officer):
    with pytest.raises(services.NotReady, match="日期已经过去"):
        services.submit(activity=make.plan(organisation=here), actor=officer, at=AFTER)
    row = make.plan(organisation=here, name="场次在别的日子")
    make.session(activity=row, starts_at=AFTER)
    with pytest.raises(services.NotReady, match="有场次不在活动的日期里"):
        services.submit(activity=row, actor=officer, at=BEFORE)


def test_online_sessions_need_no_place(here, officer):
    row = make.planned(organisation=here, contact="办公室")
    make.session(activity=row, online_url="https://live.example.org/1")
    assert services.submit(activity=row, actor=officer, at=BEFORE).state == "published"


def test_running_and_closed_with_results_that_are_posted_once(here, officer, heard):
    row = make.published(organisation=here)
    with pytest.raises(services.TooEarly):
        services.start(activity=row, actor=officer, at=BEFORE)
    row = services.start(activity=row, actor=officer, at=noon(MAY))
    assert row.state == "running" and not Entry.objects.exists()
    row.participations, row.leaflets, row.estimated = 130, 400, ["leaflets"]
    row = services.close(activity=row, actor=officer, at=AFTER)
    assert row.state == "completed" and type(heard[-1]) is Closed
    said = {(e.measure, e.amount, e.evidence) for e in Entry.objects.all()}
    assert said == {
        ("activities.held", 1, "counted"), ("activities.participations", 130, "counted"),
        ("activities.leaflets", 400, "estimated"),
    }  # fmt: skip
    with pytest.raises(WrongState):
        services.close(activity=row, actor=officer, at=AFTER)
    row.participations = 135
    services.keep(activity=row, actor=officer, today=make.TODAY)
    assert sum(e.amount for e in Entry.objects.filter(measure="activities.participations")) == 135


def test_sessions_that_took_place_are_what_is_counted(here, officer):
    row = make.plan(organisation=here, sessions=1)
    second, third = make.session(activity=row), make.session(activity=row)
    services.cancel_session(session=third, actor=officer, at=make.AT, note="讲师病了")
    row = services.submit(activity=row, actor=officer, at=BEFORE)
    row = services.close(activity=row, actor=officer, at=AFTER, held=[second.pk])
    assert row.sessions == 1
    assert [one.state for one in row.timetable.all()] == ["cancelled", "held", "cancelled"]
    assert Entry.objects.get(measure="activities.held").amount == 1


def test_an_activity_none_of_whose_sessions_was_held_is_called_off_not_closed(here, officer):
    row = make.published(organisation=here)
    with pytest.raises(services.NothingHeld):
        services.close(activity=row, actor=officer, at=AFTER, held=[])
    row.refresh_from_db()
    assert row.state == "published" and row.timetable.get().state == "planned"


def test_called_off_with_the_reason_that_is_told(here, officer, heard):
    row = make.published(organisation=here)
    with pytest.raises(WrongState, match="原因"):
        services.cancel(activity=row, actor=officer, at=BEFORE, note="")
    row = services.cancel(activity=row, actor=officer, at=BEFORE, note="台风")
    assert (heard[-1].activity, heard[-1].reason) == (row, "台风") and type(heard[-1]) is Cancelled
    row = services.plan_again(activity=row, actor=officer, note="改期再办")
    assert (row.state, row.published_at) == ("planned", None)


def test_strangers_move_nothing(here, stranger):
    row = make.plan(organisation=here)
    for do in (services.submit, services.publish, services.start, services.close, services.complete, services.approve):
        with pytest.raises(NotAllowed):
            do(activity=row, actor=stranger, at=BEFORE)
    with pytest.raises(NotAllowed):
        services.take_back(activity=row, actor=stranger)


def test_what_the_public_may_look_up(here, officer):
    make.plan(organisation=here, name="还没发布")
    shown = make.published(organisation=here, name="发布了")
    off = services.cancel(
        activity=make.published(organisation=here, name="又取消了"), actor=officer, at=BEFORE, note="台风"
    )
    back = make.published(organisation=here, name="撤下了")
    services.plan_again(
        activity=services.cancel(activity=back, actor=officer, at=BEFORE, note="错了"), actor=officer, note="错了"
    )
    day = BEFORE.date()
    assert {*Activity.objects.public(on=day)} == {shown, off}
    assert not Activity.objects.public(on=day - timedelta(days=1)).exists()
    assert [*Activity.objects.public(on=day).coming(on=MAY)] == [shown]
    assert not Activity.objects.coming(on=MAY + timedelta(days=1)).exists()


@pytest.mark.parametrize(
    ("ages", "age", "suits"),
    [
        ((None, None), 5, True),
        ((6, 12), 6, True),
        ((6, 12), 13, False),
        ((18, None), 17, False),
        ((None, 60), 60, True),
    ],
)
def test_what_suits_an_age(here, ages, age, suits):
    make.planned(organisation=here, age_from=ages[0], age_to=ages[1])
    assert Activity.objects.for_age(age).exists() is suits


def test_what_takes_place_in_a_span_of_days(here):
    row = make.planned(organisation=here, starts_on=date(2013, 5, 10), ends_on=date(2013, 5, 20))
    for span, is_there in (((1, 9), False), ((1, 10), True), ((12, 13), True), ((20, 30), True), ((21, 30), False)):
        found = Activity.objects.between(*(date(2013, 5, day) for day in span))
        assert ([*found] == [row]) is is_there


class TestBeginningByItself:
    @pytest.fixture
    def published(self, here):
        row = make.planned(organisation=here, state=Activity.State.PUBLISHED, published_at=make.AT)
        return row, make.session(activity=row), make.session(activity=row)

    def test_it_runs_from_its_first_session_on(self, published):
        row, first, _second = published
        services.start_due(actor=make.SYSTEM, at=first.starts_at - timedelta(minutes=1))
        row.refresh_from_db()
        assert row.state == Activity.State.PUBLISHED
        assert services.start_due(actor=make.SYSTEM, at=first.starts_at) == 1
        row.refresh_from_db()
        assert row.state == Activity.State.RUNNING
        assert services.start_due(actor=make.SYSTEM, at=first.starts_at) == 0

    def test_a_session_called_off_begins_nothing(self, published, officer):
        _row, first, second = published
        later = first.starts_at + timedelta(days=1)
        second.starts_at, second.ends_at = later, later + timedelta(hours=2)
        services.keep_session(session=second, actor=officer)
        services.cancel_session(session=first, actor=officer, at=make.AT, note="停电")
        assert services.start_due(actor=make.SYSTEM, at=first.starts_at) == 0
        assert services.start_due(actor=make.SYSTEM, at=later) == 1

    def test_nobody_but_the_platform_does_it(self, officer):
        with pytest.raises(NotAllowed):
            services.start_due(actor=officer, at=make.AT)
