"""Builders: one call gives one valid stored row."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from itertools import count
from zoneinfo import ZoneInfo

from conftest import organisation as body_of
from kexie.core.gate import SYSTEM
from kexie.network.access.models import User
from kexie.network.people.tests.make import person
from kexie.work.contacts import services
from kexie.work.contacts.models import Cell, HelpVisit, Pairing, Tie, Visit

TODAY = date(2026, 11, 22)
AT = datetime(2026, 11, 22, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
_number = count(1)


def tie(*, organisation, today=TODAY, **fields) -> Tie:
    """Return a tie of a new person of an association with a new body below it."""
    fields.setdefault("since", date(2026, 1, 1))
    if "person" not in fields:
        fields["person"] = person(organisation=organisation)
    if "body" not in fields and "worker" not in fields:
        fields["body"] = body_of(f"联系村{next(_number)}", parent=organisation, kind="community", level="village")
    return services.keep_tie(tie=Tie(organisation=organisation, **fields), actor=SYSTEM, today=today, did="create")


def visit(*, organisation, today=TODAY, **fields) -> Visit:
    """Return a contact under a tie of its own."""
    under = fields.pop("tie", None) or tie(organisation=organisation, today=today)
    fields.setdefault("note", f"看了电商服务站，谈了第 {next(_number)} 件事")
    return services.note_visit(tie=under, actor=SYSTEM, today=today, **fields)


def cell(*, organisation, **fields) -> Cell:
    """Return a cell made by hand."""
    fields.setdefault("since", date(2026, 1, 1))
    fields.setdefault("name", f"第{next(_number)}网格")
    return services.keep_cell(cell=Cell(organisation=organisation, **fields), actor=SYSTEM, did="create")


def pairing(*, organisation, made_by=None, **fields) -> Pairing:
    """Return a pairing of two new people, made by an officer unless somebody else is named."""
    made_by = made_by or User.objects.order_by("pk").first()
    made_by = made_by or User.objects.create(username="maker", name="maker", organisation=organisation)
    cause = fields.pop("cause", "长期患病")
    row = Pairing(
        organisation=organisation, made_by=made_by, cause=cause,
        helped=fields.pop("helped", None) or person(organisation=organisation),
        helper=fields.pop("helper", None) or person(organisation=organisation),
        since=fields.pop("since", date(2026, 1, 1)), **fields,
    )  # fmt: skip
    return services.keep_pairing(pairing=row, agrees=True, actor=SYSTEM, at=AT, did="create")


def help_visit(*, organisation, made_by=None, on=None, amount="500.00", **fields) -> HelpVisit:
    """Return a help visit on a day of its own."""
    pair = fields.pop("pairing", None) or pairing(organisation=organisation, made_by=made_by)
    row = HelpVisit(pairing=pair, on=on or date(2026, 2, 3), amount=Decimal(amount), **fields)
    return services.log_help(visit=row, actor=SYSTEM, at=AT)
