"""Builders: one call gives one valid stored row."""

from __future__ import annotations

from datetime import date
from itertools import count

from kexie.core.gate import SYSTEM
from kexie.network.people.tests.make import person
from kexie.work.volunteering import services
from kexie.work.volunteering.models import TeamStrength, Volunteer

_number = count(1)


def volunteer(*, organisation, on=date(2013, 3, 5), **fields) -> Volunteer:
    """Return the registration of a new person."""
    who = fields.pop("person", None) or person(organisation=organisation)
    row = Volunteer(person=who, organisation=organisation, registered_on=on, **fields)
    return services.keep(volunteer=row, actor=SYSTEM, did="create")


def strength(*, organisation, amount=30, on=date(2013, 12, 31), **fields) -> TeamStrength:
    """Return a team's strength; every team has a name of its own."""
    values = {"team": f"第{next(_number)}分队", "level": "镇级", **fields}
    row = TeamStrength(organisation=organisation, amount=amount, on=on, **values)
    return services.report_strength(strength=row, actor=SYSTEM, did="create")
