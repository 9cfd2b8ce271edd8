"""Corrections: what is in the ledger changes only when somebody else agrees, as a reversal and a new version."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.core import clock, gate, records
from kexie.core.gate import SYSTEM
from kexie.office.ledger import services as ledger
from kexie.work.hours import queries, rules
from kexie.work.hours.flows import CORRECTION
from kexie.work.hours.models import Correction, Service

from . import _judging as judging
from .confirming import source_of
from .deciding import CannotDecide, is_of

S = Service.State


def ask_correction(*, correction: Correction, actor: gate.Actor, at: datetime, asked_by: str = "") -> Correction:
    """Keep what a service should say and why; nothing changes until another person agrees.

    `asked_by` names the volunteer where they asked themselves and somebody keeps it for them.

    :raises NotAllowed: the actor may not edit here
    :raises CannotDecide: the hours are not on notice or confirmed, or a request waits already
    :raises Invalid: a field refuses
    """
    gate.require(actor, "edit", correction)
    service = correction.service
    if service.state not in (S.NOTICED, S.CONFIRMED):
        raise CannotDecide(_("“%s”还没有公示或入账，请直接修改它。") % service)
    if service.corrections.filter(state=Correction.State.ASKED).exists():
        raise CannotDecide(_("“%s”已有一条更正待处理，请等它处理完再提。") % service)
    correction.asked_by, correction.asked_key = asked_by or str(actor), getattr(actor, "pk", None)
    correction.asked_on, correction.before = clock.day(at), service.minutes
    return records.save(correction, actor=actor, did="ask_correction", note=correction.why)


def accept_correction(*, correction: Correction, actor: gate.Actor, at: datetime, note: str) -> Correction:
    """Make the service say what was asked; where it stands in the ledger, reverse it there and post the new version.

    Stars follow the ledger, up and down. 0 minutes take the service out of it.

    :raises NotAllowed: the actor may not confirm hours here
    :raises CannotDecide: own hours or own request, or times that cannot be
    :raises WrongState: it is decided already, or no reason is given
    """
    gate.require(actor, "confirm_hours", correction)
    with transaction.atomic():
        done = CORRECTION.walk(
            correction, "accept_correction", actor=actor, note=note, decided_by=str(actor), decision=note
        )
        service = Service.objects.select_for_update(of=("self",)).get(pk=done.service_id)
        _require_another(done, service, actor)
        _rewrite(service, done, at)
        records.save(service, actor=actor, did="correct_hours", note=done.why)
        # Whoever decides need not be one who edits: the gate was passed above.
        ledger.post(source=source_of(service), actor=SYSTEM, note=_("%s 同意更正") % actor, at=at)
    return done


def refuse_correction(*, correction: Correction, actor: gate.Actor, note: str) -> Correction:
    """Leave the service as it is, with the reason.

    :raises NotAllowed: the actor may not confirm hours here
    :raises WrongState: it is decided already, or no reason is given
    """
    facts = {"decided_by": str(actor), "decision": note}
    return CORRECTION.walk(correction, "refuse_correction", actor=actor, note=note, **facts)


def _require_another(correction: Correction, service: Service, actor: gate.Actor) -> None:
    key = getattr(actor, "pk", None)
    if is_of(service.person, actor):
        raise CannotDecide(_("“%s”是您本人的时长，请由其他人处理。") % service, code="own")
    if key is not None and key == correction.asked_key:
        raise CannotDecide(_("这条更正是您提出的，请由另一位有审核权限的人处理。"), code="proposer")


def _rewrite(service: Service, correction: Correction, at: datetime) -> None:
    if not correction.minutes:
        service.state = S.WITHDRAWN
        return
    service.starts_at, service.ends_at = correction.starts_at, correction.ends_at
    service.minutes = correction.minutes
    judging.judge([service], at=at)
    if hard := [code for code in service.reasons if code in rules.HARD]:
        said = "；".join(rules.SAID[code] for code in hard)
        raise CannotDecide(_("不能这样更正：%s。") % said, code="hard")
    standard = queries.standard_of(service.organisation, clock.day(at))
    service.weighted = judging.weighted_of(service, standard)
