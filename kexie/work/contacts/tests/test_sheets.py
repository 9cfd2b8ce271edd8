"""Lists of ties and contacts, as offices write them, in and back out."""

from __future__ import annotations

from datetime import date

import pytest

from conftest import organisation as body_of
from kexie.core.gate import SYSTEM
from kexie.network.people.models import Person
from kexie.office.imports import services as imports
from kexie.office.imports.tests import make as files
from kexie.office.ledger.models import Entry
from kexie.work.contacts.models import Tie, Visit

pytestmark = pytest.mark.django_db

TIES = [
    ["市科协领导和委员挂钩联系安排表（2026年）"],
    ["序号", "联系领导", "职务", "挂钩单位", "联系的科技工作者", "联系方法", "每年次数", "起始时间"],
    [1, "陈 建国", "主席", "泗门镇科协", None, "定点定量", 4, "2026年1月"],
    [2, "陈建国", "主席", "泗门农技协", None, "一线常态化", "6次", "2026.1.1"],
    [3, "林小红", "常委", None, "吴大棚", "倍增联系", 2, "2026-03-01"],
    [4, "林小红", "常委", None, "泗门电商站", "网络社交", None, None],
    [5, "周无点", "副主席", "火星科协", None, None, None, None],
    [6, "周无点", "副主席", None, None, None, None, None],
]


@pytest.fixture
def bodies(here, town):
    return body_of("泗门农技协", parent=town, kind="farm_association"), body_of(
        "泗门电商站", parent=town, kind="partner"
    )


def test_a_list_of_ties_comes_in(here, town, bodies):
    batch = files.applied(here, TIES, name="挂钩联系表.xlsx", year=2026)
    counts = {k: batch.counts.get(k) for k in ("created", "refused")}
    assert counts == {"created": 4, "refused": 2}
    assert Person.objects.filter(name="陈建国").count() == 1  # two lines, one man
    told = {
        (t.person.name, str(t.end), t.method, t.role, t.visits, t.since) for t in Tie.objects.select_related("person")
    }
    assert told == {
        ("陈建国", "泗门镇科协", "fixed", "leader", 4, date(2026, 1, 1)),
        ("陈建国", "泗门农技协", "front", "leader", 6, date(2026, 1, 1)),
        ("林小红", "吴大棚", "multiplying", "committee", 2, date(2026, 3, 1)),
        ("林小红", "泗门电商站", "network", "committee", 4, date(2026, 1, 1)),
    }
    assert all(t.due_on and t.chain for t in Tie.objects.all())
    assert Entry.objects.filter(measure="contacts.ties").count() == 4
    reasons = " ".join(f.reason for t in batch.files.get().tables.all() for f in t.findings.all())
    assert "火星科协" in reasons and "没有写联系单位" in reasons and "没有起始日期" in reasons


def test_the_same_list_again_changes_what_differs_and_can_be_taken_back(here, town, bodies):
    files.applied(here, TIES[:6], name="挂钩联系表.xlsx", year=2026)
    again = [row[:] for row in TIES[:6]]
    again[2][6] = 12
    batch = files.applied(here, again, name="挂钩联系表.xlsx", year=2026)
    assert (batch.counts.get("updated"), batch.counts.get("created")) == (1, None)
    row = Tie.objects.get(body=town)
    assert row.visits == 12 and Person.objects.filter(name="陈建国").count() == 1
    imports.undo(batch=batch, actor=SYSTEM)
    row.refresh_from_db()
    assert row.visits == 4


def test_a_list_taken_back_counts_no_more(here, town, bodies):
    batch = files.applied(here, TIES[:6], name="挂钩联系表.xlsx", year=2026)
    imports.undo(batch=batch, actor=SYSTEM)
    assert not Tie.objects.exists() and not Person.objects.exists()
    assert sum(Entry.objects.filter(measure__startswith="contacts.").values_list("amount", flat=True)) == 0


VISITS = [
    ["2026年走访联系记录"],
    ["走访日期", "走访人", "走访单位", "方式", "走访内容", "提出的问题"],
    ["2026.3.5", "陈建国", "泗门镇科协", "实地走访", "看了科普站，展板旧了", "想换展板"],
    ["2026.4.8", "陈建国", "泗门镇科协", "电话", "问了农时", None],
    ["2026.4.8", "陈建国", "泗门镇科协", "电话", "问了农时", None],
    ["2026.5.1", "陈建国", "泗门镇科协", "微信", None, None],
]


def test_a_list_of_contacts_hangs_on_the_ties_that_ran(here, town, bodies):
    files.applied(here, TIES[:3], name="挂钩联系表.xlsx", year=2026)
    batch = files.applied(here, VISITS, name="走访记录.xlsx", year=2026)
    assert {k: batch.counts.get(k) for k in ("created", "skipped", "refused")} == {
        "created": 2, "skipped": 1, "refused": 1,
    }  # fmt: skip
    tie = Tie.objects.get(body=town)
    assert [*Visit.objects.order_by("on").values_list("tie", "way", "asked")] == [
        (tie.pk, "onsite", "想换展板"), (tie.pk, "phone", ""),
    ]  # fmt: skip
    assert tie.last_on == date(2026, 4, 8)
    imports.undo(batch=batch, actor=SYSTEM)
    tie.refresh_from_db()
    assert tie.last_on is None and not Visit.objects.exists()
