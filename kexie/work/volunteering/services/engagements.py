"""Engaging advisers and project officers for a time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.core import gate, records
from kexie.core.refusals import Invalid, Refusal
from kexie.network.people import services as people
from kexie.office.ledger import services as ledger
from kexie.work.volunteering.models import Engagement

from . import sources


class AlreadyEnded(Refusal):
    """The engagement was ended early before."""

    code = "already_ended"


def engage(*, engagement: Engagement, facts: Mapping[str, object], actor: gate.Actor, did: str) -> Engagement:
    """Write an engagement together with what was said of its person, and count it from its first day to its last.

    :raises NotAllowed: the actor may not edit at this unit, or somebody registered elsewhere
    :raises Invalid: a field or constraint refuses
    """
    gate.require(actor, "edit", engagement)
    with transaction.atomic():
        held = engagement.person if engagement.person_id else None
        engagement.person = people.settle(held=held, facts=facts, organisation=engagement.organisation, actor=actor)
        return _keep(engagement, actor, did)


def end_engagement(*, engagement: Engagement, on: date, actor: gate.Actor, note: str) -> Engagement:
    """End an engagement before its time; the day it ends still counts.

    :raises NotAllowed: the actor may not edit at this unit
    :raises AlreadyEnded: it was ended before
    :raises Invalid: the day is outside its period, or no reason is given
    """
    gate.require(actor, "edit", engagement)
    with transaction.atomic():
        row = Engagement.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=engagement.pk)
        if row.ended_on:
            raise AlreadyEnded(_("这份聘任已在 %s 提前结束，不用再办。") % row.ended_on)
        if not row.starts_on <= on <= row.ends_on:
            say = _("解聘日期要在聘期 %(first)s 至 %(last)s 之内。") % {"first": row.starts_on, "last": row.ends_on}
            raise Invalid(say, fields={"on": [say]})
        if not note.strip():
            say = _("请写明提前解聘的原因。")
            raise Invalid(say, fields={"note": [say]})
        row.ended_on, row.ended_because = on, note.strip()[:200]
        return _keep(row, actor, "end_engagement", note)


def _keep(engagement: Engagement, actor: gate.Actor, did: str, note: str = "") -> Engagement:
    records.save(engagement, actor=actor, did=did, note=note)
    ledger.post(source=sources.of_engagement(engagement), actor=actor, note=note)
    return engagement
