"""Record-keeping screens of posts and terms, and the pages beside them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kexie.core import clock
from kexie.core.gate import SYSTEM
from kexie.core.testing import DeskTests
from kexie.network.organisations import services as organisations
from kexie.office.notices.models import Message
from kexie.work.governance import queries, services
from kexie.work.governance.desks import AppointmentDesk, TallyDesk, TermDesk
from kexie.work.governance.models import Appointment, Tally, Term

from . import make


class TestAppointmentDesk(DeskTests):
    desk = AppointmentDesk
    make = staticmethod(make.appointment)
    new = {"name": "李娜", "phone": "16466666666"}
    change = {"position": "秘书长"}
    most_statements = 9


class TestTermDesk(DeskTests):
    desk = TermDesk
    make = staticmethod(make.closed_term)
    new = {"starts_on": "2027-03-01"}
    change = {"note": "届中增补"}


class TestTallyDesk(DeskTests):
    desk = TallyDesk
    make = staticmethod(make.tally)
    new = {"on": "2025-12-31"}
    change = {"amount": 9}


@pytest.fixture
def towns(here):
    def found(name):
        how = {"kind": "association", "parent": here, "level": "town", "founded_on": date(2010, 1, 1)}
        return organisations.found(name=name, actor=SYSTEM, **how)

    return [found(name) for name in ("东山镇科协", "西河镇科协", "南桥街道科协")]


@pytest.fixture
def signed_in(client, officer):
    client.force_login(officer)
    return client


def covered(client, query=""):
    return client.get(reverse("governance:coverage") + query)


def test_coverage_says_who_is_there_and_what_is_missing(signed_in, towns):
    for head in ("hospital", "school", "farm_station"):
        make.appointment(organisation=towns[0], head=head)
    make.appointment(organisation=towns[1], head="school")
    make.appointment(organisation=towns[1], position="主席")
    Tally.objects.create(organisation=towns[2], what="informants", amount=4, on=date(2024, 1, 1))
    organisations.found(name="东街村", kind="community", parent=towns[1], actor=SYSTEM)
    found = covered(signed_in).context["found"]
    assert (found.covered, found.whole, found.share, found.heads, found.informants) == (2, 1, "66.7", 4, 4)
    assert [town.missing for town in found.towns] == [
        [], ["hospital", "farm_station"], ["hospital", "school", "farm_station"],
    ]  # fmt: skip

    def names(gap):
        return [town.name[:2] for town in covered(signed_in, f"?gap={gap}").context["lines"]]

    assert names("none") == ["南桥"] and names("school") == ["南桥"] and names("any") == ["西河", "南桥"]
    assert (
        names("whole") == ["东山"]
        and "figure/%E4%B8%89%E9%95%BF%E6%95%B0/?year=" in covered(signed_in).content.decode()
    )
    assert names("chair") == ["东山", "南桥"] and names("informants") == ["西河"]
    assert [town.name for town in covered(signed_in, "?q=东山").context["lines"]] == ["东山镇科协"]
    sent = signed_in.post(reverse("governance:export_coverage"), {"gap": "none"})
    assert b"".join(sent.streaming_content)[:2] == b"PK"


def test_coverage_asks_the_same_number_of_questions_however_many_towns(signed_in, towns, officer):
    def asked():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            queries.coverage(actor=officer, day=date(2024, 6, 1))
        return len(seen)

    asked()
    few = asked()
    for town in towns:
        make.appointment(organisation=town, head="school")
        make.appointment(organisation=town, position="信息员")
    assert asked() == few <= 8


def test_a_headcount_without_names_leaves_no_gap_when_it_is_whole(towns, officer):
    Tally.objects.create(organisation=towns[0], what="heads", amount=3, on=date(2024, 1, 1))
    Tally.objects.create(organisation=towns[1], what="heads", amount=1, on=date(2024, 1, 1))
    first, second, _third = queries.coverage(actor=officer, day=date(2024, 6, 1)).towns
    assert (first.heads, first.missing) == (3, []) and (second.heads, len(second.missing)) == (1, 3)


def test_the_calendar_sorts_terms_by_how_they_stand(signed_in, towns, officer):
    today = clock.today()
    over = make.term(organisation=towns[0], starts_on=today - timedelta(days=5 * 366))
    soon = make.term(organisation=towns[1], starts_on=today - timedelta(days=5 * 365 - 60))
    later = make.term(organisation=towns[2], starts_on=today - timedelta(days=365))
    found = signed_in.get(reverse("governance:calendar")).context["found"]
    assert (found.overdue, found.soon, [*found.later.values()]) == ([over], [soon], [[later]])
    assert towns[0] not in found.without and officer.organisation in found.without


def test_bodies_are_told_once_before_and_once_after(towns):
    for town in towns[:2]:
        town.phone = "16400000055"
        town.save()
    make.term(organisation=towns[0], starts_on=date(2020, 3, 1))
    make.term(organisation=towns[1], starts_on=date(2021, 3, 1))
    day = datetime(2025, 12, 1, 10, tzinfo=clock.ZONE)
    assert services.remind_terms(actor=SYSTEM, at=day.replace(hour=3)) == 0
    assert services.remind_terms(actor=SYSTEM, at=day) == 2
    assert services.remind_terms(actor=SYSTEM, at=day + timedelta(hours=1)) == 0
    assert services.remind_terms(actor=SYSTEM, at=day + timedelta(days=120)) == 1
    assert Message.objects.filter(purpose="terms").count() == 3


def test_the_page_of_a_body_shows_who_stands_there(signed_in, town):
    row = make.appointment(organisation=town, head="school")
    make.term(organisation=town, number=4)
    shown = signed_in.get(reverse("organisations:organisation_detail", args=[town.pk])).content.decode()
    assert row.person.name in shown and "学校校长" in shown and "第4届" in shown


def test_the_page_of_a_body_names_who_leads_it_before_its_many_informants(signed_in, town):
    for _each in range(35):
        make.appointment(organisation=town, position="信息员")
    later = [
        make.appointment(organisation=town, **how)
        for how in (
            {"position": "委员"},
            {"position": "秘书长"},
            {"position": "", "head": "school"},
            {"position": "主席"},
        )
    ]
    shown = signed_in.get(reverse("organisations:organisation_detail", args=[town.pk])).content.decode()
    linked = [int(key) for key in re.findall(r'href="/governance/appointments/(\d+)/"', shown)]
    assert linked[:4] == [row.pk for row in reversed(later)] and len(linked) == 30


def test_pages_end_and_confirm(signed_in, here, town):
    old = make.appointment(organisation=town, head="school")
    new = make.appointment(
        organisation=here, person=old.person, head="school", from_on=date(2025, 3, 1), moved_from=old, is_pending=True
    )
    shown = signed_in.get(AppointmentDesk.url("detail", new.pk)).content.decode()
    assert "待核实调动" in shown and "确认调动" in shown
    signed_in.post(reverse("governance:confirm_transfer", args=[new.pk]))
    old.refresh_from_db()
    assert old.until_on == date(2025, 2, 28)
    signed_in.post(reverse("governance:end_appointment", args=[new.pk]), {"on": "2025-06-30"})
    new.refresh_from_db()
    assert new.until_on == date(2025, 6, 30)
    refused = signed_in.post(reverse("governance:end_appointment", args=[new.pk]), {"on": "2026-06-30"})
    assert refused.status_code == 422


def test_the_list_leads_to_the_transfers_that_wait_and_shows_no_others(signed_in, here, town):
    old = make.appointment(organisation=town, head="school")
    how = {"person": old.person, "from_on": date(2025, 3, 1), "moved_from": old, "is_pending": True}
    new = make.appointment(organisation=here, head="school", **how)
    every = signed_in.get(AppointmentDesk.url("list")).content.decode()
    address = re.search(r'href="([^"]+)">待核实的调动<', every)[1]
    shown = signed_in.get(AppointmentDesk.url("list") + address).content.decode()
    pages = [AppointmentDesk.url("detail", row.pk) for row in (new, old)]
    assert [page in every for page in pages] == [True, True]
    assert [page in shown for page in pages] == [True, False]


def test_pages_close_and_delay(signed_in, town):
    term = make.term(organisation=town)
    refused = signed_in.post(
        reverse("governance:delay_term", args=[term.pk]), {"until": "2030-01-01", "reason": "调整"}
    )
    assert refused.status_code == 422 and "最多一年" in refused.content.decode()
    signed_in.post(reverse("governance:delay_term", args=[term.pk]), {"until": "2027-12-31", "reason": "人事调整"})
    signed_in.post(reverse("governance:close_term", args=[term.pk]), {"on": "2027-06-30"})
    term.refresh_from_db()
    assert (term.delayed_until, term.ended_on) == (date(2027, 12, 31), date(2027, 6, 30))
    assert Appointment.objects.count() == 0 and Term.objects.count() == 1
