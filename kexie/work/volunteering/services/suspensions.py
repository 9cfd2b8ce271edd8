"""Volunteers who are not to serve for a time: dated, with the reason, and lifted by a date."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kexie.core import clock, gate, records
from kexie.core.refusals import Refusal
from kexie.work.volunteering.flows import STANDING
from kexie.work.volunteering.models import Assignment, Suspension, Volunteer

from .assignments import leave_all
from .volunteers import locked


class Suspended(Refusal):
    """The volunteer is suspended for these days, or is not and cannot be let back."""

    code = "suspended"


def suspend(
    *, volunteer: Volunteer, on: date, until: date | None, note: str, actor: gate.Actor, at: datetime
) -> Suspension:
    """Keep a volunteer from serving from a day until a day (None: until they are let back); they leave those shifts.

    :raises NotAllowed: the actor may not edit this unit's volunteers
    :raises Suspended: they are for some of these days
    :raises Invalid: the days are in the wrong order, or no reason is given
    """
    gate.require(actor, "edit", volunteer)
    with transaction.atomic():
        volunteer = locked(volunteer)
        there = volunteer.suspensions.filter(Q(ends_on=None) | Q(ends_on__gte=on))
        if (known := (there.filter(starts_on__lte=until) if until else there).first()) is not None:
            raise Suspended(
                _("%(who)s从 %(on)s 起已暂停服务，请先恢复再改。") % {"who": volunteer, "on": known.starts_on}
            )
        row = Suspension(volunteer=volunteer, starts_on=on, ends_on=until, reason=note[:120])
        records.save(row, actor=actor, did="suspend", note=note)
        first = datetime.combine(on, time(), clock.ZONE)
        shifts = Assignment.objects.filter(
            volunteer=volunteer, state__in=STANDING, shift__starts_at__gte=max(first, at)
        )  # fmt: skip
        if until is not None:
            shifts = shifts.filter(shift__starts_at__lt=datetime.combine(until + timedelta(days=1), time(), clock.ZONE))
        leave_all(shifts, at=at, note=_("暂停服务"))
    return row


def let_back(*, suspension: Suspension, on: date, actor: gate.Actor, note: str = "") -> Suspension:
    """Let a volunteer serve again from a day on; what was before stays as it was.

    :raises NotAllowed: the actor may not edit this unit's volunteers
    :raises Suspended: it has ended by then
    """
    gate.require(actor, "edit", suspension)
    with transaction.atomic():
        row = Suspension.objects.select_for_update(of=("self",)).get(pk=suspension.pk)
        if row.ends_on is not None and row.ends_on < on:
            raise Suspended(_("这次暂停到 %s 已经结束。") % row.ends_on)
        row.ends_on = max(on - timedelta(days=1), row.starts_on)
        return records.save(row, actor=actor, did="let_back", note=note)
