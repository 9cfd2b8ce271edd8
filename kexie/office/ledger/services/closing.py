"""Closing a period, after which its figures are published; and opening it again."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.core import clock, gate, records
from kexie.core.refusals import Refusal
from kexie.network.organisations.models import Organisation
from kexie.office.ledger.models import ClosedPeriod


class CannotClose(Refusal):
    """The period cannot be closed as asked."""

    code = "cannot_close"
    status = 422


class CannotReopen(Refusal):
    """The closed period cannot be opened again as asked."""

    code = "cannot_reopen"
    status = 422


def close_period(
    *, organisation: Organisation, starts_on: date, ends_on: date, actor: gate.Actor, note: str = "",
    at: datetime | None = None,
) -> ClosedPeriod:  # fmt: skip
    """Sign an organisation's figures of a period: what is known now stays readable as published.

    Records may still be corrected; figures then show both, the published value and the new one.

    :raises NotAllowed: the actor may not close periods of this organisation
    :raises CannotClose: the period is not over, or is closed already
    """
    gate.require(actor, "close_period", organisation)
    moment = at or clock.now()
    if ends_on >= clock.day(moment):
        raise CannotClose(_("%(end)s 还没有过完，期满之后才能关账。") % {"end": ends_on})
    standing = ClosedPeriod.objects.filter(organisation=organisation, reopened_at=None)
    if standing.filter(starts_on=starts_on, ends_on=ends_on).exists():
        raise CannotClose(
            _("%(start)s 至 %(end)s 已经关账。要重新关账，请先说明原因重新打开。")
            % {"start": starts_on, "end": ends_on}
        )
    closed = ClosedPeriod(
        organisation=organisation,
        starts_on=starts_on,
        ends_on=ends_on,
        closed_at=moment,
        closed_by=str(actor),
        note=note,
    )
    return records.save(closed, actor=actor, did="close_period", note=note)


def reopen_period(
    *, closed: ClosedPeriod, reason: str, actor: gate.Actor, at: datetime | None = None
) -> ClosedPeriod:  # fmt: skip
    """Open a closed period again: its figures are no longer published. The row stays, with the reason.

    :raises NotAllowed: the actor may not reopen periods of this organisation
    :raises CannotReopen: no reason is given, or it is open already
    """
    gate.require(actor, "reopen_period", closed)
    if not reason.strip():
        raise CannotReopen(_("请写明重新打开的原因，它会留在操作记录里。"))
    with transaction.atomic():
        closed = ClosedPeriod.objects.select_for_update(of=("self",)).get(pk=closed.pk)
        if closed.reopened_at:
            raise CannotReopen(_("%(period)s 已经重新打开过了。") % {"period": closed})
        closed.reopened_at, closed.note = at or clock.now(), reason.strip()[:200]
        return records.save(closed, actor=actor, did="reopen_period", note=reason.strip())
