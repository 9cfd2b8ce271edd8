"""From proposing into the ledger, and back by correction only."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db.models import Sum

from conftest import person as user
from kexie.core.audit.models import TrailEntry
from kexie.core.flow import WrongState
from kexie.core.gate import SYSTEM
from kexie.core.refusals import NotAllowed
from kexie.network.people.tests.make import person
from kexie.office.ledger.models import Entry, Posting
from kexie.office.metrics import queries as metrics
from kexie.office.metrics.rules import Period
from kexie.work.hours import queries, services
from kexie.work.hours.models import Correction, Service
from kexie.work.volunteering.models import Stay
from kexie.work.volunteering.tests.make import team

from .make import NOW, confirmed, correction, moment, service, session, standard, volunteer

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def checker(here):
    return user("checker", here)


def counted(measure="minutes", **by):
    return Entry.objects.filter(measure=f"hours.{measure}", **by).aggregate(n=Sum("amount"))["n"] or 0


def later(days=10):
    return NOW + timedelta(days=days)


def test_proposed_hours_go_through_notice_into_the_ledger(here, officer, checker):
    row = service(organisation=here, actor=officer, team="科普分队")
    assert (row.state, row.minutes, row.reasons, counted()) == ("proposed", 150, [], 0)
    row = services.approve(service=row, actor=checker, at=NOW)
    assert (row.state, row.noticed_on, row.noticed_until) == ("noticed", TODAY, date(2026, 11, 25))
    assert services.confirm_due(actor=SYSTEM, at=later(5)) == 0  # its last day
    assert services.confirm_due(actor=SYSTEM, at=later(6)) == 1
    entry = Entry.objects.get(measure="hours.minutes")
    assert (entry.amount, entry.on, entry.person, entry.team, entry.evidence) == (
        150, date(2026, 11, 18), row.person, "科普分队", "reported",
    )  # fmt: skip
    assert services.confirm_due(actor=SYSTEM, at=later(60)) == 0 and counted() == 150
    assert TrailEntry.objects.filter(did="confirm_hours").count() == 1


def test_nobody_approves_their_own_hours_or_their_own_proposal(here, officer, checker):
    own = service(who=volunteer(organisation=here, person=person(organisation=here, name=checker.name)), actor=officer)
    with pytest.raises(services.CannotDecide, match="您本人的时长"):
        services.approve(service=own, actor=checker, at=NOW)
    mine = service(organisation=here, actor=officer)
    with pytest.raises(services.CannotDecide, match="您自己申报的"):
        services.approve(service=mine, actor=officer, at=NOW)
    with pytest.raises(services.CannotDecide, match="您本人的时长"):
        services.approve_many(services=[mine, own], actor=checker, at=NOW)
    assert set(Service.objects.values_list("state", flat=True)) == {"proposed"}


def test_overlap_is_held_and_never_paid_twice(here, checker):
    first = service(organisation=here)
    other = service(who=first.volunteer, start="11-18 11:00", end="11-18 13:00")
    assert other.state == "held" and other.reasons == ["overlap"]
    with pytest.raises(services.CannotDecide, match="重叠"):
        services.approve(service=other, actor=checker, at=NOW, note="让它过")
    other.starts_at, other.minutes = moment("11-18 11:30"), None
    other = services.keep(service=other, actor=SYSTEM, at=NOW)
    assert (other.state, other.reasons, other.minutes) == ("proposed", [], 90)


def test_a_claim_is_judged_again_when_it_is_approved(here, checker):
    """Two proposals of one time, the first withdrawn and come back: only one of them gets through."""
    first, who = service(organisation=here), None
    who = first.volunteer
    services.withdraw(service=first, actor=SYSTEM, note="误报")
    second = service(who=who)
    assert second.reasons == []
    Service.objects.filter(pk=first.pk).update(state="noticed")
    with pytest.raises(services.CannotDecide, match="重叠"):
        services.approve(service=second, actor=checker, at=NOW)


def test_what_is_late_is_held_and_let_through_with_a_reason(here, checker):
    row = service(organisation=here, start="10-01 09:00", end="10-01 10:00")
    assert (row.state, row.reasons) == ("held", ["late"])
    with pytest.raises(services.CannotDecide, match="写明核实情况"):
        services.approve(service=row, actor=checker, at=NOW)
    assert services.approve(service=row, actor=checker, at=NOW, note="纸质签到表已核").state == "noticed"


def test_time_that_passes_while_hours_wait_makes_nothing_late(here, checker):
    row = service(organisation=here)
    assert services.approve(service=row, actor=checker, at=row.created_at + timedelta(days=90)).state == "noticed"


def test_objection_stops_the_notice(here, officer, checker):
    row = services.approve(service=service(organisation=here), actor=checker, at=NOW)
    with pytest.raises(WrongState, match="原因"):
        services.contest(service=row, actor=officer, note=" ")
    row = services.contest(service=row, actor=officer, note="当天他不在")
    assert (row.state, row.reasons) == ("held", ["contested"])
    assert services.confirm_due(actor=SYSTEM, at=later()) == 0
    row = services.refuse(service=row, actor=checker, note="属实")
    assert row.state == "refused" and counted() == 0
    with pytest.raises(WrongState):
        services.withdraw(service=row, actor=officer, note="x")


def test_what_is_in_the_ledger_changes_by_correction_only(here, officer, checker):
    row = confirmed(organisation=here)
    row.minutes = 10
    with pytest.raises(services.CannotDecide, match="申请更正"):
        services.keep(service=row, actor=officer, at=NOW)
    with pytest.raises(WrongState):
        services.withdraw(service=row, actor=officer, note="x")
    assert counted() == 150


def test_a_correction_reverses_and_posts_anew_and_moves_stars_both_ways(here, officer, checker):
    standard(organisation=here, thresholds=[2, 4])
    row = confirmed(organisation=here)
    day = date(2026, 12, 31)
    assert queries.stars_of(row.person, day) == 1
    for minutes, stars in ((60, 0), (240, 2), (150, 1)):
        asked = Correction(
            service=row,
            minutes=minutes,
            why="核对签到表",
            starts_at=moment("11-18 08:00"),
            ends_at=moment("11-18 12:00"),
        )
        asked = services.ask_correction(correction=asked, actor=officer, at=NOW)
        assert queries.minutes_of(row.person, day) != minutes  # until somebody else agrees
        services.accept_correction(correction=asked, actor=checker, at=later(), note="同意")
        row.refresh_from_db()
        assert (row.minutes, counted(), queries.stars_of(row.person, day)) == (minutes, minutes, stars)
    assert Posting.objects.filter(reverses__isnull=False).count() == 3


def test_nobody_accepts_their_own_request_or_their_own_hours(here, officer, checker, grant):
    asked = correction(organisation=here)
    asked.asked_key = checker.pk
    asked.save()
    with pytest.raises(services.CannotDecide, match="您提出的"):
        services.accept_correction(correction=asked, actor=checker, at=NOW, note="同意")
    asked.refresh_from_db()
    assert asked.state == "asked"
    who = asked.service.person
    who.name = officer.name
    who.save()
    with pytest.raises(services.CannotDecide, match="本人"):
        services.accept_correction(correction=asked, actor=officer, at=NOW, note="同意")
    with pytest.raises(services.CannotDecide, match="已有一条更正"):
        services.ask_correction(
            correction=Correction(service=asked.service, minutes=1, why="再提"), actor=officer, at=NOW
        )
    assert services.refuse_correction(correction=asked, actor=officer, note="证据不足").state == "refused"
    assert counted() == 240


def test_a_correction_cannot_pay_a_time_twice_and_zero_takes_hours_out(here, checker):
    first = confirmed(organisation=here)
    other = confirmed(who=first.volunteer, start="11-18 13:00", end="11-18 14:00")
    asked = Correction(
        service=other, minutes=120, why="早到", starts_at=moment("11-18 11:00"), ends_at=moment("11-18 14:00")
    )
    asked = services.ask_correction(correction=asked, actor=SYSTEM, at=NOW)
    with pytest.raises(services.CannotDecide, match="重叠"):
        services.accept_correction(correction=asked, actor=checker, at=NOW, note="同意")
    services.refuse_correction(correction=asked, actor=checker, note="重叠")
    asked = services.ask_correction(correction=Correction(service=other, minutes=0, why="没有来"), actor=SYSTEM, at=NOW)
    services.accept_correction(correction=asked, actor=checker, at=NOW, note="属实")
    other.refresh_from_db()
    assert other.state == "withdrawn" and counted() == 150


def test_weighted_hours_are_a_number_apart(here):
    from datetime import time

    standard(organisation=here, night_from=time(22), night_until=time(6), night_percent=150)
    row = confirmed(organisation=here, start="11-17 20:00", end="11-18 00:00")
    assert (row.minutes, row.weighted) == (240, 300)
    assert (counted(), counted("weighted_minutes")) == (240, 300)
    assert queries.minutes_of(row.person, TODAY) == 240


def test_the_nearest_standard_of_the_day_holds(here, town):
    standard(organisation=here, starts_on=date(2020, 1, 1), notice_days=5)
    standard(organisation=here, starts_on=date(2026, 12, 1), notice_days=7)
    assert queries.standard_of(town, TODAY).notice_days == 5
    standard(organisation=town, starts_on=date(2026, 1, 1), notice_days=1)
    assert queries.standard_of(town, TODAY).notice_days == 1
    assert queries.standard_of(here, date(2026, 12, 1)).notice_days == 7
    assert queries.standard_of(here, date(2019, 1, 1)).thresholds == [100, 300, 600, 1000, 1500]


def test_hours_stand_where_the_volunteer_was_on_the_day(here, town):
    who = volunteer(organisation=here, team=team(organisation=here, name="甲队"))
    at = {"volunteer": who, "organisation": town, "team": team(organisation=town, name="乙队")}
    Stay.objects.create(**at, since=date(2020, 1, 1), until=date(2026, 11, 15))
    who.here_since = date(2026, 11, 16)
    who.save()
    before, now = service(who=who, start="11-14 09:00", end="11-14 10:00"), service(who=who)
    assert [(s.organisation, s.team) for s in (before, now)] == [(town, "乙队"), (here, "甲队")]


def test_who_reached_what(here, elsewhere):
    standard(organisation=here, thresholds=[2, 4])
    one = confirmed(organisation=here)
    confirmed(who=one.volunteer, start="11-19 09:00", end="11-19 11:00")
    confirmed(organisation=here, start="11-18 09:00", end="11-18 10:00")
    found = queries.reached(here, date(2026, 11, 1), date(2026, 11, 30))
    assert [(r.person, r.stars, r.on) for r in found] == [
        (one.person, 2, date(2026, 11, 19)), (one.person, 1, date(2026, 11, 18)),
    ]  # fmt: skip
    assert [r.stars for r in queries.reached(here, date(2026, 11, 19), date(2026, 11, 30))] == [2]
    assert queries.reached(elsewhere, date(2026, 11, 1), date(2026, 11, 30)) == []


class TestSignedIn:
    def take(self, row, stays, **more):
        return services.take_signed_in(session=row, stays=stays, windows={}, actor=SYSTEM, at=NOW, **more)

    def test_the_shift_bounds_hours_and_the_clear_ones_go_on_notice(self, here):
        row, one, two = session(organisation=here), volunteer(organisation=here), volunteer(organisation=here)
        stays = {
            one.person_id: [(moment("11-18 08:30"), moment("11-18 11:00"))],
            two.person_id: [(moment("11-18 09:30"), None)],
            person(organisation=here).pk: [(moment("11-18 09:00"), moment("11-18 12:00"))],
        }
        self.take(row, stays)
        found = {s.volunteer: (s.minutes, s.state, s.reasons) for s in Service.objects.all()}
        assert found == {one: (120, "noticed", []), two: (150, "held", ["no_sign_out"])}
        assert self.take(row, stays) == [] and Service.objects.count() == 2

    def test_later_scans_move_what_is_open_and_ask_about_what_is_confirmed(self, here):
        row, one = session(organisation=here), volunteer(organisation=here)
        self.take(row, {one.person_id: [(moment("11-18 09:00"), moment("11-18 10:00"))]})
        self.take(row, {one.person_id: [(moment("11-18 09:00"), moment("11-18 11:00"))]})
        assert Service.objects.get().minutes == 120
        services.confirm_due(actor=SYSTEM, at=later())
        entry = Entry.objects.get(measure="hours.minutes")
        assert (entry.amount, entry.evidence, entry.form) == (120, "counted", "咨询")
        more = {one.person_id: [(moment("11-18 09:00"), moment("11-18 12:00"))]}
        self.take(row, more)
        self.take(row, more)
        assert (Correction.objects.get().minutes, counted()) == (180, 120)

    def test_a_door_and_a_proposal_of_one_time_are_not_both_paid(self, here):
        row, one = session(organisation=here), volunteer(organisation=here)
        service(who=one)
        self.take(row, {one.person_id: [(moment("11-18 09:00"), moment("11-18 12:00"))]})
        assert Service.objects.get(how="sign_in").reasons == ["overlap"]


def test_a_sheet_of_many_costs_the_same_as_one(here, officer, django_assert_max_num_queries):
    who = [volunteer(organisation=here) for _n in range(30)]
    lines = [services.Proposal(one, moment("11-18 09:00"), moment("11-18 11:00")) for one in (*who, who[0])]
    with django_assert_max_num_queries(30):
        made = services.propose_sheet(lines=lines, what="科普集市", session=None, actor=officer, at=NOW)
    assert [s.state for s in made] == ["proposed"] * 30 + ["held"]
    assert made[-1].reasons == ["overlap"]


def test_metrics_know_hours_and_people(here, officer):
    one = confirmed(organisation=here, end="11-18 09:20")
    confirmed(who=one.volunteer, start="11-18 13:00", end="11-18 13:20")
    confirmed(who=one.volunteer, start="11-18 14:00", end="11-18 14:20")
    figures = metrics.figures(["志愿服务时长", "服务志愿者人数"], period=Period.year(2026), actor=officer)
    assert (figures["志愿服务时长"].value, figures["志愿服务时长"].said) == (1, "1")
    assert figures["服务志愿者人数"].value == 1
    confirmed(organisation=here, start="11-18 09:00", end="11-18 09:20")
    assert metrics.figure("志愿服务时长", period=Period.year(2026), actor=officer).said == "1.3"


def test_strangers_may_do_nothing(here, stranger):
    row, asked = service(organisation=here), correction(organisation=here)
    for act in (
        lambda: services.propose(service=service(organisation=here), actor=stranger, at=NOW),
        lambda: services.keep(service=row, actor=stranger, at=NOW),
        lambda: services.approve(service=row, actor=stranger, at=NOW),
        lambda: services.refuse(service=row, actor=stranger, note="x"),
        lambda: services.contest(service=row, actor=stranger, note="x"),
        lambda: services.withdraw(service=row, actor=stranger, note="x"),
        lambda: services.ask_correction(correction=asked, actor=stranger, at=NOW),
        lambda: services.accept_correction(correction=asked, actor=stranger, at=NOW, note="x"),
        lambda: services.refuse_correction(correction=asked, actor=stranger, note="x"),
        lambda: services.take_signed_in(
            session=session(organisation=here), stays={}, windows={}, actor=stranger, at=NOW
        ),
        lambda: services.propose_sheet(
            lines=[services.Proposal(row.volunteer, NOW, NOW)], what="x", session=None, actor=stranger, at=NOW
        ),
    ):
        with pytest.raises((NotAllowed, WrongState)) as refusal:
            act()
        assert refusal.type is NotAllowed, act
