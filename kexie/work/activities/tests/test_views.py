"""记一笔."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from conftest import person
from kexie.core import clock
from kexie.office.ledger.models import Entry
from kexie.work.activities.models import Activity

from . import make

pytestmark = pytest.mark.django_db

NOON = datetime(2013, 5, 19, 4, tzinfo=UTC)


@pytest.fixture
def page():
    return reverse("activities:record")


@pytest.fixture
def keeper(client, officer):
    client.force_login(officer)
    return officer


def typed(**more):
    return {
        "name": "泗门镇防震减灾讲座", "starts_on": "2013-05-19", "participations": "120",
        "evidence": "counted", "form": "讲座",
        **more,
    }  # fmt: skip


def test_four_fields_are_enough_and_the_page_says_what_was_counted(client, keeper, here, page):
    with clock.at(NOON):
        answer = client.post(page, typed(), follow=True)
    said = answer.content.decode()
    assert Activity.objects.get().organisation == here
    assert {(e.measure, e.amount) for e in Entry.objects.all()} == {
        ("activities.held", 1),
        ("activities.participations", 120),
    }
    assert "已计入台账" in said and "120" in said and "再记一笔" in said


def test_an_estimate_is_one_for_the_numbers_not_for_the_fact(client, keeper, page):
    with clock.at(NOON):
        client.post(page, typed(evidence="estimated", volunteers="10"))
    said = dict(Entry.objects.values_list("measure", "evidence"))
    assert said == {
        "activities.held": "counted", "activities.participations": "estimated", "activities.volunteers": "estimated",
    }  # fmt: skip


def test_what_was_typed_stays_when_something_is_wrong(client, keeper, page):
    with clock.at(NOON):
        answer = client.post(page, typed(participations="很多", place="镇文化站"))
    said = answer.content.decode()
    assert answer.status_code == 422
    assert "泗门镇防震减灾讲座" in said and "镇文化站" in said and "很多" in said
    assert not Activity.objects.exists()


def test_tomorrow_is_refused_at_the_field(client, keeper, page):
    with clock.at(NOON):
        answer = client.post(page, typed(starts_on="2013-05-20"))
    assert answer.status_code == 422 and "starts_on" in answer.context["form"].errors


def test_a_page_sent_twice_makes_one_thing_and_answers_alike(keeper, page):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(keeper)
    shown = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', browser.get(page).content.decode())[1]
    sent = typed(csrfmiddlewaretoken=shown)
    answers = [browser.post(page, sent) for _again in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302] and answers[0].url == answers[1].url
    assert Activity.objects.count() == 1
    assert browser.post(page, sent | {"name": "另一场"}).status_code == 302, "other content is another thing"
    assert Activity.objects.count() == 2


def test_what_was_sent_back_with_an_error_may_be_sent_again(keeper, page):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(keeper)
    shown = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', browser.get(page).content.decode())[1]
    sent = typed(csrfmiddlewaretoken=shown, participations="很多")
    assert [browser.post(page, sent).status_code for _again in range(2)] == [422, 422]
    assert browser.post(page, sent | {"participations": "12"}).status_code == 302


def test_one_writes_for_another_body_that_one_looks_after(client, keeper, town, elsewhere, page):
    asked = f"{page}?organisation={town.pk}"
    with clock.at(NOON):
        assert f"记在{town}名下" in client.get(asked).content.decode()
        answer = client.post(asked, typed())
    assert Activity.objects.get().organisation == town
    assert answer.url == f"{page}?done={Activity.objects.get().pk}&organisation={town.pk}"
    assert client.get(f"{page}?organisation={elsewhere.pk}").status_code == 404
    client.force_login(person("clerk", town))
    assert client.get(f"{page}?organisation={keeper.organisation.pk}").status_code in (403, 404)


def test_a_double_tap_records_once_and_says_so(client, keeper, page):
    with clock.at(NOON):
        client.post(page, typed())
        answer = client.post(page, typed())
    assert answer.status_code == 422 and "第二场" in answer.content.decode()
    assert Activity.objects.count() == 1


def test_the_next_one_keeps_the_last_choices(client, keeper, here, page):
    campaign = make.campaign(organisation=here)
    with clock.at(NOON):
        answer = client.post(page, typed(form="放映", place="文化礼堂", campaign=campaign.pk), follow=True)
        form = answer.context["form"]
        assert (form["form"].value(), form["place"].value(), form["campaign"].value()) == (
            "放映",
            "文化礼堂",
            campaign.pk,
        )
        assert not form["name"].value()
        assert client.get(page).context["form"]["form"].value() == "放映"
    with clock.at(NOON + timedelta(days=60)):
        form = client.get(page).context["form"]
        assert form["starts_on"].value() == clock.today() and not form["campaign"].value()


def test_a_running_campaign_is_offered(client, keeper, here, page):
    campaign = make.campaign(organisation=here, starts_on=make.MAY, ends_on=make.MAY + timedelta(days=7))
    with clock.at(NOON):
        assert client.get(page).context["form"]["campaign"].value() == campaign.pk


def test_the_first_minutes_of_the_new_year_are_the_new_year(client, keeper, page):
    with clock.at(datetime(2013, 12, 31, 16, 30, tzinfo=UTC)):
        client.post(page, typed(starts_on="2014-01-01"))
    assert Entry.objects.filter(month=201401).exists()


def test_readers_may_not_and_a_foreign_record_is_not_shown(client, here, elsewhere, page, officer):
    client.force_login(person("reader", here, username="reader"))
    assert client.get(page).status_code == 403
    client.force_login(officer)
    hidden = make.activity(organisation=elsewhere, name="邻市的活动")
    assert "邻市的活动" not in client.get(f"{page}?done={hidden.pk}").content.decode()
    assert client.get(f"{page}?done=abc").status_code == 200
