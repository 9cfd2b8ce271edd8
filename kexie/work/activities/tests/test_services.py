from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum

from conftest import organisation, person
from kexie.core import clock
from kexie.core.audit.models import TrailEntry
from kexie.core.flow import WrongState
from kexie.core.paths import after
from kexie.core.refusals import Invalid, NotAllowed, NotFound
from kexie.office.ledger.models import Entry, Posting
from kexie.work.activities import services
from kexie.work.activities.models import Activity, Party

from . import make
from .make import MAY, TODAY

pytestmark = pytest.mark.django_db


def own(body, measure="participations"):
    """Return what a body counts itself."""
    rows = Entry.objects.filter(organisation=body, measure=f"activities.{measure}")
    return rows.aggregate(n=Sum("amount"))["n"] or 0


def under(path, measure="participations"):
    """Return what stands under a path, jointly held things once (docs/decisions/0001)."""
    rows = Entry.objects.filter(measure=f"activities.{measure}", path__gte=path, path__lt=after(path))
    alone = rows.filter(joint=None).aggregate(n=Sum("amount"))["n"] or 0
    joint = 0
    for key in set(rows.exclude(joint=None).values_list("joint", flat=True)):
        group = rows.filter(joint=key)
        sums = group.aggregate(shares=Sum("amount"))["shares"]
        joint += min(group[0].joint_total, sums)
    return alone + joint


def test_recording_writes_posts_and_trails_at_once(here, officer):
    row = services.record(
        activity=make.draft(organisation=here, participations=607, volunteers=22, is_led=True),
        actor=officer,
        today=TODAY,
    )
    assert row.state == "completed"
    said = {e.measure: (e.amount, e.on, e.form, e.organisation_id, e.evidence) for e in Entry.objects.all()}
    assert said == {
        "activities.held": (1, MAY, "咨询", here.pk, "counted"),
        "activities.participations": (607, MAY, "咨询", here.pk, "counted"),
        "activities.volunteers": (22, MAY, "咨询", here.pk, "counted"),
        "activities.led": (1, MAY, "咨询", here.pk, "counted"),
    }
    assert TrailEntry.objects.filter(model="activities.activity", row_id=row.pk, did="record", actor="officer").exists()


def test_a_number_nobody_wrote_down_and_a_nought_post_nothing(here):
    make.activity(organisation=here, participations=0)
    assert [e.measure for e in Entry.objects.all()] == ["activities.held"]


def test_the_same_activity_cannot_be_recorded_twice(here):
    make.activity(organisation=here)
    with pytest.raises(Invalid, match="第二场"):
        make.activity(organisation=here)
    assert own(here, "held") == 1
    with pytest.raises(IntegrityError), transaction.atomic():  # the database itself refuses the pair
        Activity.objects.create(organisation=here, name="x", form="y", starts_on=MAY, key=Activity.objects.get().key)


def test_strangers_and_readers_record_nothing(here, stranger):
    reader = person("reader", here, username="reader")
    for actor in (stranger, reader):
        with pytest.raises(NotAllowed):
            services.record(activity=make.draft(organisation=here), actor=actor, today=TODAY)
    assert not Activity.objects.exists() and not Posting.objects.exists()


def test_nothing_is_held_before_its_day(here, officer):
    with pytest.raises(services.TooEarly):
        services.record(activity=make.draft(organisation=here), actor=officer, today=date(2013, 5, 18))
    row = make.planned(organisation=here)
    with pytest.raises(services.TooEarly):
        services.complete(activity=row, actor=officer, at=make.noon(date(2013, 5, 18)))
    assert not Entry.objects.exists()


def test_a_plan_counts_when_it_is_completed_and_once(here, officer):
    row = make.planned(organisation=here, participations=30)
    assert not Entry.objects.exists()
    services.complete(activity=row, actor=officer, at=make.AT)
    assert own(here) == 30
    with pytest.raises(WrongState):
        services.complete(activity=row, actor=officer, at=make.AT)
    assert own(here) == 30


def test_a_correction_reverses_and_posts_anew_and_an_idle_one_posts_nothing(here, officer):
    row = make.activity(organisation=here, participations=607)
    row.participations = 670
    services.keep(activity=row, actor=officer, today=TODAY)
    assert own(here) == 670
    amounts = Entry.objects.filter(measure="activities.participations").order_by("pk").values_list("amount", flat=True)
    assert list(amounts) == [607, -607, 670]
    row.note = "更正了备注"
    services.keep(activity=row, actor=officer, today=TODAY)
    assert Posting.objects.count() == 3


def test_cancelling_takes_the_figures_back_and_a_plan_again_gives_none(here, officer):
    row = make.activity(organisation=here, participations=30)
    with pytest.raises(WrongState):
        services.cancel(activity=row, actor=officer, at=make.AT, note=" ")
    row = services.cancel(activity=row, actor=officer, at=make.AT, note="重复登记")
    assert (row.state, own(here), own(here, "held")) == ("cancelled", 0, 0)
    row = services.plan_again(activity=row, actor=officer, note="取消错了")
    assert (row.state, own(here)) == ("planned", 0)
    services.complete(activity=row, actor=officer, at=make.AT)
    assert own(here) == 30


