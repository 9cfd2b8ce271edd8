"""Assigning, reporting, looking again, dropping; and the reminders."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.core import clock, gate, records
from kexie.core.files import services as files
from kexie.core.personal import is_mobile
from kexie.core.refusals import Invalid, Refusal
from kexie.network.access import queries as access
from kexie.network.access.models import User
from kexie.network.organisations.models import Organisation
from kexie.office.notices import services as notices

from . import rules
from .flows import TASK
from .models import Proof, Task

MOST_PROOFS = 20
AWAKE = range(8, 20)  # hours of the day at which reminders may ring a telephone


class TooManyProofs(Refusal):
    """A task keeps a limited number of files."""

    code = "too_many_proofs"
    status = 422


class OwnWork(Refusal):
    """Whoever reported a task does not recheck it while somebody else could."""

    code = "own_work"


def assign(
    *, organisation: Organisation, title: str, kind: str, due_on: date, actor: gate.Actor, owner: str = "",
    user: User | None = None, source: records.Record | None = None, detail: str = "",
) -> Task:  # fmt: skip
    """Give a body something to do by a day and return the task.

    `source` is the record it came from. The same source, body and title again return the task that is there, as it
    stands, whatever its state: what asks twice makes no doubles. `user` must see the body.

    :raises NotAllowed: the actor keeps no records at the body
    :raises Invalid: a field refuses, or the named user does not see the body
    """
    task = Task(
        organisation=organisation, title=title, kind=kind, due_on=due_on, owner=owner, user=user, detail=detail,
        source_kind=source._meta.label_lower if source is not None else "",
        source_id=source.pk if source is not None else None,
    )  # fmt: skip
    gate.require(actor, "edit", task)
    if source is not None:
        known = Task.objects.filter(
            source_kind=task.source_kind, source_id=task.source_id, organisation=organisation, title=title
        ).first()
        if known is not None:
            return known
    _settle_owner(task)
    return records.save(task, actor=actor, did="assign_task")


def change(*, task: Task, actor: gate.Actor) -> Task:
    """Write a changed task; with another day it is reminded of anew.

    :raises NotAllowed: the actor may not edit it, or it is over
    :raises Invalid: a field refuses, or the named user does not see the body
    """
    gate.require(actor, "edit", task)
    before = Task.objects.get(pk=task.pk)
    if before.due_on != task.due_on:
        task.warned_on = task.chased_on = None
    _settle_owner(task)
    return records.save(task, actor=actor, did="change_task")


def report(
    *, task: Task, note: str, on: date, actor: gate.Actor, proofs: Iterable[tuple[str, Iterable[bytes]]] = ()
) -> Task:
    """Say that a task is done, with what shows it: `proofs` are names with contents. It waits for a recheck.

    :raises NotAllowed: the actor neither keeps records there nor is the one it names
    :raises WrongState: it does not wait to be done
    :raises TooManyProofs: it has as many files as a task keeps
    """
    gate.require(actor, "report_task", task)
    proofs = [*proofs]
    if task.proofs.count() + len(proofs) > MOST_PROOFS:
        raise TooManyProofs(_("一件事最多留 %d 个佐证文件，请合并后再传。") % MOST_PROOFS)
    facts = {"outcome": note, "reported_on": on, "reported_by": str(actor)[:150]}
    with transaction.atomic():
        task = TASK.walk(
            task, "report_task", actor=actor, note=note, reported_by_key=getattr(actor, "pk", None), **facts
        )
        for name, content in proofs:
            file = files.store(name=name, content=content, organisation=task.organisation, purpose="task", actor=actor)
            records.save(Proof(task=task, file=file), actor=actor, did="report_task", note=name)
    return task


def recheck(*, task: Task, passed: bool, on: date, actor: gate.Actor, note: str = "") -> Task:
    """Close a reported task, or give it back with the reason.

    :raises NotAllowed: the actor rechecks nothing there
    :raises OwnWork: they reported it themself, and somebody else may recheck it
    :raises WrongState: it was not reported, or it goes back without a reason
    """
    gate.require(actor, "recheck", task)
    is_own = task.reported_by_key is not None and task.reported_by_key == getattr(actor, "pk", None)
    others = access.holders("recheck", task.organisation.path, on).exclude(user=getattr(actor, "pk", None))
    if rules.why_not_recheck(is_own=is_own, others=is_own and others.exists()):
        raise OwnWork(_("“%s”是您自己上报的，请由别人复核。") % task)
    if passed:
        end = {"is_done": True, "closed_on": on, "verdict": note[:300]}
        return TASK.walk(task, "pass_task", actor=actor, note=note, **end)
    return TASK.walk(task, "return_task", actor=actor, note=note, verdict=note[:300])


def drop(*, task: Task, note: str, on: date, actor: gate.Actor) -> Task:
    """Give a task up, with the reason.

    :raises NotAllowed: the actor rechecks nothing there
    :raises WrongState: it is over, or no reason is given
    """
    return TASK.walk(task, "drop_task", actor=actor, note=note, is_done=True, closed_on=on, verdict=note[:300])


def remind_due(*, actor: gate.Actor, at: datetime) -> int:
    """Remind bodies of tasks that are due in three days, and of those that are overdue; return how many tasks.

    Each is told of once before and once after its day, all of one body in one text message to its registered contact,
    by day. Where no mobile number is registered, home alone shows it.

    :raises NotAllowed: the actor is not the platform itself
    """
    gate.require(actor, "remind_tasks", Task)
    if at.astimezone(clock.ZONE).hour not in AWAKE:
        return 0
    today = clock.day(at)
    waiting = Task.objects.filter(state=Task.State.OPEN, due_on__lte=today + rules.WARN).order_by("organisation", "pk")
    told = 0
    for mark, is_due in (("warned_on", rules.is_to_warn), ("chased_on", rules.is_to_chase)):
        with transaction.atomic():
            found = waiting.filter(**{mark: None}).select_for_update(of=("self",)).select_related("organisation")
            rows = [task for task in found if is_due(task.due_on, today)]
            for organisation, tasks in groupby(rows, key=lambda task: task.organisation):
                told += _tell(organisation, [*tasks], mark, actor=actor, at=at)
    return told


def _tell(organisation: Organisation, tasks: list[Task], mark: str, *, actor: gate.Actor, at: datetime) -> int:
    today = clock.day(at)
    for task in tasks:
        setattr(task, mark, today)
    records.change_many(tasks, [mark], actor=actor, did="remind_tasks", path=organisation.path)
    if is_mobile(organisation.phone):
        say = _("有 %d 件督办事项三天内到期") if mark == "warned_on" else _("有 %d 件督办事项已超期")
        subject = say % len(tasks)
        notices.send(
            organisation=organisation, purpose="tasks", to=organisation.phone, subject=subject,
            body=_("【%(from)s】%(what)s，请登录系统办理。") % {"from": organisation, "what": subject},
            dedupe_key=f"tasks:{mark}:{organisation.pk}:{today}:{min(task.pk for task in tasks)}", actor=actor, at=at,
        )  # fmt: skip
    return len(tasks)


def _settle_owner(task: Task) -> None:
    """Fill in the named user's name, and refuse one who could not open the task."""
    if task.user is None:
        return
    if not gate.allows(task.user, "view", task):
        say = _("“%(user)s”看不到%(body)s的事项，请换一个账号，或先给他授权。")
        told: Any = say % {"user": task.user, "body": task.organisation}
        raise Invalid(told, fields={"user": [told]})
    task.owner = task.owner or str(task.user)[:60]
