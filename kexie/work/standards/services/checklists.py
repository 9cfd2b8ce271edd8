"""Keeping checklists: a version somebody was inspected by stays as it was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kexie.core import gate, records
from kexie.core.refusals import Invalid
from kexie.work.standards import rules
from kexie.work.standards.models import Checklist

_WHY = {
    "none": _("至少写一条，一行一条。"),
    "many": _("最多 60 条，请分成几份标准。"),
    "long": _("一条的条目和佐证各不超过 100 个字。"),
    "twice": _("有两条一样的，请改写或删去一条。"),
}


def keep_checklist(
    *, checklist: Checklist, items: Sequence[rules.Item], actor: gate.Actor, did: str = "change",
    today: date | None = None,
) -> Checklist:  # fmt: skip
    """Write a checklist with its items; changed after an inspection it becomes the next version, the old one stays.

    The next version holds from the day that is written, where that is a new one, else from `today`.

    :raises NotAllowed: the actor may not edit at the body that sets the standard
    :raises Invalid: no items, too many, too long or one twice; or a field refuses
    """
    gate.require(actor, "edit", checklist)
    if why := rules.why_not_items(items):
        raise Invalid(str(_WHY[why]), fields={"asked": [str(_WHY[why])]})
    said = [{"title": one.title, "evidence": one.evidence} for one in items]
    with transaction.atomic():
        stored = Checklist.objects.select_for_update(of=("self",)).filter(pk=checklist.pk).first()
        if stored and stored.items != said and stored.inspections.exists():
            since = checklist.since if checklist.since != stored.since else today
            stored.is_current = False
            records.save(stored, actor=actor, did="replace_checklist")
            checklist = Checklist(
                organisation=stored.organisation, name=stored.name, version=stored.version + 1, basis=checklist.basis,
                since=since,
            )  # fmt: skip
            did = "replace_checklist"
        checklist.items = said
        return records.save(checklist, actor=actor, did=did)
