"""Moving bodies in the tree with their history, and merging them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import F, Max, Value
from django.db.models.functions import Concat, Length, Substr
from django.utils.translation import gettext as _

from kexie.core import clock, events, gate, paths, records
from kexie.core.audit import trail
from kexie.core.refusals import Invalid, Refusal
from kexie.network.organisations import rules
from kexie.network.organisations.events import Dissolved, Moved
from kexie.network.organisations.models import Organisation, Placement
from kexie.network.organisations.queries import Tree

from .bodies import close

State = Organisation.State


class CannotMove(Refusal):
    """The tree would not be sound: a circle, a dead parent, two of one name, too deep."""

    code = "cannot_move"


def move(
    *, organisation: Organisation, parent: Organisation | None, on: date, actor: gate.Actor, reason: str = "",
    today: date | None = None,
) -> Organisation:  # fmt: skip
    """Hang a body, with all below it, under another one from a day on.

    Figures of earlier days stay with the old parent in the view "as it was" and go with the body in the view "as it
    is". A day before a later move changes only the time between; the body stays where it is today. Who may see and
    do what follows at once. One move is made at a time.

    :raises NotAllowed: the actor may not move under the old parent and under the new one (a body without parent: the
        body itself; to the top: only the platform's commands)
    :raises CannotMove: the new parent is the body or below it on any day of the time meant, is dissolved, has a body
        of this name, or lies too deep
    :raises Invalid: the day lies in the future
    """
    _require_move(actor, organisation, parent)
    if on > (today or clock.today()):
        raise Invalid(
            _("日期（%s）还没有到：请到那一天再办，或改成已经生效的日期。") % on, fields={"on": [_("还没有到。")]}
        )
    with transaction.atomic():
        trail.take_turn()
        row = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
        target = Organisation.objects.get(pk=parent.pk) if parent is not None else None
        _require_move(actor, row, target)
        if why := why_not_move(row, target, on):
            raise CannotMove(why)
        _place(row, target, on, actor=actor, reason=reason)
    return row


def why_not_move(row: Organisation, parent: Organisation | None, on: date) -> str:
    """Return why a body cannot hang under another one from a day on, or ""."""
    until = _next_placement(row, on)
    if parent is not None:
        if parent.pk == row.pk:
            return _("不能把“%s”改到它自己下面。") % row
        tree = Tree()
        starts = [start for rows in tree.history.values() for start, _parent in rows if start is not None]
        days = {on, *(day for day in starts if on < day and (until is None or day < until))}
        own = paths.segment(row.pk)
        if any(own in _segments(tree.path_on(parent, day)) for day in days):
            return _("“%(parent)s”在“%(name)s”下面，不能互为上下级。") % {"parent": parent, "name": row}
    if until is not None:
        return ""
    if parent is not None and parent.state not in (State.ACTIVE, State.SUGGESTED):
        return _("“%(parent)s”%(state)s，不能再有新的下级。") % {"parent": parent, "state": parent.get_state_display()}
    if row.parent_id == (parent.pk if parent else None) and _parent_on(row, on) == row.parent_id:
        return _("“%s”本来就在这里，不用调整。") % row
    if Organisation.objects.filter(parent=parent, name=row.name).exclude(pk=row.pk).exists():
        return _("新上级下面已有一个“%s”，请先核对是不是同一个组织；如果是，请用“并入”。") % row
    deepest = Organisation.objects.under(row.path).aggregate(length=Max(Length("path")))["length"]
    depth = paths.depth_of(parent.path) if parent else 0
    if depth + (deepest - len(row.path)) // paths.STEP + 1 > paths.DEEPEST:
        return _("改过去以后层级超过 %d 层，请选更高一级的上级。") % paths.DEEPEST
    return ""


def _place(row: Organisation, parent: Organisation | None, on: date, *, actor: gate.Actor, reason: str) -> None:
    """Write where a body stands from a day on and all that follows, within the transaction of the verb."""
    history = list(Placement.objects.filter(organisation=row))
    until = _next_placement(row, on)
    if not history:
        first = Placement(organisation=row, parent=row.parent, starts_on=None)
        records.save(first, actor=actor, did="move", note=_("调整以前"))
    found = next((old for old in history if old.starts_on == on), None)
    placement = found or Placement(organisation=row, starts_on=on)
    placement.parent, placement.reason = parent, reason
    records.save(placement, actor=actor, did="move", note=reason)
    if until is None:
        old = row.path
        row.parent = parent
        row.path = row.path_below(parent)
        below = Organisation.objects.under(old).exclude(pk=row.pk)
        below.update(path=Concat(Value(row.path), Substr(F("path"), len(old) + 1)))
        note = _("自 %(on)s 起归“%(parent)s”。%(reason)s") % {"on": on, "parent": parent or "—", "reason": reason}
        records.save(row, actor=actor, did="move", note=note)
    events.announce(Moved(row, on, actor, reason))


def merge(
    *, sources: Sequence[Organisation], target: Organisation, on: date, actor: gate.Actor, reason: str = "",
    today: date | None = None,
) -> Organisation:  # fmt: skip
    """Join bodies into another one from a day on: all of it or nothing.

    The sources are closed and hang under the target from that day, pointing to it as their successor: their figures
    stay theirs as it was, and are part of the target's as it is; nothing is summed into one record or dropped. What
    stood below them hangs below the target. Their names mean the target from that day.

    :raises NotAllowed: the actor may not dissolve a source, or not move it to the target
    :raises CannotMove: the target is a source or stands below one, or two of one name would meet
    :raises Invalid: the day does not fit
    """
    with transaction.atomic():
        trail.take_turn()
        target = Organisation.objects.get(pk=target.pk)
        rows = list(Organisation.objects.select_for_update(of=("self",)).filter(pk__in=[s.pk for s in sources]))
        for row in rows:
            gate.require(actor, "dissolve", row)
            _require_move(actor, row, target)
            if paths.is_within(target.path, row.path):
                raise CannotMove(
                    _("“%(target)s”就是要并掉的组织，或者在“%(name)s”下面，不能并入。")
                    % {"target": target, "name": row}
                )
            if row.state != State.ACTIVE or target.state != State.ACTIVE:
                raise CannotMove(
                    _("只能把正常的组织并入正常的组织：请核对“%(name)s”和“%(target)s”的状态。")
                    % {"name": row, "target": target}
                )
        closed = [_join(row.pk, target, on, actor=actor, reason=reason, today=today) for row in rows]
        events.announce(Dissolved(closed, actor, reason))
    return target


def _join(
    key: int, target: Organisation, on: date, *, actor: gate.Actor, reason: str, today: date | None
) -> Organisation:
    row = Organisation.objects.get(pk=key)  # read again: joining the source before may have moved this one
    said = _("“%(name)s”并入“%(target)s”。") % {"name": row, "target": target} + reason
    for child in Organisation.objects.filter(parent=row).standing():
        if why := why_not_move(child, target, on):
            raise CannotMove(_("“%(child)s”不能随“%(name)s”并入：") % {"child": child, "name": row} + why)
        _place(child, target, on, actor=actor, reason=said)
    row.successor = target
    close(row=row, on=on, actor=actor, reason=said, did="merge", today=today)
    if row.parent_id != target.pk:
        if why := why_not_move(row, target, on):
            raise CannotMove(why)
        _place(row, target, on, actor=actor, reason=said)
    return row


def _require_move(actor: gate.Actor, row: Organisation, parent: Organisation | None) -> None:
    gate.require(actor, "move", row.parent or row)
    if parent is not None:
        gate.require(actor, "move", parent)
    elif actor is not gate.SYSTEM:
        raise CannotMove(_("不能把组织改到最上级，请选一个上级组织。"), code="no_parent")


def _next_placement(row: Organisation, on: date) -> date | None:
    later = Placement.objects.filter(organisation=row, starts_on__gt=on).order_by("starts_on")
    return later.values_list("starts_on", flat=True).first()


def _parent_on(row: Organisation, on: date) -> int | None:
    history = Placement.objects.filter(organisation=row).values_list("starts_on", "parent_id")
    return rules.placed_on(history, on) if history else row.parent_id


def _segments(path: str) -> list[str]:
    return [path[at : at + paths.STEP] for at in range(0, len(path), paths.STEP)]
