"""The trail as a list: who did what, when, to what."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from kexie.core import verbs
from kexie.core.desk import Column, Desk, Filter
from kexie.core.gate import SYSTEM

from .models import TrailEntry


def kind_said(label: str) -> str:
    """Return what rows of a model are called; "" for lines about no row."""
    try:
        return str(apps.get_model(label)._meta.verbose_name) if label else ""
    except LookupError:  # a model of an earlier version
        return label


def actor_said(name: str) -> str:
    """Return what an actor is called: the platform itself is 系统."""
    return str(_("系统")) if name == str(SYSTEM) else name


def changes_said(line: TrailEntry) -> str:
    """Return what a line says was changed, a field a row: 名称：旧 → 新."""
    try:
        titles = {f.name: str(f.verbose_name) for f in apps.get_model(line.model)._meta.fields} if line.model else {}
    except LookupError:
        titles = {}
    return "\n".join(f"{titles.get(name, name)}：{_pair(change)}" for name, change in line.changes.items())


def _pair(change: Any) -> str:
    if isinstance(change, list) and len(change) == 2 and not isinstance(change[0], list):
        was, now = ("空" if value in ("", None) else str(value) for value in change)
        return f"{was} → {now}"
    return str(change)


class TrailDesk(Desk):
    """Read only: nobody writes the trail by hand."""

    model = TrailEntry
    slug = "trail"
    title = _("操作记录")
    lead = _("谁在什么时候做了什么。每一行都带着上一行的摘要，改动或抽走任何一行都查得出来。")
    columns = [
        "at",
        Column("actor", _("操作人"), value=lambda line: actor_said(line.actor), sort="actor"),
        Column("did", _("操作"), value=lambda line: verbs.said(line.did), sort="did"),
        "row_name",
        Column("model", _("类别"), value=lambda line: kind_said(line.model), sort="model"), "note",
        Column("digest", hidden=True),
    ]  # fmt: skip
    facts = [*columns[:-1], Column("changes", _("改了什么"), kind="text", value=changes_said), "before", "digest"]
    search = ["actor", "row_name", "note"]
    filters = [
        "at",
        Filter("actor", label=actor_said),
        Filter("did", label=verbs.said),
        Filter("model", label=kind_said),
    ]
    order = ["-id"]
    per_page = 100
    empty = _("还没有操作记录。")
