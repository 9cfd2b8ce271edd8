"""Builders: one call gives one valid stored row."""

from __future__ import annotations

from datetime import date
from itertools import count

from kexie.core import records
from kexie.core.gate import SYSTEM
from kexie.network.people.tests.make import person
from kexie.work.volunteering import services
from kexie.work.volunteering.models import Engagement, Stay, Team, TeamStrength, Transfer, Volunteer

_number = count(1)


def volunteer(*, organisation, on=date(2013, 3, 5), **fields) -> Volunteer:
    """Return the registration of a new person."""
    who = fields.pop("person", None) or person(organisation=organisation)
    row = Volunteer(person=who, organisation=organisation, registered_on=on, **fields)
    return services.keep(volunteer=row, actor=SYSTEM, did="create")


def team(*, organisation, name="", since=date(2013, 1, 1), **fields) -> Team:
    """Return a team; every one has a name of its own."""
    row = Team(organisation=organisation, name=name or f"科普第{next(_number)}分队", since=since, **fields)
    return services.keep_team(team=row, actor=SYSTEM, did="create")


def transfer(*, organisation, on=date(2013, 6, 1)) -> Transfer:
    """Return a move that nobody has answered yet."""
    who, to = volunteer(organisation=organisation), team(organisation=organisation)
    row = Transfer(volunteer=who, organisation=organisation, team=to, on=on)
    return records.save(row, actor=SYSTEM, did="ask_transfer")


def moved(*, organisation, on=date(2013, 6, 1)) -> Stay:
    """Return where a volunteer was who moved on that day."""
    row = transfer(organisation=organisation, on=on)
    services.answer_transfer(transfer=row, move="receive", actor=SYSTEM)
    return row.volunteer.stays.get()


def engagement(*, organisation, starts_on=date(2013, 1, 1), ends_on=date(2014, 12, 31), **fields) -> Engagement:
    """Return the engagement of a new person."""
    facts = {"name": f"聘用{next(_number)}", "phone": f"164{next(_number):08}"}
    row = Engagement(organisation=organisation, starts_on=starts_on, ends_on=ends_on, **{"kind": "顾问", **fields})
    return services.engage(engagement=row, facts=facts, actor=SYSTEM, did="create")


def strength(*, organisation, amount=30, on=date(2013, 12, 31), **fields) -> TeamStrength:
    """Return a team's strength; every team has a name of its own."""
    values = {"team": f"第{next(_number)}分队", "level": "镇级", **fields}
    row = TeamStrength(organisation=organisation, amount=amount, on=on, **values)
    return services.report_strength(strength=row, actor=SYSTEM, did="create")
