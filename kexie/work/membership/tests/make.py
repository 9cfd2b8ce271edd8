"""Builders: one call gives one valid stored row."""

from __future__ import annotations

from datetime import date
from itertools import count

from kexie.core.gate import SYSTEM
from kexie.network.people.tests.make import person
from kexie.work.membership import services
from kexie.work.membership.models import Headcount, Membership

_day = count(1)


def membership(*, organisation, on=date(2013, 3, 1), **fields) -> Membership:
    """Return a membership of a new person."""
    who = fields.pop("person", None) or person(organisation=organisation)
    return services.join(person=who, organisation=organisation, on=on, actor=SYSTEM, **fields)


def headcount(*, organisation, amount=100, **fields) -> Headcount:
    """Return a reported number of members; each falls on a day of its own."""
    on = fields.pop("on", None) or date.fromordinal(date(2013, 1, 1).toordinal() + next(_day))
    kind = fields.pop("kind", Headcount.Kind.INDIVIDUAL)
    return services.report_headcount(organisation=organisation, kind=kind, amount=amount, on=on, actor=SYSTEM)
