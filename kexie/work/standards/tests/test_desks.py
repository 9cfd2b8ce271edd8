"""The desks and the pages behind the verbs."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kexie.core.testing import DeskTests
from kexie.work.standards.desks import ChecklistDesk, InspectionDesk, SiteDesk
from kexie.work.standards.models import Checklist, Inspection, Site

from . import make

pytestmark = pytest.mark.django_db


class TestChecklistDesk(DeskTests):
    desk = ChecklistDesk
    make = staticmethod(make.checklist)
    new = {"name": "五有标准"}
    change = {"basis": "科协〔2013〕1号"}

    def data(self, row, actor):
        return super().data(row, actor) | {"organisation": row.organisation_id, "asked": "有电脑｜照片"}


class TestInspectionDesk(DeskTests):
    desk = InspectionDesk
    make = staticmethod(make.inspection)


class TestSiteDesk(DeskTests):
    desk = SiteDesk
    make = staticmethod(make.site)
    new = {"name": "科普长廊"}
    change = {"document": "科协〔2013〕9号"}


@pytest.fixture
def page(client, officer):
    client.force_login(officer)
    return client


def test_four_things_are_offered_ready_made(page):
    shown = page.get(reverse("standards:checklist_create") + "?ready=four").content.decode()
    assert "四有标准" in shown and "有制度上墙｜制度牌照片" in shown


def test_a_town_is_inspected_accepted_and_named(page, here, town):
    make.checklist(organisation=here)
    address = reverse("standards:inspect", args=[town.pk])
    assert "有办公场所" in page.get(address).content.decode()
    given = {"kind": "acceptance", "on": "2013-05-12", "by": "王干事", "state1": "met", "note1": "二楼"}
    answer = page.post(address, given)
    assert answer.status_code == 422 and "请判断这一条" in answer.content.decode()
    photo = SimpleUploadedFile("门牌.jpg", make.PICTURE)
    answer = page.post(address, {**given, "state2": "met", "file1": photo})
    row = Inspection.objects.get()
    assert answer.url == InspectionDesk.url("detail", row.pk)
    shown = page.get(answer.url).content.decode()
    assert "门牌.jpg" in shown and "二楼" in shown and "认定达标" in shown
    answer = page.post(reverse("standards:accept", args=[row.pk]), {"on": "2013-05-13"})
    assert answer.status_code == 302
    shown = page.get(InspectionDesk.url("detail", row.pk)).content.decode()
    assert "命名示范点" in shown
    scan = SimpleUploadedFile("通知.pdf", b"%PDF-1.4")
    given = {"organisation": town.pk, "title": "示范点", "named_on": "2013-06-01", "grant": "15000", "upload": scan}
    answer = page.post(SiteDesk.url("create"), {**given, "inspection": row.pk})
    site = Site.objects.get()
    assert answer.url == SiteDesk.url("detail", site.pk)
    assert "通知.pdf" in page.get(answer.url).content.decode()
    body = page.get(reverse("organisations:organisation_detail", args=[town.pk])).content.decode()
    assert "15,000" in body and "达标" in body


def test_what_is_missing_is_asked_to_be_put_right(page, town):
    row = make.inspection(organisation=town, states=("met", "not_met"))
    address = reverse("standards:put_right", args=[row.pk])
    assert page.post(address, {"due_on": "2013-01-01"}).status_code == 422
    assert page.post(address, {"due_on": "2099-01-01"}).status_code == 302
    assert "再查一次" in page.get(InspectionDesk.url("detail", row.pk)).content.decode()


def test_a_site_is_ended_restored_and_removed(page, town):
    row = make.site(organisation=town)
    assert page.post(reverse("standards:end_site", args=[row.pk]), {"on": "2013-06-01"}).status_code == 422
    page.post(reverse("standards:end_site", args=[row.pk]), {"on": "2013-06-01", "note": "复评未过"})
    row.refresh_from_db()
    assert str(row.ended_on) == "2013-06-01"
    page.post(reverse("standards:restore_site", args=[row.pk]))
    row.refresh_from_db()
    assert row.ended_on is None
    page.post(reverse("standards:remove_site", args=[row.pk]))
    assert not Site.objects.exists()


def test_a_body_without_any_standard_is_led_to_make_one(page, town):
    shown = page.get(reverse("standards:inspect", args=[town.pk])).content.decode()
    assert "还没有达标标准" in shown and "用四有" in shown


def test_several_standards_are_chosen_from(page, here, town):
    first, second = make.checklist(organisation=here), make.checklist(organisation=here)
    address = reverse("standards:inspect", args=[town.pk])
    assert "下一步" in page.get(address).content.decode()
    assert second.name in page.get(f"{address}?checklist={second.pk}").content.decode()
    assert first.name in page.get(f"{address}?checklist={first.pk}").content.decode()
    assert Checklist.objects.count() == 2


@pytest.mark.parametrize("given", ["1.5", "1.50", "99"])
def test_so_few_yuan_are_asked_about(page, town, given):
    data = {"organisation": town.pk, "title": "示范点", "named_on": "2013-06-01", "grant": given}
    answer = page.post(SiteDesk.url("create"), data)
    shown = answer.content.decode()
    assert answer.status_code == 422 and "万元请填" in shown and "is_yuan" in shown and not Site.objects.exists()
    assert page.post(SiteDesk.url("create"), {**data, "is_yuan": "on"}).status_code == 302
    site = Site.objects.get()
    address = SiteDesk.url("update", site.pk)
    assert page.post(address, {**data, "document": "科协〔2013〕1号"}).status_code == 302  # said once, not asked again
    shown = page.post(address, {**data, "grant": "一万五"}).content.decode()
    assert "请填数字" in shown and page.post(address, {**data, "grant": "-1"}).status_code == 422


def test_an_inspection_is_refused_on_its_page(page, town):
    row = make.inspection(organisation=town)
    address = reverse("standards:refuse_inspection", args=[row.pk])
    assert page.post(address, {"on": "2013-06-01"}).status_code == 422
    assert page.post(address, {"on": "2013-06-01", "note": "场地是借的"}).status_code == 302
    shown = page.get(InspectionDesk.url("detail", row.pk)).content.decode()
    assert "不予认定" in shown and "场地是借的" in shown and "再查一次" in shown
