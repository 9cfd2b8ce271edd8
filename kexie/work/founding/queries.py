"""Questions about procedures and the list of enterprises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from kexie.core.gate import Actor
from kexie.network.organisations.models import Organisation
from kexie.work.votes.models import Assembly

from . import rules
from .models import Paper, Procedure

DONE, NOW, LATER, SKIPPED = "done", "now", "later", "skipped"


@dataclass(frozen=True)
class StepSeen:
    """A step as the page shows it."""

    step: rules.Step
    state: str
    on: date | None
    due: date | None
    is_late: bool
    number: int


def steps_of(procedure: Procedure, today: date) -> list[StepSeen]:
    """Return every step of a procedure with how it stands on a day."""
    found, current = [], procedure.current
    for number, step in enumerate(procedure.plan, 1):
        done = procedure.done.get(step.code)
        state = DONE if done else SKIPPED if done == "" else NOW if step == current else LATER
        due = rules.due_of(step, procedure.facts)
        late = state in (NOW, LATER) and due is not None and due < today
        found.append(StepSeen(step, state, date.fromisoformat(done) if done else None, due, late, number))
    return found


def papers_of(procedure: Procedure) -> dict[str, list[Paper]]:
    """Return the papers of a procedure by code, the newest version first."""
    found: dict[str, list[Paper]] = {}
    for paper in procedure.papers.select_related("file", "signed").order_by("code", "-version"):
        found.setdefault(paper.code, []).append(paper)
    return found


def of_assembly(assembly: Assembly, actor: Actor) -> Procedure | None:
    """Return the procedure an assembly is held for; None where there is none, so that the block is left out."""
    return Procedure.objects.visible_to(actor).filter(assembly=assembly).first() if assembly.is_led else None


def of_body(body: Organisation, actor: Actor) -> dict[str, Any]:
    """Return what the page of a body shows: procedures it came from or is in, and those running below it."""
    seen = Procedure.objects.visible_to(actor).select_related("organisation")
    return {
        "own": list(seen.filter(body=body)),
        "below": list(seen.filter(organisation=body, state=Procedure.State.RUNNING).exclude(body=body)[:10]),
        "is_association": body.kind == Organisation.Kind.ASSOCIATION,
    }
