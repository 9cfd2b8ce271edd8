"""A team's sheet, the notice, stars, one's record, correcting and certifying from the page."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from kexie.core import clock
from kexie.core.gate import SYSTEM
from kexie.office.certificates.models import Certificate
from kexie.work.hours import services
from kexie.work.hours.models import Correction, Service

from .make import NOW, confirmed, service, standard, volunteer

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client, officer):
    client.force_login(officer)
    with clock.at(NOW):
        yield client


def body(answer):
    return answer.content.decode()


SHARED = {"on": "2026-11-18", "start": "09:00", "end": "11:00", "what": "科普集市"}


def test_a_teams_sheet_lists_its_people_and_proposes_those_who_came(signed_in, here, elsewhere):
    one, two, gone = (volunteer(organisation=here) for _n in range(3))
    gone.left_on = date(2026, 1, 1)
    gone.save()
    hidden = volunteer(organisation=elsewhere)
    address = reverse("hours:sheet")
    assert signed_in.get(address).status_code == 200
    page = signed_in.get(address, SHARED)
    assert [row for row, _line in page.context["lines"]] == [one, two]
    sent = {**SHARED, f"v{one.pk}-was_there": "on", f"v{one.pk}-end": "10:15", f"v{hidden.pk}-was_there": "on"}
    answer = signed_in.post(address, sent)
    assert answer.status_code == 302
    made = Service.objects.get()
    assert (made.volunteer, made.minutes, made.state, made.what) == (one, 75, "proposed", "科普集市")


def test_a_sheet_with_nobody_or_nonsense_says_so_and_keeps_what_was_typed(signed_in, here):
    one = volunteer(organisation=here)
    answer = signed_in.post(reverse("hours:sheet"), SHARED)
    assert answer.status_code == 422 and "至少勾选一位" in body(answer)
    answer = signed_in.post(reverse("hours:sheet"), {**SHARED, f"v{one.pk}-was_there": "on", f"v{one.pk}-end": "夜里"})
    assert answer.status_code == 422 and "夜里" in body(answer)
    answer = signed_in.post(reverse("hours:sheet"), {**SHARED, "what": "", f"v{one.pk}-was_there": "on"})
    assert "请写明服务内容" in body(answer)
    assert not Service.objects.exists()


def test_the_notice_lies_open_only_where_the_body_says_so(client, officer, stranger, here):
    row = services.approve(service=service(organisation=here), actor=SYSTEM, at=NOW)
    address = reverse("hours:notice", args=[here.pk])
    with clock.at(NOW):
        assert client.get(address).status_code == 404
        client.force_login(stranger)
        assert client.get(address).status_code == 404
        client.force_login(officer)
        assert client.get(address).status_code == 200
        client.logout()
        standard(organisation=here, is_open=True)
        page = body(client.get(address))
    assert row.what in page and row.masked_name in page and row.person.name not in page
    assert reverse("hours:service_detail", args=[row.pk]) not in page


def test_stars_of_a_period(signed_in, here):
    standard(organisation=here, thresholds=[2])
    row = confirmed(organisation=here)
    page = body(signed_in.get(reverse("hours:stars"), {"start": "2026-11-01", "end": "2026-11-30"}))
    assert row.person.name in page and "1 星" in page
    assert row.person.name not in body(
        signed_in.get(reverse("hours:stars"), {"start": "2026-01-01", "end": "2026-02-01"})
    )
    assert signed_in.get(reverse("hours:stars"), {"start": "x", "end": ""}).status_code == 422


def test_the_record_shows_totals_and_certifies(signed_in, here, officer):
    row = confirmed(organisation=here)
    address = reverse("hours:record", args=[row.volunteer_id])
    page = body(signed_in.get(address))
    assert "2.5" in page and row.what in page and "未到一星" in page
    sent = {"start": "2026-01-01", "end": "2026-11-20", "head": "李主席", "handler": "赵干事", "contact": "0571-1"}
    answer = signed_in.post(reverse("hours:certify", args=[row.volunteer_id]), sent)
    made = Certificate.objects.get()
    assert answer.url == reverse("certificates:certificate_detail", args=[made.pk])
    page = body(signed_in.get(address))
    assert made.number in page and reverse("hours:certify_again", args=[made.pk]) in page
    wrong = signed_in.post(reverse("hours:certify", args=[row.volunteer_id]), {**sent, "end": "2026-02-01"})
    assert wrong.status_code == 422 and "没有已入账" in body(wrong)
    again = reverse("hours:certify_again", args=[made.pk])
    assert "请写明换发的原因" in body(signed_in.post(again, {**sent, "note": ""}))
    assert signed_in.post(again, {**sent, "note": "改单位名"}).status_code == 302
    assert Certificate.objects.count() == 2
    assert again not in body(signed_in.get(address))  # the old one is replaced


def test_asking_for_a_correction(signed_in, here):
    row = confirmed(organisation=here)
    address = reverse("hours:correct", args=[row.pk])
    assert "申请更正" in body(signed_in.get(reverse("hours:service_detail", args=[row.pk])))
    assert "2.5" in body(signed_in.get(address))
    assert signed_in.post(address, {"hours": "", "why": ""}).status_code == 422
    sent = {
        "starts_at": "2026-11-18T09:00",
        "ends_at": "2026-11-18T11:00",
        "hours": "2",
        "why": "早走",
        "asked_by": "本人",
    }
    assert signed_in.post(address, sent).status_code == 302
    asked = Correction.objects.get()
    assert (asked.minutes, asked.before, asked.asked_by) == (120, 150, "本人")
    assert "已有一条更正" in body(signed_in.post(address, sent))


def test_many_are_approved_at_once(signed_in, here):
    rows = [service(organisation=here) for _n in range(3)]
    address = reverse("hours:service_bulk", args=["approve"])
    page = body(signed_in.post(address, {"row": [row.pk for row in rows]}, follow=True))
    assert "已通过 3 条" in page
    assert set(Service.objects.values_list("state", flat=True)) == {"noticed"}


def test_own_hours_cannot_be_pressed_through(signed_in, here, officer):
    row = service(organisation=here, actor=officer)
    address = reverse("hours:service_move", args=[row.pk, "approve_hours"])
    assert "您自己申报的" in body(signed_in.post(address, follow=True))
    row.refresh_from_db()
    assert row.state == "proposed" and NOW + timedelta(days=1) > NOW
