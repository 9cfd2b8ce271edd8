"""Sheets of hours as teams keep them."""

from __future__ import annotations

from datetime import date

import pytest

from kexie.core.gate import SYSTEM
from kexie.network.people.tests.make import person
from kexie.office.imports import services as imports
from kexie.office.imports.models import Finding
from kexie.office.imports.tests import make as files
from kexie.office.ledger.models import Entry
from kexie.work.hours import services
from kexie.work.hours.models import Service

from .make import volunteer

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(here):
    def known(name, phone):
        return volunteer(organisation=here, person=person(organisation=here, name=name, phone=phone))

    return [known("王伟", "16400010001"), known("李娜", "16400010002"), known("李娜", "16400010003")]


ROWS = [
    ["2026年11月科普志愿服务时长登记表"],
    ["序号", "姓名", "手机", "活动名称", "日期", "开始时间", "结束时间", "服务时长（小时）"],
    [1, "王伟", "16400010001", "科普集市", "2026.11.10", "9:00", "11:30", 2.5],
    [2, "李娜", "16400010002", "夜间值守", "2026.11.10", "22:00", "1:00", 3],
    [3, "李娜", None, "科普集市", "2026.11.11", "9:00", "10:00", 1],
    [4, "赵无名", "16400010009", "科普集市", "2026.11.10", "9:00", "10:00", 1],
    [5, "王伟", "16400010001", "另一处", "2026.11.10", "10:00", "12:00", 2],
    [6, "王伟", None, "整理展板", "2026.11.12", None, None, 1.5],
    [7, "王伟", "16400010001", "讲座", "2026.11.13", "九点", "十点", 1],
]


def test_hours_come_in_and_nothing_is_dropped(here, people):
    batch = files.applied(here, ROWS, name="服务时长.xlsx")
    assert (batch.counts["created"], batch.counts["refused"]) == (4, 3)
    found = {s.what: (s.volunteer.person.phone, s.minutes) for s in Service.objects.all()}
    assert found == {
        "科普集市": ("16400010001", 150), "夜间值守": ("16400010002", 180), "另一处": ("16400010001", 120),
        "整理展板": ("16400010001", 90),
    }  # fmt: skip
    assert {s.what for s in Service.objects.all() if "overlap" in s.reasons} == {"另一处"}
    assert set(Service.objects.values_list("how", flat=True)) == {"imported"}
    reasons = " ".join(Finding.objects.values_list("reason", flat=True))
    for said in ("名册里有 2 位“李娜”", "志愿者名册里没有“赵无名”", "认不出来"):
        assert said in reasons
    again = files.applied(here, ROWS, name="服务时长.xlsx")
    assert again.counts["unchanged"] == 4 and Service.objects.count() == 4


def test_taking_an_import_back_takes_its_hours_out_of_the_ledger(here, people):
    batch = files.applied(here, ROWS[:3], name="服务时长.xlsx")
    row = Service.objects.get()
    row.refresh_from_db()
    from datetime import timedelta

    from kexie.core import clock

    services.approve(service=row, actor=SYSTEM, at=clock.now(), note="核实")
    services.confirm_due(actor=SYSTEM, at=clock.now() + timedelta(days=30))
    assert sum(Entry.objects.filter(measure="hours.minutes").values_list("amount", flat=True)) == 150
    imports.undo(batch=batch, actor=SYSTEM)
    assert not Service.objects.exists()
    assert sum(Entry.objects.filter(measure="hours.minutes").values_list("amount", flat=True)) == 0
    assert date(2026, 11, 10) == Entry.objects.filter(measure="hours.minutes").first().on
