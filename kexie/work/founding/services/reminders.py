"""Deadlines: reminded of once before and once after, and counted anew when days off change."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.core import clock, gate, records
from kexie.core.personal import is_mobile
from kexie.network.organisations.models import Organisation
from kexie.office.notices import services as notices
from kexie.office.workdays import queries as workdays
from kexie.work.founding.models import Procedure

from .steps import settle

AWAKE = range(8, 20)  # hours of the day at which reminders may ring a telephone
WARN = 2  # working days before the deadline
WIDEST = timedelta(days=21)  # no two working days take longer than this, whatever holidays lie between


def remind_procedures(*, actor: gate.Actor, at: datetime) -> int:
    """Tell of deadlines, two working days before and when they are past; return of how many.

    Each deadline is told of once before and once after, by text message to the registered mobile of the body, or of
    the association above it. Where none is registered, home and the procedure's page alone show it.

    :raises NotAllowed: the actor is not the platform itself
    """
    gate.require(actor, "remind_procedures", Procedure)
    if at.astimezone(clock.ZONE).hour not in AWAKE:
        return 0
    today, told = clock.day(at), 0
    with transaction.atomic():
        rows = Procedure.objects.filter(state=Procedure.State.RUNNING, chased_on=None, due_on__lte=today + WIDEST)
        for row in rows.select_for_update(of=("self",)).select_related("organisation", "body").order_by("pk"):
            if mark := _mark(row, today):
                setattr(row, mark, today)
                records.save(row, actor=actor, did="remind_procedures", note=row.step)
                _tell(row, mark, actor=actor, at=at)
                told += 1
    return told


def recount_deadlines(*, path: str, actor: gate.Actor) -> int:
    """Count the deadlines of procedures that run at a body and below it anew; return how many have another day now.

    :raises NotAllowed: the actor may edit nowhere
    """
    gate.require(actor, "edit", Procedure)
    rows = Procedure.objects.filter(state=Procedure.State.RUNNING, organisation__in_branches=[path])
    moved = []
    for row in rows.select_for_update(of=("self",)).select_related("organisation"):
        before = row.due_on
        settle(row)
        if row.due_on != before:
            moved.append(row)
    records.change_many(moved, ["due_on", "warned_on", "chased_on"], actor=actor, did="recount_deadlines", path=path)
    return len(moved)


def _mark(row: Procedure, today: date) -> str:
    """Return which reminder is due on a day: "chased_on", "warned_on" or ""."""
    if row.due_on < today:
        return "chased_on"
    first = workdays.working_days_after(row.due_on, -WARN, at=row.organisation)
    return "warned_on" if row.warned_on is None and first <= today else ""


def _tell(row: Procedure, mark: str, *, actor: gate.Actor, at: datetime) -> None:
    told: Organisation | None = next(
        (one for one in (row.body, row.organisation) if one and is_mobile(one.phone)), None
    )
    if told is None:
        return
    say = (
        _("%(row)s的“%(step)s”应于 %(day)s 前办好")
        if mark == "warned_on"
        else _("%(row)s的“%(step)s”已过 %(day)s 的期限")
    )
    subject = say % {"row": row, "step": row.step, "day": row.due_on}
    notices.send(
        organisation=told, purpose="founding", to=told.phone, subject=subject,
        body=_("【%(from)s】%(what)s，请登录系统办理。") % {"from": told, "what": subject},
        dedupe_key=f"founding:{row.pk}:{row.current.code}:{mark}:{row.due_on}", actor=actor, at=at,
    )  # fmt: skip
