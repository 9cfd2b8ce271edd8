"""Recruiting posts and their shifts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.core import gate, records
from kexie.core.refusals import Refusal
from kexie.work.volunteering import queries
from kexie.work.volunteering.flows import STANDING
from kexie.work.volunteering.models import Assignment, Post, Shift

from .assignments import fill, leave_all


class ShiftHasPeople(Refusal):
    """Somebody is, or was, in the shift."""

    code = "shift_has_people"


class Overlapping(Refusal):
    """Somebody would be in two places at once."""

    code = "overlapping"


def keep_shift(*, shift: Shift, actor: gate.Actor, at: datetime, did: str = "change") -> Shift:
    """Write a shift as it stands; who waits moves up where there is more room now.

    With fewer places than people everybody stays, and the shift says by how many it is over.

    :raises NotAllowed: the actor may not edit at the recruiting unit
    :raises Overlapping: at the new time somebody in it would be in another shift
    :raises Invalid: a field or constraint refuses
    """
    gate.require(actor, "edit", shift)
    with transaction.atomic():
        records.save(shift, actor=actor, did=did)
        there = Assignment.objects.filter(shift=shift, state=Assignment.State.ACCEPTED)
        for row in there.select_related("volunteer__person"):
            if (other := queries.overlapping(row.volunteer, shift)) is not None:
                raise Overlapping(
                    _("改到这个时间，%(who)s会和“%(other)s”重叠。请先让他退出其中一个班次。")
                    % {"who": row.volunteer, "other": queries.said(other)}
                )
        fill(shift, at=at)
    return shift


def remove_shift(*, shift: Shift, actor: gate.Actor) -> None:
    """Delete a shift nobody ever applied for.

    :raises NotAllowed: the actor may not edit at the recruiting unit
    :raises ShiftHasPeople: somebody is or was in it; it can be cancelled instead
    """
    gate.require(actor, "edit", shift)
    with transaction.atomic():
        shift = Shift.objects.select_for_update(of=("self",)).select_related("post").get(pk=shift.pk)
        count = shift.assignments.count()
        if count:
            raise ShiftHasPeople(
                _("“%(shift)s”有 %(n)d 人报过名或排过班，不能删去。不办了请用“取消班次”。")
                % {"shift": shift, "n": count}
            )
        records.remove(shift, actor=actor, did="remove_shift")


def cancel_shift(*, shift: Shift, actor: gate.Actor, at: datetime, note: str) -> Shift:
    """Call a shift off: everybody in it steps back with the reason. Doing it again changes nothing.

    :raises NotAllowed: the actor may not edit at the recruiting unit
    """
    gate.require(actor, "edit", shift)
    with transaction.atomic():
        shift = Shift.objects.select_for_update(of=("self",)).select_related("post").get(pk=shift.pk)
        if shift.cancelled_at:
            return shift
        shift.cancelled_at = at
        records.save(shift, actor=actor, did="cancel_shift", note=note)
        leave_all(Assignment.objects.filter(shift=shift, state__in=STANDING), at=at, note=note)
    return shift


def draft_posts(*, shifts: Sequence[Shift], actor: gate.Actor, path: str, note: str = "") -> None:
    """Store the standing posts that imported shifts name and nobody kept before, as drafts.

    :raises NotAllowed: the actor may import nowhere
    """
    gate.require(actor, "import", Post)
    fresh = {id(shift.post): shift.post for shift in shifts if shift.post._state.adding}
    records.add_many([*fresh.values()], actor=actor, did="import", path=path, note=note)
    for shift in shifts:
        shift.post = shift.post  # whose key is known by now
