"""Builders: one call gives one valid stored row."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count

from stdnum.cn import ric

from kexie.core import records
from kexie.core.clock import ZONE
from kexie.core.gate import PUBLIC, SYSTEM
from kexie.network.people.tests.make import person
from kexie.work.volunteering import services
from kexie.work.volunteering.models import (
    Application,
    Assignment,
    Engagement,
    Post,
    Shift,
    Stay,
    Team,
    TeamStrength,
    Transfer,
    Volunteer,
)

_number = count(1)
NOW = datetime(2013, 5, 1, 9, tzinfo=ZONE)
STARTS = datetime(2013, 5, 18, 8, tzinfo=ZONE)  # a Saturday morning


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


def post(*, organisation, **fields) -> Post:
    """Return a post that recruits; every one has a name of its own."""
    values = {"name": f"引导{next(_number)}", "what": "引导观众", "risks": "无", "state": Post.State.OPEN, **fields}
    return records.save(Post(organisation=organisation, **values), actor=SYSTEM, did="create")


def shift(*, organisation=None, post_=None, starts_at=STARTS, hours=3, at=NOW, **fields) -> Shift:
    """Return a shift of three hours."""
    row = Shift(
        post=post_ or post(organisation=organisation), starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=hours), **fields,
    )  # fmt: skip
    return services.keep_shift(shift=row, actor=SYSTEM, at=at, did="create")


def assignment(*, organisation=None, shift_=None, at=NOW, **fields) -> Assignment:
    """Return a new volunteer in a shift."""
    shift_ = shift_ or shift(organisation=organisation)
    who = fields.pop("volunteer", None) or volunteer(organisation=shift_.organisation)
    return services.assign(shift=shift_, volunteer=who, actor=SYSTEM, at=at, **fields)


def application(*, organisation, at=NOW, agrees=True, **fields) -> Application:
    """Return somebody's wish to be registered; every one has a telephone and an identity number of their own."""
    n = next(_number)
    facts = {"name": f"想来{n}", "phone": f"164{n:08}", "id_number": id_number(f"33028119900101{n % 1000:03d}")}
    row = Application(organisation=organisation, **{**facts, **fields})
    return services.ask_to_register(application=row, agrees=agrees, actor=PUBLIC, at=at)


def id_number(first: str) -> str:
    """Return an identity number of nobody real from its first 17 digits."""
    return first + ric.calc_check_digit(f"{first}0")
