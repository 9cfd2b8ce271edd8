"""The public's pages: what is shown, to everyone alike, and what never is."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from icalendar import Calendar

from kexie.core import clock
from kexie.network.people.models import Person
from kexie.office.notices.models import Message
from kexie.work.activities.models import Activity, Campaign, Session
from kexie.work.activities.tests.make import draft
from kexie.work.hours.models import Correction
from kexie.work.hours.tests.make import NOW as NOW_OF_HOURS
from kexie.work.hours.tests.make import confirmed, volunteer
from kexie.work.signups.models import Admission, Quota, Signup

NOW = datetime(2026, 5, 11, 9, tzinfo=clock.ZONE)
DAY = date(2026, 5, 16)  # a Saturday


@pytest.fixture(autouse=True)
def moment():
    cache.clear()
    with clock.at(NOW):
        yield


def published(where, **fields):
    given = {"starts_on": DAY, "starts_time": time(9), "place": "文化礼堂", "state": "published", "published_at": NOW}
    row = draft(organisation=where, **{**given, **fields})
    row.key = row.name
    row.save()
    return row


def activity(where, **fields):
    return published(where, published_at=None, **fields)


def session(row, *, places=None, days=0, **how):
    starts = datetime.combine(row.starts_on + timedelta(days=days), time(9), clock.ZONE)
    number = row.timetable.count() + 1
    made = Session.objects.create(activity=row, number=number, starts_at=starts, ends_at=starts + timedelta(hours=2))
    Admission.objects.create(session=made, places=places, **how)
    return made


def text(client, name, *args, status=200, **query):
    answer = client.get(reverse(f"portal:{name}", args=args), query)
    assert answer.status_code == status, answer.content.decode()[:300]
    return answer.content.decode()


class TestFind:
    def test_only_what_was_published_and_is_not_over_is_listed_the_soonest_first(self, client, here):
        published(here, name="下周讲座", starts_on=DAY + timedelta(days=5))
        published(here, name="周末集市")
        published(here, name="上周讲座", starts_on=DAY - timedelta(days=9))
        activity(here, name="还是计划", starts_on=DAY, state="planned")
        page = text(client, "find")
        assert page.index("周末集市") < page.index("下周讲座")
        assert "上周讲座" not in page and "还是计划" not in page

    @pytest.mark.parametrize(
        ("asked", "seen"),
        [
            ({"q": "集市"}, {"集市"}), ({"when": "weekend"}, {"集市", "亲子"}), ({"when": "today"}, set()),
            ({"kind": "讲座"}, {"讲座"}), ({"age": "8"}, {"集市", "亲子", "讲座"}), ({"age": "30"}, {"集市", "讲座"}),
            ({"age": "八岁"}, {"集市", "亲子", "讲座"}), ({"q": "泗门"}, {"集市"}),
        ],
    )  # fmt: skip
    def test_it_is_narrowed(self, client, here, town, asked, seen):
        published(town, name="集市", form="咨询")
        published(here, name="亲子", form="参观", age_from=6, age_to=12)
        published(here, name="讲座", form="讲座", starts_on=DAY + timedelta(days=2))
        page = text(client, "find", **asked)
        listed = page[page.index("</form>") :]
        assert {name for name in ("集市", "亲子", "讲座") if f">{name}</a>" in listed} == seen

    def test_the_number_of_statements_is_flat(self, client, here, django_assert_max_num_queries):
        for n in range(30):
            published(here, name=f"活动{n}")
        with django_assert_max_num_queries(6):
            text(client, "find")

    def test_everyone_gets_the_same_page_and_it_may_be_kept_a_moment(self, client, here, officer):
        published(here, name="周末集市")
        first = client.get(reverse("portal:find"))
        client.force_login(officer)
        second = client.get(reverse("portal:find"))
        assert first.content == second.content and "max-age" in second["Cache-Control"]
        assert officer.username not in second.content.decode()


class TestActivity:
    def test_its_page_says_what_there_is_room_for(self, client, here):
        row = published(here, name="周末集市", introduction="带孩子来看星星", contact="科协办 0574-12345678")
        session(row, places=30)
        session(row, places=0)
        session(row, places=9)
        Quota.objects.create(activity=row, places=4)
        page = text(client, "activity", row.public_id)
        assert "还剩 4 个名额" in page and "名额已满" in page and "带孩子来看星星" in page and "0574-12345678" in page

    def test_groups_share_the_room_of_a_session(self, client, here):
        row = published(here, name="周末集市")
        made = session(row, places=30)
        for group, places in (("小学组", 5), ("初中组", 6)):
            Quota.objects.create(activity=row, session=made, group=group, places=places)
        assert "还剩 11 个名额" in text(client, "activity", row.public_id)

    @pytest.mark.parametrize("state", ["planned", "submitted", "approved"])
    def test_what_is_not_published_is_missing(self, client, here, state):
        row = activity(here, name="还没定", state=state, starts_on=DAY)
        assert text(client, "activity", row.public_id, status=404) == text(client, "activity", "no-such-id", status=404)

    def test_what_was_called_off_says_so(self, client, here):
        row = published(here, name="露天电影", state="cancelled")
        assert "已经取消" in text(client, "activity", row.public_id)

    def test_a_link_only_session_is_not_offered(self, client, here):
        row = published(here, name="内部培训")
        session(row, places=5, is_by_link_only=True)
        assert "不用报名" in text(client, "activity", row.public_id)


def test_a_campaign_lists_its_activities(client, here):
    week = Campaign.objects.create(organisation=here, series="科技活动周", year=2026, theme="走进科技")
    published(here, name="主会场", campaign=week)
    activity(here, name="还是计划", campaign=week, state="planned", starts_on=DAY)
    page = text(client, "campaign", week.public_id)
    assert "主会场" in page and "走进科技" in page and "还是计划" not in page
    bare = Campaign.objects.create(organisation=here, series="科普日", year=2026)
    text(client, "campaign", bare.public_id, status=404)


def test_the_calendar_holds_every_session_and_whole_days(client, here):
    row = published(here, name="周末集市")
    session(row)
    session(row, days=7)
    whole = published(here, name="展览", starts_time=None, ends_on=DAY + timedelta(days=2))
    events = Calendar.from_ical(text(client, "calendar")).walk("VEVENT")
    assert [str(e["SUMMARY"]) for e in events] == ["展览", "周末集市", "周末集市"]
    assert events[1].decoded("DTSTART") == datetime(2026, 5, 16, 1, tzinfo=UTC)
    assert events[0].decoded("DTEND") == DAY + timedelta(days=3)
    row.state = Activity.State.CANCELLED
    row.save()
    cache.clear()
    (one, _two) = Calendar.from_ical(text(client, "activity_calendar", row.public_id)).walk("VEVENT")
    assert str(one["STATUS"]) == "CANCELLED" and whole.public_id not in str(one["UID"])


SAID = {"name": "李小满", "phone": "16400000001", "agrees": "on", "key": "k1"}


class TestSignUp:
    def address(self, row, number=1):
        return reverse("signups:sign_up", args=[row.public_id, number])

    def test_a_person_signs_up_without_an_account_and_gets_a_page_of_their_own(self, client, here):
        row = published(here, name="周末集市")
        session(row, places=1)
        assert self.address(row) in text(client, "activity", row.public_id)
        answer = client.post(self.address(row), SAID)
        assert answer.status_code == 302, answer.content.decode()
        again = client.post(self.address(row), SAID)
        assert again["Location"] == answer["Location"] and Signup.objects.count() == 1
        own = client.get(answer["Location"]).content.decode()
        assert "李小满" in own and "已确认" in own and "签到号" in own and "data:image/svg+xml" in own
        cache.clear()
        assert "名额已满" in text(client, "activity", row.public_id)

    def test_who_comes_late_waits_and_has_no_code(self, client, here):
        row = published(here, name="周末集市")
        session(row, places=0)
        answer = client.post(self.address(row), SAID)
        own = client.get(answer["Location"]).content.decode()
        assert "候补" in own and "签到号" not in own

    def test_what_is_wrong_is_said_and_what_was_typed_stays(self, client, here):
        row = published(here, name="周末集市")
        session(row, places=9)
        answer = client.post(self.address(row), {**SAID, "phone": "123", "agrees": ""})
        page = answer.content.decode()
        assert answer.status_code == 422 and "李小满" in page and not Signup.objects.exists()

    def test_only_while_it_is_open(self, client, here):
        row = published(here, name="周末集市")
        session(row, places=9, closes_at=NOW - timedelta(hours=1))
        page = client.get(self.address(row)).content.decode()
        assert "<button>报名" not in page
        assert client.post(self.address(row), SAID).status_code == 422 and not Signup.objects.exists()
        assert client.get(self.address(row, 2)).status_code == 404
        hidden = activity(here, name="还是计划", state="planned")
        session(hidden, places=9)
        assert client.get(self.address(hidden)).status_code == 404


class TestMine:
    def let_in(self, client, contact="16400000001"):
        answer = client.post(reverse("portal:mine"), {"contact": contact})
        assert answer.status_code == 302, answer.content.decode()
        code = re.search(r"\d{6}", Message.objects.order_by("pk").last().body)
        return client.post(reverse("portal:prove"), {"code": code[0] if code else "000000"})

    def test_a_code_opens_what_is_ones_own_and_nothing_else(self, client, here):
        row = published(here, name="周末集市")
        session(row, places=9)
        for n, name in enumerate(("李小满", "王立秋")):
            said = {**SAID, "name": name, "phone": f"1640000000{n + 1}", "key": name}
            assert client.post(reverse("signups:sign_up", args=[row.public_id, 1]), said).status_code == 302
        assert self.let_in(client).status_code == 302
        page = text(client, "mine")
        assert "李小满" in page and "周末集市" in page and "王立秋" not in page and "16400000001" not in page
        client.post(reverse("portal:leave"))
        assert "获取验证码" in text(client, "mine")

    def test_a_wrong_code_opens_nothing(self, client, here):
        person_of(here)
        client.post(reverse("portal:mine"), {"contact": "16400000001"})
        answer = client.post(reverse("portal:prove"), {"code": "12"})
        assert answer.status_code == 422 and "获取验证码" in text(client, "mine")

    def test_unknown_numbers_are_answered_alike_and_get_nothing(self, client, here):
        person_of(here)
        known = client.post(reverse("portal:mine"), {"contact": "16400000001"})
        unknown = client.post(reverse("portal:mine"), {"contact": "16400000009"})
        assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
        assert Message.objects.order_by("pk").last().state == Message.State.CANCELLED

    def test_a_telephone_shared_by_several_asks_whose(self, client, here):
        for name in ("李小满", "王立秋"):
            person_of(here, name=name)
        self.let_in(client)
        page = text(client, "mine")
        assert "您的姓名" in page and "李小满" not in page
        assert client.post(reverse("portal:mine"), {"name": "张三"}).status_code == 422
        assert "王立秋" in client.post(reverse("portal:mine"), {"name": "王立秋"}).content.decode()

    def test_hours_and_stars_are_shown_and_one_may_ask_for_a_correction(self, client, here):
        with clock.at(NOW_OF_HOURS):
            mine, other = (volunteer(organisation=here, person=person_of(here, phone=f"1640000000{n}")) for n in (1, 2))
            row, foreign = (confirmed(who=who) for who in (mine, other))
            self.let_in(client)
            page = text(client, "mine")
            assert row.what in page and "2.5" in page and foreign.what not in page
            assert client.get(reverse("portal:correct", args=[foreign.pk])).status_code == 404
            address = reverse("portal:correct", args=[row.pk])
            assert client.post(address, {"hours": "3", "why": ""}).status_code == 422
            assert client.post(address, {"hours": "3", "why": "漏记半小时"}).status_code == 302
            asked = Correction.objects.get()
            assert (asked.service, asked.minutes, asked.asked_by) == (row, 180, mine.person.name)
            assert client.post(address, {"hours": "3", "why": "再提一次"}).status_code == 422
            client.post(reverse("portal:leave"))
            assert client.get(address).status_code == 404

    def test_half_an_hour_without_a_page_ends_it(self, client, here):
        person_of(here)
        self.let_in(client)
        with clock.at(NOW + timedelta(minutes=31)):
            assert "获取验证码" in text(client, "mine")


def person_of(where, name="李小满", phone="16400000001"):
    return Person.objects.create(organisation=where, name=name, phone=phone)
