"""What others may ask about tasks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from kexie.core import clock, gate
from kexie.core.records import Record
from kexie.network.organisations.models import Organisation
from kexie.office.ledger import queries as ledger

from . import rules
from .models import Task

MOST = 6  # lines of a block


@dataclass(frozen=True)
class Standing:
    """How many tasks stand at a body and all below it."""

    open: int
    reported: int
    overdue: int


def tasks_of(source: Record, actor: gate.Actor) -> QuerySet[Task]:
    """Return the tasks that came from a record, what stands first: for `Related(rows=tasks_of, …)`."""
    rows = Task.objects.visible_to(actor).filter(source_kind=source._meta.label_lower, source_id=source.pk)
    return rows.select_related("organisation")


def standing_at(organisation: Organisation, actor: gate.Actor) -> list[Task] | None:
    """Return the first tasks that stand at a body itself, None where there are none."""
    rows = Task.objects.visible_to(actor).filter(organisation=organisation, is_done=False)
    return [*rows[: MOST + 1]] or None


def overdue(actor: gate.Actor, organisation: Organisation, today: date) -> QuerySet[Task]:
    """Return the open tasks of a body and all below it whose day is past, the longest first."""
    rows = Task.objects.visible_to(actor).filter(organisation__in_branches=[organisation.path])
    return rows.filter(is_done=False, state=Task.State.OPEN, due_on__lt=today).select_related("organisation")


def standing(actor: gate.Actor, organisation: Organisation, today: date) -> Standing:
    """Return how many tasks wait, were reported and are overdue at a body and all below it."""
    rows = Task.objects.visible_to(actor).filter(organisation__in_branches=[organisation.path], is_done=False)
    is_open = Q(state=Task.State.OPEN)
    found = rows.order_by().aggregate(
        open=Count("pk", filter=is_open),
        reported=Count("pk", filter=Q(state=Task.State.REPORTED)),
        overdue=Count("pk", filter=is_open & Q(due_on__lt=today)),
    )
    return Standing(**found)


def mine(actor: Any, today: date) -> list[Task]:
    """Return the open tasks that name the actor, and those of their own body that name nobody.

    They show from a month before they are due.
    """
    own = Q(user=actor.pk) | Q(user=None, organisation=actor.organisation_id)
    rows = Task.objects.visible_to(actor).filter(own, is_done=False, state=Task.State.OPEN)
    return [task for task in rows.order_by("due_on", "pk")[:MOST] if rules.stands(task.due_on, today) <= 31]


def origin(task: Task, actor: gate.Actor) -> tuple[str, str]:
    """Return name and address of the record a task came from; empty where there is none, or the actor may not see it.

    The record's model names itself, and its page is `<app>:<model>_detail`, as for the ledger.
    """
    if task.source_id is None:
        return "", ""
    return ledger.sources(task.source_kind, [task.source_id], actor).get(task.source_id, ("", ""))


def origin_said(task: Task, actor: gate.Actor) -> str:
    """Return the line that says where a task came from: 现场检查：泗门镇 2026 年检查; "" for what was set by hand."""
    model = ledger.source_model(task.source_kind) if task.source_id is not None else None
    if model is None:
        return ""
    name, _url = origin(task, actor)
    kind = str(model._meta.verbose_name)
    return _("%(kind)s：%(name)s") % {"kind": kind, "name": name} if name else kind


def day_said(task: Task) -> str:
    """Return how a task stands against its day, in words; "" once it waits for nobody's work."""
    if task.state != Task.State.OPEN:
        return ""
    left = rules.stands(task.due_on, clock.today())
    if left < 0:
        return _("超期 %d 天") % -left
    return _("今天到期") if left == 0 else _("还有 %d 天") % left


def counts_by_source(kind: str, keys: Iterable[int], actor: gate.Actor) -> dict[int, tuple[int, int]]:
    """Return {key: (tasks, of them done)} of records of a kind."""
    rows = Task.objects.visible_to(actor).filter(source_kind=kind, source_id__in=[*keys])
    found = rows.exclude(state=Task.State.DROPPED).order_by().values_list("source_id")
    done = Count("pk", filter=Q(state=Task.State.CLOSED))
    return {key: (n, closed) for key, n, closed in found.annotate(n=Count("pk"), closed=done)}
