"""Nobody's telephone or identity number lies in the open: the whole database is searched for them."""

from __future__ import annotations

import pytest
from django.db import connection

from kexie.core.gate import SYSTEM
from kexie.network.people.models import Person
from kexie.office.imports import services
from kexie.office.imports.models import Finding
from kexie.work.activities.desks import ActivityDesk
from kexie.work.activities.models import Activity
from kexie.work.registers.desks import row_desk
from kexie.work.registers.models import Register

from . import make

pytestmark = pytest.mark.django_db

PHONES = ("16400000001", "16400000002", "16400000003", "16400000004", "16400000005", "16400000006")
ID = "330281198001011234"  # its check character is wrong on purpose


def everything_stored() -> str:
    """Return every value of every table as text."""
    said = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            said += [f"{table}: {value}" for row in cursor.fetchall() for value in row]
    return "\n".join(said)


@pytest.fixture
def imported(here, town):
    members = [
        ["姓名", "所属学会", "手机", "身份证号", "入会时间"],
        ["王伟", "泗门镇科协", PHONES[0], ID, "2013-01-05"],
    ]
    activities = [
        ["活动名称", "主办单位", "活动时间", "参加人次", "联系电话", "现场情况"],
        ["防震讲座", "泗门镇", "2013.5.12", 120, PHONES[1], f"找老李 {PHONES[2]}"],
        ["义诊", "泗门镇", "2013.5.13", f"{PHONES[5]}左右", None, None],
    ]
    streams = [
        ["2013年河道保洁登记表"], ["河段", "日期", "联系电话", "经过"],
        ["姚江东段", "2013-03-01", PHONES[3], f"打了 {PHONES[4]} 才通"],
        ["姚江西段", "2013-03-02", PHONES[0], "顺利"],
    ]  # fmt: skip
    batch = make.batch(
        here, ("一批.xlsx", make.workbook(members, activities, streams, names=["会员名册", "活动", "河道"]))
    )
    services.apply(batch=batch, actor=SYSTEM)
    return batch


def test_no_number_lies_in_the_open(imported):
    stored = everything_stored()
    assert "王伟" in stored and "防震讲座" in stored and "姚江东段" in stored
    assert [line for line in stored.split("\n") for number in (*PHONES, ID) if number in line] == []


def test_whoever_may_look_still_finds_them(imported):
    from kexie.core.personal import matching, shown, unsealed

    assert Person.objects.get(matching(Person, "phone", PHONES[0])).id_number == ID
    kept = Activity.objects.get(name="防震讲座").kept
    assert {unsealed(value) for value in kept.values()} == {PHONES[1], f"找老李 {PHONES[2]}"}
    assert shown(kept["现场情况"]) == "找老李 164****03"
    assert (
        Finding.objects.filter(reason__contains="164****").exists()
        or Finding.objects.filter(text__contains="164****").exists()
    )


def test_lists_and_exports_mask_them(imported, client, officer):
    client.force_login(officer)
    register = Register.objects.get()
    url = row_desk(register).url("list")
    columns = "&".join(f"cols={column['code']}" for column in register.columns)
    body = client.get(f"{url}?{columns}").content.decode()
    assert "姚江东段" in body and not any(number in body for number in PHONES)
    sheet = b"".join(client.post(row_desk(register).url("export", "csv")).streaming_content).decode("utf-8-sig")
    assert "姚江东段" in sheet and not any(number in sheet for number in PHONES)
    activity = Activity.objects.get(name="防震讲座")
    body = client.get(ActivityDesk.url("detail", activity.pk)).content.decode()
    assert "现场情况" in body and not any(number in body for number in PHONES)


def test_sealed_values_do_not_look_changed(imported, here):
    again = services.preview(batch=_same(here, imported), actor=SYSTEM)
    assert again.counts["unchanged"] == again.counts["total"] - again.counts.get("refused", 0)


def _same(here, batch):
    file = batch.files.get()
    with file.file.open() as content:
        return services.open_batch(organisation=here, files=[(file.name, content)], actor=SYSTEM)
