"""Other offices' workbooks, taken in without a single correction; every figure by name."""

from __future__ import annotations

import pytest
from django.db.models import Sum

from conftest import organisation
from kexie.core.gate import SYSTEM
from kexie.office.imports import services
from kexie.office.imports.models import BatchTable, Finding
from kexie.office.ledger.models import Entry
from kexie.office.metrics import queries as metrics
from kexie.office.metrics.queries import Period
from kexie.work.activities.models import Activity
from kexie.work.registers.models import Register, RegisterRow
from kexie.work.volunteering.models import Volunteer

from . import make, make_messy

pytestmark = pytest.mark.django_db


def take_in(where, name, body):
    batch = make.batch(where, (name, body))
    services.apply(batch=batch, actor=SYSTEM)
    batch.refresh_from_db()
    return batch


def figures(where, year, *names):
    found = metrics.figures(list(names), period=Period.year(year), organisation=where, actor=SYSTEM)
    return {name: found[name].value for name in names}


@pytest.fixture
def district(here):
    for name in ("东山街道科协", "西河镇科协", "北湖镇科协", "南桥街道科协"):
        organisation(name, parent=here, level="town")
    return here


def test_the_districts_table(district):
    batch = take_in(district, "附件2.xlsx", make_messy.district())
    table = BatchTable.objects.get()
    assert (table.kind, table.year, batch.counts.get("refused", 0), batch.counts["created"]) == (
        "activities",
        2024,
        0,
        4,
    )
    assert figures(district, 2024, "活动数", "活动参加人次", "发放资料份数") == {
        "活动数": 4, "活动参加人次": 40_000, "发放资料份数": 5000,
    }  # fmt: skip
    hosts = {a.name: a.organisation.name for a in Activity.objects.select_related("organisation")}
    assert hosts == {
        "学雷锋义诊": "东山街道科协", "科技活动周开幕式": "东山街道科协", "全国科普日主场": "西河镇科协",
        "送科技下乡": "西河镇科协",
    }  # fmt: skip
    days = {a.name: (a.starts_on.isoformat(), a.ends_on and a.ends_on.isoformat()) for a in Activity.objects.all()}
    assert days["学雷锋义诊"] == ("2024-03-05", None)
    assert days["科技活动周开幕式"] == ("2024-05-18", "2024-05-25")
    assert days["送科技下乡"] == ("2024-10-01", "2024-10-31")
    rough = Activity.objects.get(name="科技活动周开幕式")
    assert rough.estimated == ["leaflets"] and rough.leaflets == 3000
    total = Finding.objects.get(weight=Finding.Weight.TOTAL)
    assert total.row == 12 and "4.1" in total.reason


def test_the_countys_two_tables_in_one_sheet(district):
    batch = take_in(district, "县.xlsx", make_messy.county())
    kinds = [*BatchTable.objects.order_by("position").values_list("kind", "rows", "year")]
    assert kinds == [("activities", 2, 2023), ("activities", 2, 2023), ("volunteers", 4, 2023)]
    assert batch.counts.get("refused", 0) == 0 and not Finding.objects.filter(weight=Finding.Weight.TOTAL).exists()
    assert figures(district, 2023, "讲座培训场次", "放映场次", "活动参加人次") == {
        "讲座培训场次": 2, "放映场次": 5, "活动参加人次": 300 + 120 + 200 + 20_000,
    }  # fmt: skip
    film = Activity.objects.get(name="台风来了")
    assert (film.starts_on.isoformat(), film.screenings, film.organisation.name) == ("2023-06-15", 2, "南桥街道科协")
    assert "participations" in film.estimated
    assert Activity.objects.get(name="反诈知识").ends_on.isoformat() == "2023-05-07"


def test_namesakes_and_a_shared_telephone_stay_apart(district):
    take_in(district, "县.xlsx", make_messy.county())
    people = {v.person_id: v.person for v in Volunteer.objects.select_related("person")}
    assert sorted(person.name for person in people.values()) == ["张敏", "李娜", "王伟", "王伟"]
    by_phone = [person.name for person in people.values() if person.phone == "16400000011"]
    assert sorted(by_phone) == ["张敏", "王伟"]
    lost = Finding.objects.get(reason__contains="损坏")
    assert lost.text == "" and people[Volunteer.objects.get(person__name="李娜").person_id].phone == ""


def test_the_societys_register_in_tens_of_thousands(district):
    take_in(district, "农学会.xlsx", make_messy.society())
    register = Register.objects.get(template="")
    assert [(c["title"], c["type"]) for c in register.columns][2:] == [
        ("合同金额", "money"), ("到账金额", "money"), ("经办人电话", "phone"),
    ]  # fmt: skip
    sums = {
        row["kind"].rpartition(".")[2]: row["n"]
        for row in Entry.objects.filter(kind__startswith=register.name).values("kind").annotate(n=Sum("amount"))
    }
    assert sums == {"条数": 2, "合同金额": 155_000, "到账金额": 103_500}
    other = RegisterRow.objects.filter(register__template="other_figures")
    said = {row.title: (row.values["amount"], row.values["unit"]) for row in other}
    assert said == {"编印农技手册": (2000, "册"), "科技咨询服务": (12_000, "人次"), "田间课堂": (100, "课时")}
    assert Entry.objects.get(form="田间课堂").evidence == "estimated"
    assert not Finding.objects.filter(weight=Finding.Weight.TOTAL).exists()
