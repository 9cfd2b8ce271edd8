"""What happened to one row, as its page tells it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from kexie.core import verbs

from .models import TrailEntry

MOST_TOGETHER = 60  # the latest acts on many rows at once that are looked through for this one


def history_of(
    row: models.Model, *, actor: Any, most: int = 20, called: Mapping[str, str] | None = None
) -> list[TrailEntry]:
    """Return the latest trail lines of a row, acts on many rows that included it too, newest first.

    Each line has `said`, its verb in Chinese (`called` names verbs first), and `told`: title, before and after of every
    changed field. Whoever may see the row may see its history: values of personal fields are not in it, and rows
    it pointed to are named only as far as the actor may see them.
    """
    lines = TrailEntry.objects.filter(model=row._meta.label_lower).order_by("-id")
    own = [*lines.filter(row_id=row.pk)[:most]]
    together = [line for line in lines.filter(row_id=None)[:MOST_TOGETHER] if _covers(line, row.pk)]
    found = sorted([*own, *together], key=lambda line: line.pk, reverse=True)[:most]
    fields = {f.name: f for f in row._meta.concrete_fields if not f.primary_key}
    names = _names(found, fields, actor)
    for line in found:
        line.said = (called or {}).get(line.did) or verbs.said(line.did)
        line.told = [
            (str(fields[name].verbose_name), *(_said(fields[name], value, names) for value in pair))
            for name, pair in line.changes.items()
            if name in fields and any(value not in (None, "", [], {}) for value in pair)
        ]
    return found


def _covers(line: TrailEntry, key: int) -> bool:
    return any(first <= key <= last for first, last in line.changes.get("rows", ()))


def _names(lines: list[TrailEntry], fields: dict[str, Any], actor: Any) -> dict[tuple[Any, str], str]:
    """Return what the rows are called that changed foreign keys pointed to, by field and key."""
    keys: dict[Any, set[Any]] = {}
    for line in lines:
        for name, pair in line.changes.items():
            if name in fields and fields[name].is_relation:
                keys.setdefault(fields[name], set()).update(value for value in pair if value not in (None, ""))
    found = {}
    for field, wanted in keys.items():
        rows = field.related_model._default_manager.filter(pk__in=wanted)
        rows = rows.visible_to(actor) if hasattr(rows, "visible_to") else rows
        found |= {(field, str(row.pk)): str(row) for row in rows}
    return found


def _said(field: Any, value: Any, names: dict[tuple[Any, str], str]) -> str:
    if value in (None, "", [], {}):
        return ""
    if field.is_relation:
        return names.get((field, str(value)), _("（不在您的管理范围内）"))
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list | dict):
        return "、".join(map(str, value))
    return str(dict(field.flatchoices).get(value, value))
