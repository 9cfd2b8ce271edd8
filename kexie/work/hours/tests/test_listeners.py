"""A door that is settled brings its volunteers their hours."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kexie.core.gate import SYSTEM
from kexie.work.attendance import services as attendance
from kexie.work.attendance.tests import make as door
from kexie.work.hours import queries
from kexie.work.hours.models import Service
from kexie.work.signups.models import Signup
from kexie.work.volunteering.tests import make as posts

from .make import volunteer

pytestmark = pytest.mark.django_db


def test_volunteers_of_a_settled_session_get_the_hours_they_were_there(here):
    session = door.activity(here).timetable.get()
    helper, guest = volunteer(organisation=here, on=date(2020, 1, 1)), door.signup(session, name="听众")
    place = door.signup(session, who=helper.person, role=Signup.Role.VOLUNTEER)
    device, _secret = door.device(session.activity)
    end = session.ends_at
    rows = [
        door.scan(place, at=session.starts_at - timedelta(minutes=30)),
        door.scan(place, at=end - timedelta(minutes=15), direction="out"),
        door.scan(guest, at=session.starts_at),
    ]
    attendance.upload(device=device, rows=rows, sent_at=end.isoformat(), at=end, actor=SYSTEM)
    attendance.settle(session=session, actor=SYSTEM, at=end)
    made = Service.objects.get()
    whole = int((end - session.starts_at).total_seconds() // 60)
    assert (made.volunteer, made.minutes, made.how, made.session) == (helper, whole - 15, "sign_in", session)
    attendance.settle(session=session, actor=SYSTEM, at=end)
    assert Service.objects.count() == 1


def test_the_shift_bounds_hours_where_there_is_one(here):
    session = door.activity(here).timetable.get()
    helper = volunteer(organisation=here, on=date(2020, 1, 1))
    early, before = session.starts_at - timedelta(hours=1), session.starts_at - timedelta(days=1)
    post = posts.post(organisation=here, activity=session.activity)
    shift = posts.shift(post_=post, session=session, starts_at=early, hours=2, at=before)
    place = posts.assignment(shift_=shift, volunteer=helper, at=before).signup
    assert queries.shifts_in(session) == {helper.person_id: [(early, shift.ends_at)]}
    device, _secret = door.device(session.activity)
    rows = [door.scan(place, at=early - timedelta(minutes=30)), door.scan(place, at=session.ends_at, direction="out")]
    attendance.upload(device=device, rows=rows, sent_at=session.ends_at.isoformat(), at=session.ends_at, actor=SYSTEM)
    attendance.settle(session=session, actor=SYSTEM, at=session.ends_at)
    made = Service.objects.get()
    assert (made.minutes, made.starts_at, made.state, made.reasons) == (120, early, "noticed", [])
