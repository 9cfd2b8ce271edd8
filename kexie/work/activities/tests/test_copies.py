from __future__ import annotations

from datetime import date

import pytest

from kexie.core.refusals import Invalid, NotAllowed
from kexie.office.ledger.models import Entry
from kexie.work.activities import services
from kexie.work.activities.models import Activity, Campaign

from . import make

pytestmark = pytest.mark.django_db
NEXT = date(2014, 3, 1)


def test_last_years_activity_becomes_this_years_plan(here, town, officer):
    row = make.activity(
        organisation=here, name="2013年科普大集", participations=900, leaflets=300, parties=[town], place="文化广场",
        safety_plan="有", introduction="来看看",
    )  # fmt: skip
    make.session(activity=row, capacity=200)
    posted = Entry.objects.count()
    fresh = services.copy(activity=row, actor=officer, today=NEXT)
    assert (fresh.name, fresh.state, fresh.starts_on) == ("2014年科普大集", "planned", date(2014, 5, 18))
    assert fresh.starts_on.weekday() == row.starts_on.weekday()
    assert (fresh.participations, fresh.leaflets, fresh.more_results) == (None, None, {})
    assert (fresh.place, fresh.safety_plan, fresh.introduction) == ("文化广场", "有", "来看看")
    assert fresh.public_id != row.public_id
    assert [party.organisation for party in fresh.parties.all()] == [town]
    session, before = fresh.timetable.get(), row.timetable.get()
    assert (session.capacity, session.state) == (200, "planned")
    assert session.starts_at - before.starts_at == fresh.starts_on - row.starts_on
    assert Entry.objects.count() == posted


def test_the_same_copy_is_made_once(here, officer):
    row = make.activity(organisation=here)
    services.copy(activity=row, actor=officer, today=NEXT)
    with pytest.raises(services.AlreadyThere):
        services.copy(activity=row, actor=officer, today=NEXT)
    assert Activity.objects.count() == 2


def test_a_campaign_with_its_plan_of_activities(here, town, elsewhere, officer):
    week = make.campaign(organisation=here, starts_on=date(2013, 5, 19), ends_on=date(2013, 5, 25), theme="旧主题")
    make.activity(organisation=here, campaign=week, name="开幕", participations=100)
    make.activity(organisation=town, campaign=week, name="讲座")
    off = make.planned(organisation=here, campaign=week, name="没办成")
    services.cancel(activity=off, actor=officer, at=make.AT, note="下雨")
    fresh, count = services.copy_campaign(campaign=week, actor=officer, today=NEXT)
    assert (fresh.year, fresh.theme, count) == (2014, "", 2)
    assert (fresh.starts_on, fresh.ends_on) == (date(2014, 5, 18), date(2014, 5, 24))
    assert sorted(fresh.activities.values_list("name", "state")) == [("开幕", "planned"), ("讲座", "planned")]
    with pytest.raises(Invalid, match="已经登记过"):
        services.copy_campaign(campaign=week, actor=officer, today=NEXT)
    assert Campaign.objects.count() == 2


def test_copies_stand_in_the_campaign_of_their_year_where_there_is_one(here, officer):
    week = make.campaign(organisation=here)
    row = make.activity(organisation=here, campaign=week)
    assert services.copy(activity=row, actor=officer, today=NEXT).campaign is None
    later = make.campaign(organisation=here, year=2015)
    assert services.copy(activity=row, actor=officer, today=date(2015, 1, 1)).campaign == later


def test_strangers_copy_nothing(here, stranger):
    week = make.campaign(organisation=here)
    row = make.activity(organisation=here, campaign=week)
    with pytest.raises(NotAllowed):
        services.copy(activity=row, actor=stranger, today=NEXT)
    with pytest.raises(NotAllowed):
        services.copy_campaign(campaign=week, actor=stranger, today=NEXT)
