"""What others may ask about approvals."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Prefetch, QuerySet

from kexie.core import gate
from kexie.core.paths import ancestors
from kexie.network.access.policies import holds
from kexie.network.organisations.models import Organisation
from kexie.office.ledger import queries as ledger

from .models import Chain, Request, Step

_kinds: list[str] = []


@dataclass(frozen=True)
class Waiting:
    """One request that waits for its next word: where the thing is, and whose turn it is."""

    request: Request
    step: Step
    url: str
    is_mine: bool  # the step asks for a role at a body where the reader holds it; else they stand in from above
    said: list[Step]


def offer(kind: str) -> None:
    """Let associations set a chain for things of a kind (the label of a model). Apps call it when they start."""
    if kind not in _kinds:
        _kinds.append(kind)


def kinds() -> list[str]:
    """Return the kinds of things that chains can be set for."""
    return [*_kinds]


def chain_for(kind: str, organisation: Organisation) -> Chain | None:
    """Return the chain that binds an organisation's things of a kind, None where nobody need agree.

    The one set highest up binds: whoever is below cannot loosen it. Of one body's, that for the level comes first.
    """
    found = Chain.objects.filter(
        kind=kind, is_active=True, organisation__path__in=ancestors(organisation.path),
        level__in=("", organisation.level),
    ).select_related("organisation")  # fmt: skip
    return min(found, key=lambda chain: (len(chain.organisation.path), chain.level == ""), default=None)


def open_request(kind: str, key: int) -> Request | None:
    """Return the request that waits about a thing, if there is one."""
    return Request.objects.filter(kind=kind, source_id=key, state=Request.State.OPEN).order_by("-pk").first()


def current_step(request: Request) -> Step | None:
    """Return the step whose word is needed now."""
    return request.steps.filter(decision=Step.Decision.WAITING).select_related("at").order_by("number").first()


def requests_of(kind: str, key: int, actor: gate.Actor) -> QuerySet[Request]:
    """Return every request there ever was about a thing, the latest first, with its steps."""
    steps = Prefetch("steps", Step.objects.select_related("at"))
    return Request.objects.visible_to(actor).filter(kind=kind, source_id=key).order_by("-pk").prefetch_related(steps)


def inbox(actor: Any) -> list[Waiting]:
    """Return what waits for the actor's word, the oldest first; what they submitted themself is not among it."""
    steps = Prefetch("steps", Step.objects.select_related("at"))
    rows = Request.objects.visible_to(actor).filter(state=Request.State.OPEN).exclude(asked_by_key=actor.pk)
    found = []
    for request in rows.select_related("organisation").order_by("asked_at", "pk").prefetch_related(steps):
        step = next((s for s in request.steps.all() if s.decision == Step.Decision.WAITING), None)
        if step is None or not holds(actor, step.role, step.at.path):
            continue
        said = [s for s in request.steps.all() if s.number < step.number]
        found.append(Waiting(request, step, "", holds(actor, step.role, step.at.path, exactly=True), said))
    return _addressed(found, actor)


def asked_by(actor: Any) -> list[Request]:
    """Return what the actor submitted and nobody has decided yet, with its steps."""
    steps = Prefetch("steps", Step.objects.select_related("at"))
    rows = Request.objects.visible_to(actor).filter(state=Request.State.OPEN, asked_by_key=actor.pk)
    return [*rows.order_by("-asked_at").prefetch_related(steps)]


def address_of(request: Request, actor: gate.Actor) -> str:
    """Return where the thing of a request can be read, "" where the actor may not see it."""
    return ledger.sources(request.kind, [request.source_id], actor).get(request.source_id, ("", ""))[1]


def _addressed(found: list[Waiting], actor: gate.Actor) -> list[Waiting]:
    urls: dict[tuple[str, int], str] = {}
    for kind in {one.request.kind for one in found}:
        keys = [one.request.source_id for one in found if one.request.kind == kind]
        urls |= {(kind, key): url for key, (_name, url) in ledger.sources(kind, keys, actor).items()}
    return [replace(one, url=urls.get((one.request.kind, one.request.source_id), "")) for one in found]
