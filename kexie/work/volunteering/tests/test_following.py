"""What of volunteers and sign-ups follows when sessions move or are called off, and when activities are copied."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kexie.core import clock, gate
from kexie.core.gate import SYSTEM
from kexie.core.jobs.models import Job
from kexie.network.people.tests.make import person
from kexie.office.notices.models import Message
from kexie.work.activities import services as activities
from kexie.work.activities.desks import SessionDesk
from kexie.work.activities.models import Activity
from kexie.work.signups import services as signups
from kexie.work.signups.models import Admission, Quota, Signup
from kexie.work.signups.tests.make import admission, questionnaire, quota, signup
from kexie.work.volunteering.models import Assignment, Post, Shift

from .make import NOW, assignment, post, shift, volunteer

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


class Progress:
    """Counts nothing: jobs are run here by hand."""

    def step(self, done, of):
        """Go on."""


@pytest.fixture
def held(here):
    """A session with sign-up, a shift of it with a volunteer in it, and somebody signed up."""
    where = admission(organisation=here, places=30)
    wanted = post(organisation=here, activity=where.session.activity, name="引导")
    of_session = shift(
        post_=wanted, session=where.session, starts_at=where.session.starts_at, hours=2, places=3,
    )  # fmt: skip
    who = volunteer(organisation=here, person=person(organisation=here, name="王一", phone="16400000031"))
    serves = assignment(shift_=of_session, volunteer=who)
    return where, of_session, serves, signup(admission_=where)


def later(session_, by=DAY, **more):
    session_.starts_at += by
    session_.ends_at += by
    for name, value in more.items():
        setattr(session_, name, value)
    return session_


def run_jobs():
    """Do what was begun behind the pages."""
    for job in Job.objects.filter(state="queued"):
        do = {"call_off": signups.call_off, "tell_moved": signups.tell_moved}[job.function.rpartition(".")[2]]
        do(progress=Progress(), actor=SYSTEM, **job.arguments)


def test_a_session_that_moves_takes_its_shifts_along_and_everybody_is_told(held, officer):
    where, of_session, serves, one = held
    activities.keep_session(session=later(where.session, place="新礼堂"), actor=officer, at=NOW)
    of_session.refresh_from_db()
    assert (of_session.starts_at, of_session.ends_at) == (where.session.starts_at, where.session.ends_at)
    with clock.at(NOW):
        run_jobs()
        run_jobs()
    told = Message.objects.filter(subject="时间地点有变")
    assert {row.address for row in told} == {one.phone, "16400000031"}  # participant and volunteer, once each
    assert "新礼堂" in told.first().body
    serves.refresh_from_db()
    assert serves.state == Assignment.State.ACCEPTED


def test_who_is_busy_at_the_new_time_steps_back_and_is_told(held, here, officer):
    where, _of_session, serves, _one = held
    other = shift(organisation=here, starts_at=where.session.starts_at + DAY)
    assignment(shift_=other, volunteer=serves.volunteer)
    activities.keep_session(session=later(where.session), actor=officer, at=NOW)
    serves.refresh_from_db()
    assert serves.state == Assignment.State.WITHDRAWN
    assert Signup.objects.get(person=serves.volunteer.person).state == Signup.State.CANCELLED


def test_a_change_that_is_no_move_tells_nobody(held, officer):
    where, _shift, _serves, _one = held
    where.session.capacity = 99
    activities.keep_session(session=where.session, actor=officer, at=NOW)
    activities.keep_session(session=later(where.session), actor=officer, at=where.session.ends_at)  # it is over
    assert not Job.objects.exists()


def test_a_session_called_off_on_its_page_calls_off_its_shifts_and_tells(held, officer, client):
    where, of_session, serves, one = held
    client.force_login(officer)
    with clock.at(NOW):
        client.post(SessionDesk.url("move", where.session.pk, "cancel_session"), {"note": "台风"})
        run_jobs()
    of_session.refresh_from_db(), serves.refresh_from_db(), one.refresh_from_db()
    assert of_session.cancelled_at == NOW and serves.state == Assignment.State.WITHDRAWN
    assert one.state == Signup.State.CANCELLED and one.note == "台风"
    assert {row.address for row in Message.objects.filter(subject="报名已取消")} == {one.phone, "16400000031"}
    assert Activity.objects.get().state == Activity.State.PUBLISHED


class TestCopies:
    NEXT = date(2014, 3, 1)

    def copied(self, held, officer):
        where, _shift, _serves, _one = held
        fresh = activities.copy(activity=where.session.activity, actor=officer, today=self.NEXT)
        return fresh, fresh.timetable.get(), fresh.starts_on - where.session.activity.starts_on

    def test_how_one_signs_up_comes_along_with_no_room_taken(self, held, here, officer):
        where = held[0]
        asked = questionnaire(organisation=here)
        where.refresh_from_db()
        where.opens_at, where.closes_at = NOW, NOW + DAY
        where.age_from, where.age_to, where.questionnaire, where.companions_most = 6, 12, asked, 2
        signups.keep_admission(admission=where, actor=officer, at=NOW)
        quota(9, activity=where.session.activity)
        quota(5, activity=where.session.activity, session=where.session, group="小学")
        _fresh, after, by = self.copied(held, officer)
        row = Admission.objects.get(session=after)
        assert (row.places, row.taken, row.age_from, row.age_to, row.questionnaire) == (30, 0, 6, 12, asked)
        assert (row.opens_at - NOW, row.closes_at - row.opens_at, row.companions_most) == (by, DAY, 2)
        said = Quota.objects.filter(activity=after.activity).values_list("session", "group", "places", "taken")
        assert {*said} == {(None, "", 9, 0), (after.pk, "小学", 5, 0)}
        assert not Signup.objects.filter(session=after).exists()

    def test_posts_and_shifts_come_along_as_drafts_with_nobody_in_them(self, held, officer):
        loose = shift(post_=held[1].post, hours=1)
        gone = shift(post_=held[1].post, hours=5)
        gone.cancelled_at = NOW
        gone.save()
        fresh, after, by = self.copied(held, officer)
        row = Post.objects.get(activity=fresh)
        assert (row.name, row.state, row.organisation) == ("引导", Post.State.DRAFT, fresh.organisation)
        assert row.public_id != held[1].post.public_id
        said = {*Shift.objects.filter(post=row).values_list("session", "starts_at", "places", "taken")}
        assert said == {(after.pk, after.starts_at, 3, 0), (None, loose.starts_at + by, None, 0)}
        assert not Assignment.objects.filter(shift__post=row).exists()

    def test_only_whoever_keeps_the_activity_copies_its_settings(self, held, stranger):
        activity = held[0].session.activity
        for service in (signups.copy_settings,):
            with pytest.raises(gate.NotAllowed):
                service(activities={activity.pk: activity}, sessions={}, actor=stranger)
