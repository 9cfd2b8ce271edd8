"""Builders: one call gives one valid stored row."""

from __future__ import annotations

from datetime import date
from itertools import count

from kexie.core.gate import SYSTEM
from kexie.office.tasks import services
from kexie.office.tasks.models import Task

DUE = date(2026, 5, 20)
_number = count(1)


def task(*, organisation, actor=SYSTEM, **fields) -> Task:
    """Return an open task."""
    said = {"title": f"补签到表{next(_number)}", "kind": "rectification", "due_on": DUE, **fields}
    return services.assign(organisation=organisation, actor=actor, **said)


def reported(*, organisation, by=SYSTEM, note="已补", on=DUE, proofs=(), **fields) -> Task:
    """Return a task that waits for its recheck."""
    return services.report(task=task(organisation=organisation, **fields), note=note, on=on, proofs=proofs, actor=by)
