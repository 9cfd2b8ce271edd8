from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from conftest import person
from kexie.core import items
from kexie.core.gate import SYSTEM
from kexie.insight.assessment import queries
from kexie.insight.assessment.models import Cause, Round
from kexie.office.tasks import services as tasks

from .make import TODAY, assessed, body, did, monthly

pytestmark = pytest.mark.django_db


@pytest.fixture
def county(here):
    """A few bodies of several fates, assessed."""
    for number in range(4):
        did(body(here, name=f"活动第{number}农技协"), *monthly(2012), *monthly())
    did(body(here, name="停了的农技协"), *monthly(2012, range(1, 5)))
    body(here, name="没动过的农技协")
    return assessed(here)


@pytest.fixture
def signed_in(client, officer):
    client.force_login(officer)
    return client


def test_the_overview_counts_by_cause_and_opens_what_it_counts(signed_in, county):
    page = signed_in.get("/vitality/").content.decode()
    assert "满一年没有活动" in page and "登记满一年从无活动" in page and "causes=silent" in page
    listed = signed_in.get("/vitality/bodies/?causes=silent").content.decode()
    assert "停了的农技协" in listed and "活动第0" not in listed


def test_before_the_first_round_the_overview_says_what_to_do(signed_in, here):
    page = signed_in.get("/vitality/").content.decode()
    assert "还没有评估过" in page and "评估活力" in page


def test_a_body_says_why_and_what_next_with_the_page_for_it(signed_in, county):
    said = county["停了的农技协"]
    page = signed_in.get(f"/vitality/of/{said.organisation_id}/").content.decode()
    assert "最近一次活动是2012年4月10日" in page and "休眠" in page
    assert f"/activities/record/?organisation={said.organisation_id}" in page


def test_every_next_step_has_its_page(signed_in, county):
    said = county["停了的农技协"]
    said.causes = items.join(code for code in Cause.values if code not in ("overdue", "silent"))
    steps = [step for reason in queries.reasons_of(said) for step in reason.steps]
    assert len(steps) >= 8
    for title, url in steps:
        assert url and signed_in.get(url, follow=True).status_code == 200, title


def test_who_only_reads_is_told_the_steps_and_led_nowhere(client, here, county):
    client.force_login(person("reader", here))
    page = client.get(f"/vitality/of/{county['停了的农技协'].organisation_id}/").content.decode()
    assert "安排一次活动" in page and "/activities/new/" not in page and "交办整改" not in page


def test_the_overview_says_what_is_ahead_and_counts_what_its_lists_show(signed_in, county):
    said = county["停了的农技协"]
    signed_in.post(f"/vitality/bodies/{said.pk}/rectify/", {"owner": "王秘书长", "due_on": "2099-04-01"})
    page = signed_in.get("/vitality/")
    assert page.context["found"].dormant == 2 and page.context["rectified"] == 1
    for narrowed, count in (("band=dormant&sort=dormant_on", 2), ("causes=overdue&sort=dormant_on", 0)):
        assert signed_in.get(f"/vitality/bodies/?{narrowed}").context["listing"].total == count
    assert signed_in.get("/tasks/?kind=rectification&is_done=False").context["listing"].total == 1


def test_what_was_closed_is_not_given_again_before_the_next_round(signed_in, county):
    said = county["停了的农技协"]
    address = f"/vitality/bodies/{said.pk}/rectify/"
    signed_in.post(address, {"owner": "王秘书长", "due_on": "2099-04-01"})
    task = queries.standing_rectification(said.organisation)
    tasks.report(task=task, note="办了", on=date(2014, 2, 1), actor=SYSTEM)
    tasks.recheck(task=task, passed=True, on=date(2014, 2, 2), actor=SYSTEM)
    assert address not in signed_in.get(f"/vitality/of/{said.organisation_id}/").content.decode()


def test_no_list_of_bodies_is_put_in_order_by_how_they_stand(signed_in, county):
    listing = signed_in.get("/vitality/bodies/?sort=chance").context["listing"]
    usual = signed_in.get("/vitality/bodies/").context["listing"]
    assert [row.pk for row in listing.rows] == [row.pk for row in usual.rows]


