"""Defining, keeping and removing, and how the ledger follows."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.models import Sum

from kexie.core.refusals import Invalid, NotAllowed
from kexie.office.ledger.models import Entry
from kexie.work.registers import services
from kexie.work.registers.models import Register, RegisterRow

from . import make

pytestmark = pytest.mark.django_db


def counted(register, rule):
    return Entry.objects.filter(kind=f"{register.name}.{rule}").aggregate(n=Sum("amount"))["n"] or 0


@pytest.fixture
def book(here):
    return make.register(organisation=here, name="河道保洁")


def test_a_row_counts_by_every_rule(book):
    make.row(register=book)
    make.row(register=book, title="姚江西段", c3=80)
    assert (counted(book, "条数"), counted(book, "垃圾")) == (2, 200)
    entry = Entry.objects.filter(kind="河道保洁.垃圾").earliest("pk")
    assert (entry.on, entry.form) == (date(2013, 3, 1), "日常")


def test_a_changed_row_counts_what_it_says_now(book, officer):
    row = make.row(register=book)
    row.values = row.values | {"c3": 90}
    services.keep(row=row, actor=officer)
    assert (counted(book, "垃圾"), counted(book, "条数")) == (90, 1)
    services.keep(row=row, actor=officer)  # nothing new to say
    assert Entry.objects.filter(kind="河道保洁.垃圾").count() == 3


def test_new_rules_are_posted_at_once(book, officer):
    make.row(register=book)
    book.rules = [{"title": "次数", "on": "c2", "unit": "次"}]
    services.define(register=book, actor=officer)
    assert (counted(book, "条数"), counted(book, "垃圾"), counted(book, "次数")) == (0, 0, 1)
    book.name = "河道管护"
    services.define(register=book, actor=officer)
    assert (
        counted(book, "次数") == 1 and Entry.objects.filter(kind="河道保洁.次数").aggregate(n=Sum("amount"))["n"] == 0
    )


def test_rules_that_do_not_fit_are_refused(book, officer):
    book.rules = [{"title": "垃圾", "amount": "c1"}]
    with pytest.raises(services.BadRules, match="要用数字栏"):
        services.define(register=book, actor=officer)
    assert Register.objects.get().rules == make.RULES


def test_a_name_is_used_once_in_an_association(book, here, elsewhere):
    with pytest.raises(Invalid, match="已有同名台账"):
        make.register(organisation=here, name="河道保洁")
    make.register(organisation=elsewhere, name="河道保洁")


def test_a_removed_row_counts_no_more(book, officer):
    row = make.row(register=book)
    services.remove(row=row, actor=officer, note="记重了")
    assert not RegisterRow.objects.exists() and (counted(book, "条数"), counted(book, "垃圾")) == (0, 0)


def test_strangers_may_do_nothing(book, stranger):
    row = make.row(register=book)
    for act in (
        lambda: services.define(register=book, actor=stranger),
        lambda: services.keep(row=row, actor=stranger),
        lambda: services.remove(row=row, actor=stranger, note="x"),
        lambda: services.post_imported(made=[], changed=[], actor=None, note=""),
    ):
        with pytest.raises(NotAllowed):
            act()
