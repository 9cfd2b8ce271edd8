from __future__ import annotations

from datetime import timedelta

import pytest

from kexie.core.refusals import Invalid, NotAllowed
from kexie.office.ledger.models import Entry
from kexie.work.activities import services
from kexie.work.activities.models import Activity, Session

from . import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(here):
    return make.planned(organisation=here)


def test_sessions_are_numbered_one_after_the_other(row):
    first, second = make.session(activity=row), make.session(activity=row, name="闭幕场")
    assert (first.number, second.number) == (1, 2)
    assert (str(first), str(second)) == ("第 1 场", "闭幕场")
    services.remove_session(session=first, actor=make.SYSTEM)
    assert make.session(activity=row).number == 3


def test_a_session_ends_after_it_starts(row):
    with pytest.raises(Invalid, match="结束时间必须晚于开始时间"):
        make.session(activity=row, hours=0)
    kept = make.session(activity=row)
    kept.ends_at = kept.starts_at - timedelta(minutes=1)
    with pytest.raises(Invalid, match="结束时间必须晚于开始时间"):
        services.keep_session(session=kept, actor=make.SYSTEM)


def test_two_sessions_never_share_a_number(row):
    make.session(activity=row, number=4)
    with pytest.raises(Invalid, match="这个活动已有这一场"):
        make.session(activity=row, number=4)


def test_only_the_lead_keeps_sessions(row, stranger, officer):
    kept = make.session(activity=row)
    for do in (services.keep_session, services.remove_session):
        with pytest.raises(NotAllowed):
            do(session=kept, actor=stranger)
    assert Session.objects.visible_to(officer).get() == kept
    assert not Session.objects.visible_to(stranger).exists()


def test_every_activity_has_a_public_id_of_its_own_that_no_change_touches(here):
    first, second = make.activity(organisation=here), make.another(organisation=here)
    assert first.public_id != second.public_id and len(first.public_id) == 16
    before = first.public_id
    first.name = "改了名的咨询"
    services.keep(activity=first, actor=make.SYSTEM, today=make.TODAY)
    first.refresh_from_db()
    assert first.public_id == before


class TestPeopleFromTheDoor:
    def test_the_activity_posts_no_people_but_all_else(self, here):
        make.activity(
            organisation=here, participations=60, volunteers=5, leaflets=300, people_from=Activity.PeopleFrom.DOOR
        )
        said = dict(Entry.objects.values_list("measure", "amount"))
        assert said == {"activities.held": 1, "activities.leaflets": 300}

    def test_what_attendance_posts_says_the_same_and_is_shared_the_same_way(self, here, town):
        campaign = make.campaign(organisation=here)
        row = make.activity(organisation=here, campaign=campaign, team="老年队", channel="onsite", parties=[town])
        assert services.dimensions_of(row) == {
            "form": "咨询", "team": "老年队", "channel": "onsite", "campaign": "科技活动周",
        }  # fmt: skip
        assert services.shares_of(row, 1) == [(here, 1), (town, 1)]
        row.sharing = Activity.Sharing.SPLIT
        assert services.shares_of(row, 9) == [(here, 5), (town, 4)]
        row.sharing = Activity.Sharing.LEAD
        assert services.shares_of(row, 9) == []