def test_a_doubt_leads_to_the_records_it_speaks_of(signed_in, county):
    said = county["活动第0农技协"]
    assert "measure=activities.participations" in queries.doubted_url(said)
    assert signed_in.get(queries.doubted_url(said)).status_code == 200


def test_evidence_opens_to_its_records_in_the_ledger(signed_in, county):
    said = county["活动第0农技协"]
    (line,) = [line for line in queries.evidence_of(said) if line.title == "举办活动"]
    assert line.count == 12 and line.months[0] == ("2013-01", True)
    listed = signed_in.get(line.url)
    assert listed.status_code == 200 and listed.context["listing"].total == 12


def test_an_old_assessment_says_that_it_is_old(signed_in, county, here):
    old = county["停了的农技协"]
    did(old.organisation, date(2013, 12, 2))
    assessed(here)
    assert "这是以前评的" in signed_in.get(f"/vitality/bodies/{old.pk}/").content.decode()
    now = signed_in.get(f"/vitality/of/{old.organisation_id}/").content.decode()
    assert "这是以前评的" not in now and "重评过" in now


def test_the_method_page_shows_the_numbers_of_the_version(signed_in, county):
    page = signed_in.get("/vitality/method/").content.decode()
    assert "最多加 4.5 分" in page and "365 天没有" in page


def test_the_method_page_stands_before_any_round(signed_in, here):
    assert "默认规则" in signed_in.get("/vitality/method/").content.decode()


def test_the_page_of_an_organisation_says_how_it_stands(signed_in, county):
    said = county["停了的农技协"]
    page = signed_in.get(reverse("organisations:organisation_detail", args=[said.organisation_id]))
    assert "看原因和下一步" in page.content.decode()


def test_assessing_from_the_page_runs_a_job(signed_in, here):
    did(body(here), *monthly())
    answer = signed_in.post("/vitality/assess/", {"organisation": here.pk, "on": TODAY.isoformat()})
    assert answer.status_code == 302 and answer.url.startswith("/jobs/")
    assert Round.objects.get().on == TODAY


@pytest.mark.parametrize("on", ["2999-01-01", "昨天"])
def test_a_day_that_cannot_be_is_refused_in_words(signed_in, here, on):
    answer = signed_in.post("/vitality/assess/", {"organisation": here.pk, "on": on}, follow=True)
    assert "截至日期请填今天或以前的一天" in answer.content.decode() and not Round.objects.exists()


def test_a_clerk_reads_but_is_not_offered_to_assess(client, here, county):
    client.force_login(person("clerk", here))
    page = client.get("/vitality/").content.decode()
    assert "满一年没有活动" in page and "重新评估" not in page
    assert client.post("/vitality/assess/", {"organisation": here.pk}).status_code == 403


def test_nobody_reads_of_bodies_they_do_not_look_after(client, stranger, county):
    client.force_login(stranger)
    said = county["停了的农技协"]
    assert client.get(f"/vitality/of/{said.organisation_id}/").status_code == 404
    assert client.get(f"/vitality/bodies/{said.pk}/").status_code == 404
    assert "停了的农技协" not in client.get("/vitality/bodies/").content.decode()
    assert queries.current(SYSTEM).count() == 6


def test_a_body_that_is_not_assessed_says_so(signed_in, here):
    assert "还没有评过" in signed_in.get(f"/vitality/of/{here.pk}/").content.decode()


def test_rectification_is_asked_for_and_then_stands_on_the_page(signed_in, county):
    said = county["停了的农技协"]
    address = f"/vitality/bodies/{said.pk}/rectify/"
    assert "安排一次活动" in signed_in.get(address).content.decode()
    assert signed_in.post(address, {"owner": "", "due_on": "2013-01-01"}).status_code == 422
    answer = signed_in.post(address, {"owner": "王秘书长", "due_on": "2099-04-01"}, follow=True)
    page = answer.content.decode()
    assert "王秘书长 · 交办时休眠" in page and "交办整改" not in page
