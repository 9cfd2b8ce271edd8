"""The list of technology enterprises: kept, visited, and taken off it when they have a body."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.core import gate, records
from kexie.core.refusals import Invalid
from kexie.network.organisations.models import Organisation
from kexie.office.ledger import services as ledger
from kexie.work.founding import measures
from kexie.work.founding.models import Prospect, ProspectVisit


def keep_prospect(*, prospect: Prospect, actor: gate.Actor, did: str = "change") -> Prospect:
    """Write an enterprise of the list and count it.

    :raises NotAllowed: the actor may not edit there
    :raises Invalid: a field refuses, or the enterprise is on the list already
    """
    gate.require(actor, "edit", prospect)
    with transaction.atomic():
        records.save(prospect, actor=actor, did=did)
        ledger.post(source=source_of(prospect), actor=actor)
    return prospect


def visit_prospect(*, visit: ProspectVisit, actor: gate.Actor, today: date) -> ProspectVisit:
    """Keep a visit, count it, and let the enterprise stand where the visit left it.

    :raises NotAllowed: the actor may not edit there
    :raises Invalid: a field refuses, or the day is still to come
    """
    gate.require(actor, "edit", visit)
    if visit.on > today:
        say = _("走访日期（%s）还没有到，请核对。") % visit.on
        raise Invalid(say, fields={"on": [say]})
    with transaction.atomic():
        row = Prospect.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=visit.prospect_id)
        visit.prospect = row
        records.save(visit, actor=actor, did="visit_prospect")
        line = ledger.Line(measures.VISITS.code, 1, visit.on, kind=visit.get_stage_display())
        ledger.post(source=ledger.Source(visit, row.organisation, [line]), actor=actor)
        is_last = row.visited_on is None or visit.on >= row.visited_on
        if is_last:
            row.visited_on = visit.on
            if row.stage != Prospect.Stage.FOUNDED:
                row.stage = visit.stage
            records.save(row, actor=actor, did="visit_prospect", note=visit.note)
    return visit


def settle_founded(*, prospect: Prospect, body: Organisation, on: date, actor: gate.Actor) -> None:
    """Say that an enterprise has a body now, and count it among the covered.

    :raises NotAllowed: the actor may not edit there
    """
    gate.require(actor, "edit", prospect)
    prospect.body, prospect.stage = body, Prospect.Stage.FOUNDED
    records.save(prospect, actor=actor, did="conclude")
    ledger.post(source=source_of(prospect), actor=actor)


def post_imported(*, rows: Sequence[Prospect], actor: gate.Actor, note: str) -> None:
    """Post the enterprises an import wrote.

    :raises NotAllowed: the actor may import nowhere
    """
    gate.require(actor, "import", Prospect)
    ledger.post_many(sources=map(source_of, rows), actor=actor, note=note)


def source_of(prospect: Prospect) -> ledger.Source:
    """Return what an enterprise counts: on the list from its day, covered from the day its body was founded."""
    lines = [ledger.Line(measures.ENTERPRISES.code, 1, prospect.listed_on)]
    if prospect.stage == Prospect.Stage.FOUNDED:
        founded = prospect.body.founded_on if prospect.body_id else None
        day = max(founded or prospect.listed_on, prospect.listed_on)
        lines.append(ledger.Line(measures.COVERED.code, 1, day))
    return ledger.Source(prospect, prospect.organisation, lines)
