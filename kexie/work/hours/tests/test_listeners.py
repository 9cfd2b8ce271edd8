"""A door that is settled brings its volunteers their hours."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kexie.core.gate import SYSTEM
from kexie.work.attendance import services as attendance
from kexie.work.attendance.tests import make as door
from kexie.work.hours.models import Service
from kexie.work.signups.models import Signup

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
