"""Pages of doors: the device's addresses, signing oneself in, and what staff do."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from kexie.core import clock
from kexie.core.gate import SYSTEM
from kexie.core.sheets.readers import read
from kexie.work.activities.models import Session
from kexie.work.attendance import queries, services
from kexie.work.attendance.models import Attendance, Device, Headcount, Scan, Settlement
from kexie.work.signups.models import Signup

from . import make
from .make import NINE, after

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(here):
    return make.activity(here).timetable.get()


@pytest.fixture
def staff(client, officer):
    client.force_login(officer)
    return client


def send(secret, body, **more):
    sent = body if isinstance(body, str) else json.dumps(body)
    client = Client(enforce_csrf_checks=True)
    return client.post(
        "/door/api/scans/", sent, content_type="application/json",
        headers={"X-Door": secret, "Accept": "application/json"}, **more,
    )  # fmt: skip


class TestDevice:
    def test_its_list_tells_the_least(self, client, session):
        signup = make.signup(session, "李建国", phone="16400000001")
        signup.person.phone = "16400000001"
        signup.person.save()
        _device, secret = make.device(session.activity)
        with clock.at(NINE):
            answer = client.get("/door/api/list/", headers={"X-Door": secret, "Accept": "application/json"})
        text = answer.content.decode()
        assert answer["Cache-Control"].startswith("max-age=0") and answer.json()["people"][0]["name"] == "李**"
        for secret_word in ("李建国", "16400000001", "0001", signup.reference):
            assert secret_word not in text

    def test_scans_come_in_without_a_cookie(self, session):
        li = make.signup(session)
        _device, secret = make.device(session.activity)
        with clock.at(after(60)):
            answer = send(secret, {"sent_at": after(60).isoformat(), "scans": [make.scan(li, after(5))]})
        result = answer.json()["results"][0]
        assert (answer.status_code, result["verdict"], result["state"]) == (200, "ok", "present")
        assert Device.objects.get().heard_at == after(60)

    @pytest.mark.parametrize("body", ["", "[", "[]", "null", "7", '"x"', "{}", '{"scans": 7}', "[" * 100_000])
    def test_rubbish_is_refused_in_words(self, session, body):
        _device, secret = make.device(session.activity)
        with clock.at(NINE):
            answer = send(secret, body)
        assert answer.status_code == 422 and answer.json()["code"] == "bad_upload"

    def test_without_the_secret_there_is_nothing(self, client, session):
        for answer in (send("x" * 43, {}), client.get("/door/api/list/", headers={"Accept": "application/json"})):
            assert (answer.status_code, answer.json()["code"]) == (403, "door_closed")
        answer = client.get("/door/guess/")
        assert answer.status_code == 403 and "链接无效" in answer.content.decode()

    def test_one_scan_costs_few_statements(self, session, django_assert_max_num_queries):
        door, secret = make.device(session.activity)
        make.send(door, make.scan(make.signup(session, "先到")), at=after(50))
        body = {"sent_at": after(60).isoformat(), "scans": [make.scan(make.signup(session), after(5))]}
        with clock.at(after(60)), django_assert_max_num_queries(10):
            assert send(secret, body).json()["results"][0]["verdict"] == "ok"

    def test_forty_scans_cost_hardly_more_than_one(self, session, django_assert_max_num_queries):
        door, secret = make.device(session.activity)
        make.send(door, make.scan(make.signup(session, "先到")), at=after(50))
        rows = [make.scan(make.signup(session, f"人{n}"), after(n)) for n in range(40)]
        with clock.at(after(60)), django_assert_max_num_queries(11):
            send(secret, {"sent_at": after(60).isoformat(), "scans": rows})
        assert Attendance.objects.filter(state="present").count() == 41

    def test_a_screen_shows_a_code_that_changes(self, client, session):
        _device, secret = make.device(session.activity, kind=Device.Kind.SCREEN)
        pages = set()
        for seconds in (0, 5, 16):
            with clock.at(after(seconds)):
                pages.add(client.get(f"/door/{secret}/").content.decode().partition("data:image")[2][:2000])
        assert len(pages) == 2


class TestHere:
    @pytest.fixture(autouse=True)
    def forgotten(self):
        cache.clear()

    @pytest.fixture
    def li(self, session):
        return make.signup(session, "李建国", phone="16400000001")

    def address(self, session, at=NINE):
        return f"/here/{session.activity.public_id}/{session.number}/{queries.screen_code(session, at)}/"

    def test_name_and_mobile_sign_one_in(self, client, session, li):
        with clock.at(after(10)):
            answer = client.post(self.address(session), {"name": "李建国", "phone": "+86 164 0000 0001"})
        assert "已签到" in answer.content.decode()
        row = Attendance.objects.get()
        assert row.first_in == after(10) and not row.is_doubtful and Scan.objects.get().how == "self"

    def test_the_mobile_of_the_person_does_as_well(self, client, session):
        make.signup(session, "王芳", who=make.person(session.activity.organisation, "王芳"))
        person = Signup.objects.get().person
        person.phone = "16400000002"
        person.save()
        with clock.at(after(10)):
            client.post(self.address(session), {"name": "王芳", "phone": "16400000002"})
        assert Attendance.objects.get().state == "present"

    def test_opened_in_time_and_sent_late_is_not_late(self, client, session, li):
        with clock.at(after(10)):
            seen = client.get(self.address(session)).context["seen"]
        with clock.at(after(1800)):
            client.post(self.address(session), {"name": "李建国", "phone": "16400000001", "seen": seen})
        row = Attendance.objects.get()
        assert row.first_in == after(10) and not row.is_doubtful

    def test_a_forwarded_link_counts_and_is_flagged(self, client, session, li):
        with clock.at(after(1800)):
            answer = client.post(self.address(session), {"name": "李建国", "phone": "16400000001", "seen": "x"})
        assert "工作人员核对" in answer.content.decode() and Attendance.objects.get().is_doubtful

    def test_strangers_learn_nothing(self, client, session, li):
        with clock.at(after(10)):
            answer = client.post(self.address(session), {"name": "李建国", "phone": "16400000009"})
            assert answer.status_code == 422 and not Scan.objects.exists()
            for _try in range(29):
                client.post(self.address(session), {"name": "李建国", "phone": "16400000009"})
            assert client.post(self.address(session), {"name": "x", "phone": "1"}).status_code == 429
            for wrong in ("/here/x/1/1-A/", self.address(session)[:-2] + "/", self.address(session, after(900))):
                assert client.get(wrong).status_code == 404


class TestStaff:
    def test_the_day_of_a_session(self, staff, session):
        li = make.signup(session, "李建国")
        page = f"/attendance/sessions/{session.pk}/"
        with clock.at(NINE):
            assert "李建国" in staff.get(page).content.decode()
            staff.post(f"{page}check-in/", {"signup": li.pk, "direction": "in"})
            assert Attendance.objects.get().state == "present"
            staff.post(f"{page}check-in/", {"signup": li.pk, "direction": "undo"})
            assert Attendance.objects.get().state == "absent"
            staff.post(f"{page}check-in/", {"signup": li.pk, "direction": "in"})
            staff.post(f"{page}headcount/", {"amount": "40", "method": "estimated", "note": "走廊"})
            staff.post(f"{page}settle/")
        assert Settlement.objects.get().settled_by and Headcount.objects.get().amount == 40
        with clock.at(after(60)):
            text = staff.get(page).content.decode()
            assert "重新入账" in text and "走廊" in text
            listed = staff.get("/attendance/").content.decode()
        assert "已入账" in listed and "院士进校园" in listed

    def test_the_activity_leads_to_its_doors(self, staff, session):
        make.signup(session)
        text = staff.get(f"/activities/{session.activity_id}/").content.decode()
        assert f"/attendance/sessions/{session.pk}/" in text and "0 / 1" in text

    def test_what_does_not_count_is_said(self, staff, session):
        waiting = make.signup(session, "候补", state=Signup.State.WAITING)
        with clock.at(NINE):
            page = f"/attendance/sessions/{session.pk}/"
            answer = staff.post(f"{page}check-in/", {"signup": waiting.pk, "direction": "in"}, follow=True)
        assert "还在候补" in answer.content.decode()
        assert not Attendance.objects.exists()

    def test_a_wrong_headcount_stays_in_the_form(self, staff, session):
        answer = staff.post(f"/attendance/sessions/{session.pk}/headcount/", {"amount": "0", "method": "counted"})
        assert answer.status_code == 422 and not Headcount.objects.exists()

    def test_a_conflict_is_looked_at(self, staff, session):
        li = make.signup(session, "李建国")
        for place, name in enumerate(("东门", "西门")):
            make.send(make.device(session.activity, name)[0], make.scan(li, after(40 * place)))
        page = f"/attendance/sessions/{session.pk}/"
        assert "签到了两次" in staff.get(page).content.decode()
        staff.post(f"/attendance/records/{Attendance.objects.get().pk}/look-at/", {"note": "本人"})
        assert "核对过了" not in staff.get(page).content.decode()

    def test_a_device_is_opened_once_and_closed(self, staff, session):
        page = f"/attendance/activities/{session.activity_id}/doors/"
        with clock.at(NINE):
            text = staff.post(f"{page}open/", {"name": "东门", "kind": "door"}).content.decode()
            secret = text.partition("/door/")[2].partition("/")[0]
            assert services.require_open(secret=secret, at=NINE) == Device.objects.get()
            assert secret not in staff.get(page).content.decode()
            staff.post(f"/attendance/devices/{Device.objects.get().pk}/revoke/")
            assert staff.get(f"/door/{secret}/").status_code == 403

    def test_a_list_on_paper_is_typed_back(self, staff, session):
        came, absent = make.signup(session, "来了"), make.signup(session, "没来")
        page = f"/attendance/sessions/{session.pk}/paper/"
        assert "签名" in staff.get(page).content.decode()
        with clock.at(make.EVENING):
            for _time in range(2):
                staff.post(page, {"came": [came.pk, "x", "9" * 30], "at": "9:20"})
        row = Attendance.objects.get()
        assert (row.signup, row.first_in) == (came, NINE + timedelta(minutes=20))
        assert absent.pk and Scan.objects.count() == 1

    def test_the_workbook_names_everybody(self, staff, session, tmp_path):
        signup = make.signup(session, "李建国", group="小学组")
        make.signup(session, "不来了", state=Signup.State.CANCELLED)
        answer = staff.get(f"/attendance/sessions/{session.pk}/list.xlsx")
        file = tmp_path / "list.xlsx"
        file.write_bytes(b"".join(answer.streaming_content))
        rows = [[cell for cell in row.cells if cell] for sheet in read(file).sheets for row in sheet.rows]
        assert [signup.reference, "李建国", "小学组"] in rows and not any("不来了" in row for row in rows)

    def test_pages_stay_flat(self, staff, session, django_assert_max_num_queries):
        for number in range(30):
            make.signup(session, f"人{number}")
        with clock.at(NINE), django_assert_max_num_queries(30):
            staff.get(f"/attendance/sessions/{session.pk}/")

    def test_a_cancelled_session_is_not_on_the_list(self, staff, session):
        Session.objects.update(state=Session.State.CANCELLED)
        with clock.at(NINE):
            assert "院士进校园" not in staff.get("/attendance/").content.decode()


def test_settling_follows_closing(here):
    from kexie.core import events
    from kexie.work.activities.events import Cancelled, Closed

    session = make.activity(here).timetable.get()
    services.check_in(signup=make.signup(session), session=session, at=NINE, actor=SYSTEM)
    events.announce(Closed(session.activity, SYSTEM, make.EVENING))
    assert Settlement.objects.get().session == session
    session.activity.refresh_from_db()
    session.activity.state = "cancelled"
    session.activity.save()
    events.announce(Cancelled(session.activity, SYSTEM, make.EVENING, "台风"))
    from kexie.office.ledger.models import Entry

    assert sum(entry.amount for entry in Entry.objects.filter(measure="activities.participations")) == 0
