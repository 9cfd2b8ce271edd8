"""A second person decides: approved and put on notice, refused, contested, withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.core import clock, gate
from kexie.core.refusals import Refusal
from kexie.network.people import queries as people
from kexie.network.people.models import Person
from kexie.office.workdays import queries as workdays
from kexie.work.hours import queries, rules
from kexie.work.hours.flows import SERVICE
from kexie.work.hours.models import Service

from . import _judging as judging


class CannotDecide(Refusal):
    """Somebody else has to decide, or it cannot be decided as it stands."""

    code = "cannot_decide"


def approve(*, service: Service, actor: gate.Actor, at: datetime, note: str = "") -> Service:
    """Let hours through and put them on notice; asked of somebody else than who served and who proposed.

    :raises NotAllowed: the actor may not confirm hours here
    :raises CannotDecide: own hours, own proposal, times that cannot be, or held and no reason given
    :raises WrongState: they are not waiting
    """
    gate.require(actor, "confirm_hours", service)
    with transaction.atomic():
        judging.judge([service], at=at)  # others may have come in since
        why = rules.why_not_approve(
            service.reasons, is_proposer=proposed(service, actor), is_beneficiary=is_of(service.person, actor),
            has_note=bool(note.strip()),
        )  # fmt: skip
        if why:
            raise CannotDecide(_sentence(why, service), code=why)
        move = "let_through" if service.state == Service.State.HELD else "approve_hours"
        return SERVICE.walk(
            service, move, actor=actor, note=note, decided_by=str(actor), reasons=service.reasons,
            weighted=service.weighted, **notice(service, clock.day(at)),
        )  # fmt: skip


def approve_many(*, services: Sequence[Service], actor: gate.Actor, at: datetime, note: str = "") -> str:
    """Let many through, all or none, and return what is to be said.

    :raises NotAllowed: the actor may not confirm hours of one of them
    :raises CannotDecide: one of them stands in the way; the message names it
    """
    with transaction.atomic():
        for service in services:
            approve(service=service, actor=actor, at=at, note=note)
    return _("已通过 %d 条，开始公示。") % len(services)


def refuse(*, service: Service, actor: gate.Actor, note: str) -> Service:
    """Do not let hours through, with the reason.

    :raises NotAllowed: the actor may not confirm hours here
    :raises WrongState: they are decided already, or no reason is given
    """
    return SERVICE.walk(service, "refuse_hours", actor=actor, note=note, decided_by=str(actor))


def contest(*, service: Service, actor: gate.Actor, note: str) -> Service:
    """Keep an objection raised while hours were on notice: they are held until somebody has looked into it.

    :raises NotAllowed: the actor may not edit here
    :raises WrongState: they are not on notice, or nothing is said of why
    """
    reasons = [*dict.fromkeys([*service.reasons, "contested"])]
    nobody = {"noticed_on": None, "noticed_until": None}
    return SERVICE.walk(service, "contest_hours", actor=actor, note=note, reasons=reasons, **nobody)


def withdraw(*, service: Service, actor: gate.Actor, note: str) -> Service:
    """Take hours back before they count.

    :raises NotAllowed: the actor may not edit here
    :raises WrongState: they are in the ledger or decided, or no reason is given
    """
    return SERVICE.walk(service, "withdraw_hours", actor=actor, note=note)


def notice(service: Service, today: date) -> dict[str, Any]:
    """Return from when until when hours are on notice by the standard of their body."""
    days = queries.standard_of(service.organisation, today).notice_days
    return {"noticed_on": today, "noticed_until": workdays.working_days_after(today, days, at=service.organisation)}


def is_of(person: Person, actor: gate.Actor) -> bool:
    """Test whether hours of a person are an actor's own.

    By the person the account is linked to; of an account that is linked to nobody the name decides, namesakes too.
    """
    if (known := people.is_person(person, actor)) is not None:
        return known
    own = {"".join(str(name).split()) for name in (getattr(actor, "name", ""), getattr(actor, "username", "")) if name}
    return "".join(person.name.split()) in own


def proposed(service: Service, actor: gate.Actor) -> bool:
    """Test whether an actor is the one who proposed these hours (signing in at a door is nobody's proposal)."""
    key = getattr(actor, "pk", None)
    return key is not None and key == service.proposed_key


def _sentence(why: str, service: Service) -> str:
    say = {
        "own": _("“%(row)s”是您本人的时长，请由其他人审核。"),
        "proposer": _("“%(row)s”是您自己申报的，请由另一位有审核权限的人审核。"),
        "hard": _("“%(row)s”还不能通过：%(why)s。请先改正时间，或不予通过。"),
        "note": _("“%(row)s”有疑问：%(why)s。核实无误要通过的，请写明核实情况。"),
    }
    return say[why] % {"row": service, "why": service.reasons_said}
