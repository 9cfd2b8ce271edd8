"""Joining, leaving and reported numbers, and what the ledger says of them."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.models import Sum

from kexie.core.gate import SYSTEM
from kexie.core.refusals import Invalid, NotAllowed
from kexie.network.people.models import Person
from kexie.network.people.tests.make import person
from kexie.office.imports import services as imports
from kexie.office.imports.tests import make as files
from kexie.office.ledger.models import Entry
from kexie.work.membership import services
from kexie.work.membership.models import Headcount, Membership

from .make import headcount, membership

pytestmark = pytest.mark.django_db


def members(until):
    found = Entry.objects.filter(measure="membership.members", on__lte=until)
    return found.aggregate(n=Sum("amount"))["n"] or 0


def test_a_member_counts_from_joining_through_the_last_day(here, officer):
    row = membership(organisation=here, on=date(2013, 3, 1))
    services.leave(membership=row, on=date(2013, 12, 31), actor=officer)
    said = [members(day) for day in (date(2013, 2, 28), date(2013, 3, 1), date(2013, 12, 31), date(2014, 1, 1))]
    assert said == [0, 1, 1, 0]
    assert {entry.person_id for entry in Entry.objects.filter(measure="membership.members")} == {row.person_id}


def test_leaving_twice_or_before_joining_is_refused(here, officer):
    row = membership(organisation=here, on=date(2013, 3, 1))
    with pytest.raises(Invalid):
        services.leave(membership=row, on=date(2013, 2, 1), actor=officer)
    row.refresh_from_db()
    services.leave(membership=row, on=date(2013, 3, 1), actor=officer)
    with pytest.raises(services.AlreadyLeft, match="2013-03-01"):
        services.leave(membership=row, on=date(2013, 5, 1), actor=officer)
    assert members(date(2013, 12, 31)) == 0


def test_joining_the_same_day_twice_is_refused(here):
    row = membership(organisation=here)
    with pytest.raises(Invalid, match="同一天"):
        membership(organisation=here, person=row.person)
    assert members(date(2013, 12, 31)) == 1


def test_a_corrected_day_moves_the_count(here, officer):
    row = membership(organisation=here, on=date(2013, 3, 1))
    row.joined_on = date(2014, 3, 1)
    services.keep(membership=row, actor=officer)
    assert (members(date(2013, 12, 31)), members(date(2014, 12, 31))) == (0, 1)


def test_strangers_may_do_nothing(here, stranger):
    row, who = membership(organisation=here), person(organisation=here)
    for act in (
        lambda: services.join(person=who, organisation=here, on=date(2013, 1, 1), actor=stranger),
        lambda: services.leave(membership=row, on=date(2014, 1, 1), actor=stranger),
        lambda: services.keep(membership=row, actor=stranger),
        lambda: services.enrol(membership=row, facts={"name": "x"}, actor=stranger, did="edit"),
        lambda: services.report_headcount(
            organisation=here, kind="group", amount=1, on=date(2013, 1, 1), actor=stranger
        ),
        lambda: services.retract_headcount(organisation=here, kind="group", on=date(2013, 1, 1), actor=stranger),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_enrolling_registers_the_person_with_the_membership(here, officer):
    row = Membership(organisation=here, joined_on=date(2013, 3, 1))
    kept = services.enrol(membership=row, facts={"name": "李娜", "phone": "16488888888"}, actor=officer, did="create")
    assert kept.person.name == "李娜" and kept.person.phone == "16488888888"


def test_a_later_report_says_what_stands_from_its_day_on(here):
    headcount(organisation=here, amount=100, on=date(2012, 12, 31), kind=Headcount.Kind.GROUP)
    headcount(organisation=here, amount=130, on=date(2013, 12, 31), kind=Headcount.Kind.GROUP)
    headcount(organisation=here, amount=120, on=date(2013, 12, 31), kind=Headcount.Kind.GROUP)  # said again
    found = Entry.objects.filter(measure="membership.group_members")
    said = [
        found.filter(on__lte=day).aggregate(n=Sum("amount"))["n"] for day in (date(2012, 12, 31), date(2013, 12, 31))
    ]
    assert said == [100, 120] and Headcount.objects.count() == 2


def test_a_report_taken_back_leaves_the_others_what_they_say(here):
    for year, amount in ((2012, 100), (2013, 130), (2014, 150)):
        headcount(organisation=here, amount=amount, on=date(year, 12, 31), kind=Headcount.Kind.GROUP)
    told = {"organisation": here, "kind": Headcount.Kind.GROUP, "on": date(2013, 12, 31), "actor": SYSTEM}
    services.retract_headcount(**told)
    services.retract_headcount(**told)  # nothing is there any more, and nothing happens
    found = Entry.objects.filter(measure="membership.group_members")
    said = [found.filter(on__lte=date(y, 12, 31)).aggregate(n=Sum("amount"))["n"] for y in (2012, 2013, 2014)]
    assert said == [100, 100, 150]
    assert sorted(Headcount.objects.values_list("amount", flat=True)) == [100, 150]


ROSTER = [
    ["2013年会员名册"],
    ["姓名", "所属学会", "工作单位", "手机", "入会时间", "职称"],
    ["王伟", "某市科协", "农业局", "16400000001", "2013.1.5", "教授"],
    ["王伟", "某市科协", "气象局", "16400000002", "2013.1.5", None],
    ["张敏", "某市科协", "气象局", "16400000002", "2013.1.6", None],
    ["王伟", "某市科协", "农业局", "+86 164-0000-0001", "2013.1.5", None],
    [None, "某市科协", None, None, "2013.1.7", None],
    ["李娜", "火星学会", None, None, "2013.1.7", None],
    ["赵强", "某市科协", None, None, None, None],
]


def test_a_roster_comes_in(here):
    batch = files.applied(here, ROSTER, name="会员名册.xlsx")
    assert {k: batch.counts.get(k) for k in ("total", "created", "skipped", "refused")} == {
        "total": 7, "created": 3, "skipped": 1, "refused": 3,
    }  # fmt: skip
    assert members(date(2013, 12, 31)) == 3
    assert Membership.objects.get(person__unit="农业局").person.title == "教授"
    reasons = " ".join(f.reason for t in batch.files.get().tables.all() for f in t.findings.all())
    assert "没有姓名" in reasons and "火星学会" in reasons and "没有入会时间" in reasons


def test_a_roster_updates_the_person_and_can_be_taken_back(here):
    files.applied(here, ROSTER[:3], name="会员名册.xlsx")
    rows = [ROSTER[0], ROSTER[1], [*ROSTER[2][:5], "研究员"]]
    batch = files.applied(here, rows, name="会员名册.xlsx")
    row = Membership.objects.select_related("person").get()
    assert (batch.counts["updated"], row.person.title) == (1, "研究员")
    imports.undo(batch=batch, actor=SYSTEM)
    row.person.refresh_from_db()
    assert row.person.title == "教授" and members(date(2013, 12, 31)) == 1


def test_a_roster_taken_back_takes_along_whom_it_brought(here):
    batch = files.applied(here, ROSTER, name="会员名册.xlsx")
    assert Person.objects.count() == 3
    imports.undo(batch=batch, actor=SYSTEM)
    assert not Person.objects.exists() and members(date(2013, 12, 31)) == 0
