"""Builders: one call gives one valid stored row."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count

from kexie.core import records
from kexie.core.clock import ZONE
from kexie.core.gate import SYSTEM
from kexie.work.activities.models import Activity, Session
from kexie.work.hours import services
from kexie.work.hours.models import Correction, Service, Standard
from kexie.work.volunteering.models import Volunteer
from kexie.work.volunteering.tests.make import volunteer as registered

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=ZONE)  # a Friday
_number = count(1)


def moment(text: str) -> datetime:
    """Return a Shanghai moment of 2026: "11-18 09:00"."""
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


def volunteer(*, organisation, on=date(2020, 1, 1), **fields) -> Volunteer:
    """Return a volunteer of long standing."""
    return registered(organisation=organisation, on=on, **fields)


def service(
    *, organisation=None, who=None, start="11-18 09:00", end="11-18 11:30", actor=SYSTEM, at=NOW, **fields
) -> Service:  # fmt: skip
    """Return proposed hours, of a new volunteer unless told whose."""
    who = who or volunteer(organisation=organisation)
    values = {"what": f"科普宣传{next(_number)}", **fields}
    start, end = (moment(one) if isinstance(one, str) else one for one in (start, end))
    row = Service(volunteer=who, starts_at=start, ends_at=end, on=start.date() if start else None, **values)
    return services.propose(service=row, actor=actor, at=at)


def confirmed(*, at=NOW, **fields) -> Service:
    """Return hours in the ledger."""
    row = services.approve(service=service(at=at, **fields), actor=SYSTEM, at=at, note="核实")
    services.confirm_due(actor=SYSTEM, at=at + timedelta(days=10))
    row.refresh_from_db()
    return row


def correction(*, organisation, minutes=120, why="签退晚了", **fields) -> Correction:
    """Return a request about hours in the ledger."""
    row = confirmed(organisation=organisation, start="11-18 08:00", end="11-18 12:00")
    asked = Correction(service=row, minutes=minutes, why=why, **fields)
    return services.ask_correction(correction=asked, actor=SYSTEM, at=NOW, asked_by="本人")


def standard(*, organisation, starts_on=None, **fields) -> Standard:
    """Return a standard of a body, from a day of its own."""
    starts_on = starts_on or date(2020, 1, 1) + timedelta(days=next(_number))
    return records.save(Standard(organisation=organisation, starts_on=starts_on, **fields), actor=SYSTEM, did="create")


def session(*, organisation, start="11-18 09:00", end="11-18 12:00") -> Session:
    """Return a session of a new activity."""
    held = Activity(
        organisation=organisation, name=f"科技集市{next(_number)}", form="咨询", starts_on=moment(start).date()
    )
    records.save(held, actor=SYSTEM, did="create")
    row = Session(activity=held, number=1, starts_at=moment(start), ends_at=moment(end))
    return records.save(row, actor=SYSTEM, did="create")
