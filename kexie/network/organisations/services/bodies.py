"""Founding, confirming, changing and closing bodies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.core import clock, events, gate, paths, records
from kexie.core.audit import trail
from kexie.core.flow import WrongState
from kexie.core.refusals import Invalid, NotAllowed, Refusal
from kexie.core.text import clean
from kexie.network.organisations import rules
from kexie.network.organisations.events import (
    Amended,
    Confirmed,
    Dissolved,
    Founded,
    KindChanged,
    Reopened,
    Withdrawn,
)
from kexie.network.organisations.models import NO_PATH, Division, FormerName, Organisation

from .names import keep_alias

State, Kind = Organisation.State, Organisation.Kind
FACTS = ("founded_on", "credit_code", "head", "contact", "phone", "note", "level", "division", "known_on")


class Duplicate(Refusal):
    """There is such a body already; `facts["organisation"]` is its key."""

    code = "duplicate"


def found(
    *, name: str, kind: str, parent: Organisation | None, actor: gate.Actor, level: str = "",
    division: Division | None = None, founded_on: date | None = None, state: str = State.ACTIVE,
    aliases: Iterable[str] = (), today: date | None = None, note: str = "", **facts: Any,
) -> Organisation:  # fmt: skip
    """Register a body under another one, as existing or (`state="suggested"`) as yet to be confirmed.

    `facts` are other fields of the model. A body whose founding day nobody knows counts from `today`.

    :raises NotAllowed: the actor may not found bodies under `parent`; without parent only the platform's commands may
    :raises Duplicate: the parent has a body of this name, or the division its association, already
    :raises Invalid: a field refuses, or a day lies in the future
    :raises WrongState: the parent is dissolved, or the tree too deep
    """
    require_found(actor, parent)
    with transaction.atomic():
        trail.take_turn()
        if parent is not None:
            parent = Organisation.objects.get(pk=parent.pk)
        row = Organisation(
            name=clean(name), kind=kind, parent=parent, level=level, division=division, founded_on=founded_on,
            state=state, **facts,
        )  # fmt: skip
        day = today or clock.today()
        if state == State.ACTIVE and founded_on is None:
            row.known_on = row.known_on or day
        _refuse_days(row, day)
        _refuse_place(row)
        _refuse_twin(row, actor)
        records.save(row, actor=actor, did="found", note=note)
        for text in aliases:
            keep_alias(organisation=row, text=text, actor=actor, is_learned=False)
        events.announce(Founded([row], actor, note))
    return row


def found_many(
    *, bodies: Sequence[Organisation], actor: gate.Actor, path: str, note: str = "", did: str = "found"
) -> list[Organisation]:
    """Register many new bodies at once, each with its parent set, with one trail line on `path`.

    The caller has looked for twins (an import's plan, the list of divisions); the database still refuses two of one
    name under one parent.

    :raises NotAllowed: the actor may not found bodies under one of the parents
    """
    if not bodies:
        return []
    with transaction.atomic():
        trail.take_turn()
        keys = {row.parent_id for row in bodies}
        parents = {row.pk: row for row in Organisation.objects.filter(pk__in=keys)}
        for key in keys:
            require_found(actor, parents.get(key))
        for number, row in enumerate(bodies):
            row.path = f"{NO_PATH}{number}"
            row.parent = parents.get(row.parent_id)
            _refuse_place(row)
        written = records.add_many(list(bodies), actor=actor, did=did, path=path, note=note)
        for row in written:
            row.path = row.path_below(row.parent)
        Organisation.objects.bulk_update(written, ["path"], batch_size=500)  # follows from the key: no act of anyone
        events.announce(Founded(written, actor, note))
    return written


def confirm(
    *, organisation: Organisation, actor: gate.Actor, founded_on: date | None = None, today: date | None = None
) -> Organisation:
    """Say that a suggested body exists, founded on a day if it is known, else counting from `today`.

    :raises NotAllowed: the actor may not found bodies here
    :raises WrongState: it is not a suggestion
    """
    gate.require(actor, "found", organisation)
    with transaction.atomic():
        row = _held(organisation)
        _refuse_state(row, State.SUGGESTED, _("确认"))
        day = today or clock.today()
        row.state, row.founded_on = State.ACTIVE, founded_on or row.founded_on
        row.known_on = row.known_on or (None if row.founded_on else day)
        _refuse_days(row, day)
        records.save(row, actor=actor, did="confirm")
        events.announce(Confirmed([row], actor))
    return row


def amend(*, organisation: Organisation, actor: gate.Actor, note: str = "", today: date | None = None) -> Organisation:
    """Write corrected facts (days, division, level, people, numbers) of a body as they stand on `organisation`.

    Name, place, kind and state have verbs of their own; they are taken from what is stored.

    :raises NotAllowed: the actor may not edit this body
    :raises Invalid: a field refuses
    """
    gate.require(actor, "edit", organisation)
    with transaction.atomic():
        row = _held(organisation)
        for name in FACTS:
            setattr(row, name, getattr(organisation, name))
        _refuse_days(row, today or clock.today())
        records.save(row, actor=actor, did="change", note=note)
        events.announce(Amended([row], actor, note))
    return row


def amend_many(
    *,
    bodies: Sequence[Organisation],
    fields: Sequence[str],
    actor: gate.Actor,
    path: str,
    note: str = "",
    did: str = "import",
) -> None:
    """Write the named fields of many bodies at once, with one trail line on `path`.

    :raises NotAllowed: the actor may not edit one of them
    """
    for row in bodies:
        gate.require(actor, "edit", row)
    with transaction.atomic():
        records.change_many(bodies, fields, actor=actor, did=did, path=path, note=note)
        events.announce(Amended(bodies, actor, note))


def rename(
    *, organisation: Organisation, name: str, on: date, actor: gate.Actor, today: date | None = None
) -> Organisation:
    """Give a body another name from a day on; the old one goes on meaning it.

    :raises NotAllowed: the actor may not edit this body
    :raises Invalid: it is called so already, or the day does not fit
    :raises Duplicate: a sibling has this name
    """
    gate.require(actor, "edit", organisation)
    with transaction.atomic():
        row = _held(organisation)
        old, row.name = row.name, clean(name)
        if rules.normal_name(old) == rules.normal_name(row.name):
            raise Invalid(_("新名称和现在的名称“%s”一样，不用更名。") % old, fields={"name": [_("请填新的名称。")]})
        _refuse_future(on, today or clock.today(), _("更名日期"))
        if row.founded_on and on < row.founded_on:
            raise Invalid(
                _("更名日期早于成立日期（%s），请核对。") % row.founded_on, fields={"on": [_("早于成立日期。")]}
            )
        _refuse_twin(row, actor)
        records.save(row, actor=actor, did="rename", note=_("自 %(on)s 起，原名“%(old)s”") % {"on": on, "old": old})
        records.save(FormerName(organisation=row, name=old, ends_on=on), actor=actor, did="rename")
    return row


def change_kind(*, organisation: Organisation, kind: str, actor: gate.Actor, note: str = "") -> Organisation:
    """Correct what kind of body it is: its figures are put right as if it had always been one.

    :raises NotAllowed: the actor may not edit this body
    :raises Invalid: there is no such kind
    """
    gate.require(actor, "edit", organisation)
    with transaction.atomic():
        row = _held(organisation)
        if row.kind != kind:
            row.kind = kind
            records.save(row, actor=actor, did="change_kind", note=note)
            events.announce(KindChanged([row], actor, note))
    return row


def dissolve(
    *, organisation: Organisation, on: date, actor: gate.Actor, reason: str = "", today: date | None = None
) -> Organisation:
    """End a body on a day: it takes no records of later days and stays in the figures of earlier ones.

    :raises NotAllowed: the actor may not dissolve this body
    :raises WrongState: it does not exist now, or others still stand under it
    :raises Invalid: the day does not fit
    """
    gate.require(actor, "dissolve", organisation)
    with transaction.atomic():
        row = _held(organisation)
        _refuse_state(row, State.ACTIVE, _("注销"))
        below = Organisation.objects.filter(parent=row).active().count()
        if below:
            raise WrongState(
                _("“%(name)s”下面还有 %(count)d 个正常的组织，请先把它们改到别处或逐个注销。")
                % {"name": row, "count": below}
            )
        close(row=row, on=on, actor=actor, reason=reason, did="dissolve", today=today)
        events.announce(Dissolved([row], actor, reason))
    return row


def close(*, row: Organisation, on: date, actor: gate.Actor, reason: str, did: str, today: date | None = None) -> None:
    """Write a body's end, within the transaction of the verb that brings it about.

    :raises NotAllowed: the actor may not dissolve this body
    :raises Invalid: the day is to come, or before the founding
    """
    gate.require(actor, "dissolve", row)
    _refuse_future(on, today or clock.today(), _("注销日期"))
    if row.founded_on and on < row.founded_on:
        raise Invalid(_("注销日期早于成立日期（%s），请核对。") % row.founded_on, fields={"on": [_("早于成立日期。")]})
    if row.known_on and on < row.known_on:
        row.known_on = on  # it came into the books after its end: it existed on its last day at least
    row.state, row.dissolved_on = State.DISSOLVED, on
    records.save(row, actor=actor, did=did, note=reason)


def reopen(*, organisation: Organisation, actor: gate.Actor, reason: str = "") -> Organisation:
    """Take back a dissolving that should not have been: the body counts as if it had never ended.

    :raises NotAllowed: the actor may not dissolve this body
    :raises WrongState: it is not dissolved, or what it stands under is
    """
    gate.require(actor, "dissolve", organisation)
    with transaction.atomic():
        row = _held(organisation)
        _refuse_state(row, State.DISSOLVED, _("恢复"))
        _refuse_place(row)
        row.state, row.dissolved_on, row.successor = State.ACTIVE, None, None
        records.save(row, actor=actor, did="reopen", note=reason)
        events.announce(Reopened([row], actor, reason))
    return row


def withdraw_many(
    *, bodies: Sequence[Organisation], actor: gate.Actor, path: str, note: str = "", did: str = "withdraw"
) -> None:
    """Take back bodies registered by mistake: they vanish from tree, lists and figures, and what they left stays.

    :raises NotAllowed: the actor may not found bodies where one of them stands
    :raises WrongState: bodies that are not among them stand below one
    """
    for row in bodies:
        gate.require(actor, "found", row)
    with transaction.atomic():
        trail.take_turn()
        keys = {row.pk for row in bodies}
        for start in range(0, len(bodies), 500):
            some = [row.pk for row in bodies[start : start + 500]]
            left = [r for r in Organisation.objects.filter(parent__in=some).standing() if r.pk not in keys]
            if left:
                raise WrongState(
                    _("“%(parent)s”下面有“%(name)s”，不能作废，请先把下面的组织改到别处。")
                    % {"parent": left[0].parent, "name": left[0]}
                )
        for row in bodies:
            row.state = State.WITHDRAWN
        records.change_many(bodies, ["state"], actor=actor, did=did, path=path, note=note)
        events.announce(Withdrawn(bodies, actor, note))


def revive_many(
    *,
    bodies: Sequence[Organisation],
    fields: Sequence[str],
    actor: gate.Actor,
    path: str,
    note: str = "",
    did: str = "import",
) -> None:
    """Register bodies again that had been taken back, with the named fields as they stand on them.

    :raises NotAllowed: the actor may not found bodies where one of them stands
    """
    for row in bodies:
        gate.require(actor, "found", row)
    with transaction.atomic():
        records.change_many(bodies, fields, actor=actor, did=did, path=path, note=note)
        events.announce(Founded(bodies, actor, note))


def require_found(actor: gate.Actor, parent: Organisation | None) -> None:
    """Raise NotAllowed unless `actor` may found bodies under `parent`; only the platform founds one without parent."""
    if parent is not None:
        gate.require(actor, "found", parent)
    elif actor is not gate.SYSTEM:
        raise NotAllowed(_("最上级的组织只能在初始化时建立（kexie init）。请先选一个上级组织。"), action="found")


def _held(organisation: Organisation) -> Organisation:
    return Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)


def _refuse_state(row: Organisation, wanted: str, verb: str) -> None:
    if row.state != wanted:
        raise WrongState(
            _("“%(name)s”现在是“%(state)s”，不能%(verb)s。")
            % {"name": row, "state": row.get_state_display(), "verb": verb}
        )


def _refuse_place(row: Organisation) -> None:
    parent = row.parent
    if parent is None:
        return
    if parent.state not in (State.ACTIVE, State.SUGGESTED):
        raise WrongState(
            _("上级“%(name)s”%(state)s，请另选上级组织。") % {"name": parent, "state": parent.get_state_display()}
        )
    if paths.depth_of(parent.path) >= paths.DEEPEST:
        raise WrongState(_("组织层级最多 %d 层，请挂在更高一级。") % paths.DEEPEST)


def _refuse_twin(row: Organisation, actor: gate.Actor) -> None:
    own = rules.canon(rules.normal_name(row.name))
    beside = Organisation.objects.filter(parent=row.parent).exclude(pk=row.pk).without_personal()
    same = [other for other in beside if rules.canon(rules.normal_name(other.name)) == own]
    if row.kind == Kind.ASSOCIATION and row.division_id and not row.pk:
        there = Organisation.objects.filter(kind=row.kind, division_id=row.division_id).standing().active()
        same += list(there.visible_to(actor).without_personal())
    for other in same:
        said = {
            State.SUGGESTED: _("“%(name)s”已在待确认名单里，请打开它点“确认”，不用再登记。"),
            State.DISSOLVED: _("“%(name)s”登记过，现已注销。如要恢复，请打开它点“恢复”。"),
            State.WITHDRAWN: _("“%(name)s”登记过，后来作废了。请换一个名称，或重新导入它所在的名册。"),
        }.get(other.state, _("“%(name)s”已经登记过，请核对是不是同一个组织。"))
        raise Duplicate(said % {"name": other}, organisation=other.pk, fields={"name": [said % {"name": other}]})


def _refuse_days(row: Organisation, today: date) -> None:
    if row.founded_on:
        _refuse_future(row.founded_on, today, _("成立日期"), "founded_on")


def _refuse_future(day: date, today: date, what: str, name: str = "on") -> None:
    if day > today:
        said = _("%(what)s（%(day)s）还没有到，请核对。") % {"what": what, "day": day}
        raise Invalid(said, fields={name: [said]})