@pytest.fixture
def three(here):
    return (
        here,
        organisation("泗门镇科协", parent=here, level="town"),
        organisation("某市医学会", parent=here, kind="society"),
    )


@pytest.mark.parametrize(
    ("sharing", "each", "city"),
    [("each", [100, 100, 100], 100), ("lead", [100, 0, 0], 100), ("split", [34, 33, 33], 100)],
)
def test_three_organisers_count_by_the_rule_and_the_city_once(three, sharing, each, city):
    """H10: each shows it in its own figure; the city total counts it once."""
    make.activity(organisation=three[0], parties=three[1:], sharing=sharing, participations=100, is_led=True)
    assert [own(body) for body in three] == each
    assert under(three[0].path) == city
    assert under(three[0].path, "held") == 1
    assert [own(body, "led") for body in three] == [1, 0, 0]


def test_two_towns_holding_it_together_count_once_above_and_fully_below(three):
    lead, other = three[1:]
    make.activity(organisation=lead, parties=[other], participations=100)
    assert (under(lead.path), under(other.path), under(three[0].path)) == (100, 100, 100)


def test_dropping_a_co_host_later_leaves_what_was_known_then(three, officer):
    """H10: dropping one co-organiser later does not change what a closed year said."""
    row = make.activity(organisation=three[0], parties=three[1:], participations=100)
    then = clock.now()
    services.keep(activity=row, parties=three[1:2], actor=officer, today=TODAY)
    assert [own(body) for body in three] == [100, 100, 0]
    assert under(three[0].path) == 100
    known = Entry.objects.known_at(then).filter(organisation=three[2], measure="activities.participations")
    assert known.aggregate(n=Sum("amount"))["n"] == 100


def test_co_hosts_see_it_but_only_the_lead_changes_it(three, elsewhere, stranger):
    row = make.activity(organisation=three[0], parties=[three[1]])
    clerk, other = person("clerk", three[1], username="clerk"), person("clerk", three[2], username="other")
    assert list(Activity.objects.visible_to(clerk)) == [row]
    assert list(Party.objects.visible_to(clerk)) == list(row.parties.all())
    assert not Activity.objects.visible_to(other).exists()
    assert not Activity.objects.visible_to(stranger).exists()
    with pytest.raises(NotAllowed):
        services.cancel(activity=row, actor=clerk, at=make.AT, note="不该由我取消")


def test_a_body_out_of_sight_cannot_be_made_a_co_host(here, elsewhere, officer):
    with pytest.raises(NotFound):
        services.record(activity=make.draft(organisation=here), parties=[elsewhere], actor=officer, today=TODAY)
    assert not Activity.objects.exists() and not Entry.objects.exists()


def test_person_times_add_up_and_name_nobody(here):
    """H9: typed numbers are person-times; they never become persons."""
    make.activity(organisation=here, name="一", participations=40)
    make.activity(organisation=here, name="二", participations=5)
    rows = Entry.objects.filter(measure="activities.participations")
    assert rows.aggregate(n=Sum("amount"))["n"] == 45
    assert not rows.exclude(person=None).exists()


def test_an_activity_past_midnight_counts_on_the_day_it_starts(here):
    """H19: 31 December 23:30 to 00:30 is the old year's, wherever the server stands."""
    new_year = datetime(2013, 12, 31, 16, 30, tzinfo=UTC)  # 1 January 00:30 in Shanghai
    with clock.at(new_year):
        row = make.draft(
            organisation=here, starts_on=date(2013, 12, 31), ends_on=date(2014, 1, 1), starts_time=time(23, 30),
            ends_time=time(0, 30),
        )  # fmt: skip
        services.record(activity=row, actor=person("officer", here), today=clock.today())
    assert Entry.objects.get().month == 201312


def test_an_end_before_the_beginning_is_refused_with_what_to_do(here):
    with pytest.raises(Invalid, match="第二天"):
        make.activity(organisation=here, starts_time=time(23, 30), ends_time=time(0, 30))
    with pytest.raises(Invalid, match="不能早于"):
        make.activity(organisation=here, ends_on=date(2013, 5, 18))


def test_saving_five_times_moves_no_day(here, officer):
    row = make.activity(organisation=here, starts_time=time(0, 5))
    for _turn in range(5):
        row = services.keep(activity=Activity.objects.get(pk=row.pk), actor=officer, today=TODAY)
    assert (row.starts_on, row.starts_time) == (MAY, time(0, 5))
    assert Posting.objects.count() == 1


def test_a_campaign_under_another_series_is_posted_under_the_new_name(here, officer):
    campaign = make.campaign(organisation=here)
    make.activity(organisation=here, campaign=campaign, participations=9)
    campaign.series = "全国科普日"
    services.keep_campaign(campaign=campaign, actor=officer)
    sums = dict(Entry.objects.filter(measure="activities.held").values_list("campaign").annotate(n=Sum("amount")))
    assert sums == {"科技活动周": 0, "全国科普日": 1}


def test_a_series_is_there_once_a_year_and_place(here, officer):
    make.campaign(organisation=here)
    with pytest.raises(Invalid, match="已经登记过"):
        services.keep_campaign(campaign=make.Campaign(organisation=here, series="科技活动周", year=2013), actor=officer)
