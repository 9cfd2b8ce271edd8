"""The verbs of approvals: ask, agree, send back, take back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.core import clock, events, gate, records
from kexie.core.paths import ancestors
from kexie.core.refusals import Refusal
from kexie.network.access import queries as access
from kexie.network.access.models import Role
from kexie.network.access.policies import holds
from kexie.network.organisations.models import Organisation

from . import queries, rules
from .events import Agreed, SentBack
from .models import Request, Step

SAY = {
    "decided": gettext_lazy("“%(row)s”已经办完，请刷新页面看结果。"),
    "own": gettext_lazy("“%(row)s”是您自己提交的，要由别人审批。"),
    "not_yours": gettext_lazy("“%(row)s”这一步等%(who)s同意，不归您办。"),
}


class NobodyDecides(Refusal):
    """A step asks for a role that nobody but the submitter holds there."""

    code = "nobody_decides"


class NotYours(Refusal):
    """It is not the actor's turn, or not theirs at all."""

    code = "not_yours"


def ask(*, source: records.Record, organisation: Organisation, actor: gate.Actor, at: datetime) -> Request | None:
    """Ask everybody whose word a thing of `organisation` needs; None where nobody's is needed.

    :raises NotAllowed: the actor may not edit the thing
    :raises NobodyDecides: a step asks for a role that nobody else holds
    """
    gate.require(actor, "edit", source)
    kind = source._meta.label_lower
    chain = queries.chain_for(kind, organisation)
    if chain is None:
        return None
    above = {row.pk: row for row in Organisation.objects.filter(path__in=ancestors(organisation.path)).order_by("path")}
    wanted = rules.steps_of(chain.steps, [(row.pk, row.kind, row.level) for row in above.values()])
    if not wanted:
        return None
    for number, (role, key) in enumerate(wanted, 1):
        _require_somebody(number, role, above[key], actor, at)
    request = Request(
        organisation=organisation, kind=kind, source_id=source.pk, title=str(source)[:200], asked_by=str(actor),
        asked_by_key=getattr(actor, "pk", None), asked_at=at,
    )  # fmt: skip
    with transaction.atomic():
        records.save(request, actor=actor, did="ask")
        for number, (role, key) in enumerate(wanted, 1):
            records.save(Step(request=request, number=number, role=role, at=above[key]), actor=actor, did="ask")
    return request


def agree(*, request: Request, actor: gate.Actor, at: datetime, note: str = "") -> Request:
    """Agree to the step that waits; the last agreement lets the thing go on.

    :raises NotAllowed: the actor agrees to nothing here
    :raises NotYours: it is decided, the actor submitted it, or the step asks for somebody else
    """
    gate.require(actor, "agree", request)
    with transaction.atomic():
        request, step = _turn(request, actor)
        _decide(step, Step.Decision.AGREED, actor, at, note)
        if queries.current_step(request) is None:
            request.state = Request.State.AGREED
            records.save(request, actor=actor, did="agree", note=note)
            events.announce(Agreed(request=request, actor=actor, at=at, note=note))
    return request


def send_back(*, request: Request, actor: gate.Actor, at: datetime, note: str) -> Request:
    """Send the thing back to who submitted it, with the reason.

    :raises NotAllowed: the actor agrees to nothing here
    :raises NotYours: it is decided, the actor submitted it, or the step asks for somebody else
    :raises Refusal: no reason is given
    """
    gate.require(actor, "agree", request)
    if not note.strip():
        raise Refusal(_("请写明退回的原因。"), code="note_required")
    with transaction.atomic():
        request, step = _turn(request, actor)
        _decide(step, Step.Decision.SENT_BACK, actor, at, note)
        request.state = Request.State.SENT_BACK
        records.save(request, actor=actor, did="send_back", note=note)
        events.announce(SentBack(request=request, actor=actor, at=at, note=note))
    return request


def withdraw(*, request: Request, actor: gate.Actor) -> Request:
    """Take a request back before it is decided.

    :raises NotAllowed: the actor may not edit at the asking body
    :raises NotYours: it is decided already
    """
    gate.require(actor, "edit", request)
    with transaction.atomic():
        request = _locked(request)
        if request.state != Request.State.OPEN:
            raise NotYours(SAY["decided"] % {"row": request}, code="decided")
        request.state = Request.State.WITHDRAWN
        return records.save(request, actor=actor, did="take_back")


def _require_somebody(number: int, role: str, body: Organisation, actor: Any, at: datetime) -> None:
    held = access.holding(role, body.path, clock.day(at)).exclude(user=getattr(actor, "pk", None))
    if not held.exists():
        facts = {"number": number, "body": body, "role": Role(role).label}
        raise NobodyDecides(
            _("第 %(number)d 步要%(body)s的%(role)s同意，但除您以外没有人担任。请联系管理员授权，或修改审批流程。")
            % facts
        )


def _turn(request: Request, actor: Any) -> tuple[Request, Step | None]:
    """Return the request under lock with the step that waits, if it is the actor's to decide."""
    request = _locked(request)
    step = queries.current_step(request)
    is_own = request.asked_by_key is not None and request.asked_by_key == getattr(actor, "pk", None)
    may = step is not None and (actor is gate.SYSTEM or holds(actor, step.role, step.at.path))
    if why := rules.why_not_decide(state=request.state, is_own=is_own, holds_role=may):
        raise NotYours(SAY[why] % {"row": request, "who": step.who if step else ""}, code=why)
    return request, step


def _locked(request: Request) -> Request:
    return Request.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=request.pk)


def _decide(step: Step, decision: str, actor: gate.Actor, at: datetime, note: str) -> None:
    step.decision, step.decided_at, step.decided_by, step.note = decision, at, str(actor), note[:300]
    did = "agree" if decision == Step.Decision.AGREED else "send_back"
    records.save(step, actor=actor, did=did, note=note)
