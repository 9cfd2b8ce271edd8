"""From notice into the ledger."""

from __future__ import annotations

from datetime import date, datetime
from itertools import groupby

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.core import clock, gate, records
from kexie.core.audit import trail
from kexie.office.ledger import services as ledger
from kexie.office.ledger.models import Evidence
from kexie.work.hours import measures
from kexie.work.hours.models import Service

S = Service.State
EVIDENCE = {
    Service.How.SIGN_IN: Evidence.COUNTED,
    Service.How.PROPOSED: Evidence.REPORTED,
    Service.How.IMPORTED: Evidence.IMPORTED,
}
AT_ONCE = 2000


def confirm_due(*, actor: gate.Actor, at: datetime) -> int:
    """Confirm what was on notice through its last day and nobody contested; post it; return how many there were.

    Meant to run by itself every day; having missed days it catches up once, and doing it twice changes nothing.

    :raises NotAllowed: the actor may not confirm hours everywhere
    """
    gate.require(actor, "confirm_hours", Service)
    done = 0
    while count := _confirm_some(actor, clock.day(at)):
        done += count
    return done


def source_of(service: Service) -> ledger.Source:
    """Return what a service counts: its minutes on the day it began, and apart from them the weighted ones."""
    if service.state != S.CONFIRMED:
        return ledger.Source(service, service.organisation, [])
    lines = [_line(service, measures.MINUTES.code, service.minutes)]
    if service.weighted is not None:
        lines.append(_line(service, measures.WEIGHTED.code, service.weighted))
    return ledger.Source(service, service.organisation, lines)


def _confirm_some(actor: gate.Actor, today: date) -> int:
    with transaction.atomic():
        trail.take_turn()
        rows = Service.objects.visible_to(actor).filter(state=S.NOTICED, noticed_until__lt=today)
        due = list(
            rows.select_related("organisation", "volunteer", "session__activity__campaign")
            .order_by("organisation__path", "pk")[:AT_ONCE]
        )  # fmt: skip
        for service in due:
            service.state = S.CONFIRMED
        for path, some in groupby(due, key=lambda service: service.organisation.path):
            how = {"actor": actor, "did": "confirm_hours", "path": path, "note": _("公示期满无异议")}
            records.change_many(list(some), ["state"], **how)
        ledger.post_many(sources=map(source_of, due), actor=actor, note=_("公示期满无异议"))
    return len(due)


def _line(service: Service, measure: str, amount: int) -> ledger.Line:
    activity = service.session.activity if service.session_id else None
    return ledger.Line(
        measure, amount, service.on, evidence=EVIDENCE[service.how], team=service.team,
        form=activity.form if activity else "",
        campaign=activity.campaign.series if activity and activity.campaign_id else "",
        person_id=service.volunteer.person_id,
    )  # fmt: skip
