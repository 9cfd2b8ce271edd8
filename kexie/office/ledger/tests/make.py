"""Builders of ledger facts for tests."""

from __future__ import annotations

from datetime import date

from kexie.core.gate import SYSTEM
from kexie.network.organisations.models import Alias
from kexie.office.ledger import measures
from kexie.office.ledger import services as ledger

COUNT = measures.Measure("test.count", "场次", "场次")
PEOPLE = measures.Measure("test.people", "人次", "人次")
MEMBERS = measures.Measure("test.members", "会员", "人", is_stock=True)
STRENGTH = measures.Measure("test.strength", "队伍人数", "人", is_stock=True, is_level=True)
MONEY = measures.Measure("test.money", "经费", "元", scale=2)

for measure in (COUNT, PEOPLE, MEMBERS, STRENGTH, MONEY):
    if measure not in measures.every():
        measures.declare(measure)

MAY = date(2013, 5, 19)


def record(organisation, text=""):
    """Return a stored record that may post: any guarded record on the tree will do."""
    place = Alias.objects.count()
    return Alias.objects.create(organisation=organisation, text=text or f"记录{place}")


def post(row, *lines, organisation=None, at=None, actor=SYSTEM):
    """Post lines for a record."""
    return ledger.post(source=ledger.Source(row, organisation or row.organisation, lines), actor=actor, at=at)


def line(amount, measure=PEOPLE, on=MAY, **fields):
    """Return a line, by default some person-times on 19 May 2013."""
    return ledger.Line(measure.code, amount, on, **fields)


def posted(organisation, *lines, at=None):
    """Return a new record at an organisation that has posted these lines."""
    row = record(organisation)
    post(row, *lines, at=at)
    return row


def shared(amount, parties, rule, **fields):
    """Return a line several organisations share, the leading one first."""
    amounts = ledger.shares(rule, amount, len(parties))
    return line(amount, shares=[*zip(parties, amounts, strict=True)], **fields)
