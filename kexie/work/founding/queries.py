"""Questions about procedures and the list of enterprises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _

from kexie.core import clock
from kexie.core.gate import Actor
from kexie.network.organisations.models import Organisation
from kexie.office.workdays import queries as workdays
from kexie.work.votes.models import Assembly, Question

from . import rules
from .models import Paper, Procedure

DONE, NOW, LATER, SKIPPED = "done", "now", "later", "skipped"
NEAR, MOST = timedelta(days=7), 6  # how long before its deadline a procedure shows on home, and how many show


@dataclass(frozen=True)
class StepSeen:
    """A step as the page shows it; `late` is by how many days the deadline of the one to do now has passed."""

    step: rules.Step
    state: str
    on: date | None
    due: date | None
    late: int
    number: int
    unknown: str = ""  # what is said of a year whose days off nobody has entered, where the deadline counts them


def steps_of(procedure: Procedure, today: date) -> list[StepSeen]:
    """Return every step of a procedure with how it stands on a day."""
    found, current, calendar = [], procedure.current, workdays.calendar_at(procedure.organisation)
    known, is_running = procedure.known, procedure.state == Procedure.State.RUNNING
    for number, step in enumerate(procedure.plan, 1):
        done = procedure.done.get(step.code)
        state = DONE if done else SKIPPED if done == "" else NOW if step == current else LATER
        due = rules.due_of(step, known, calendar.after)
        late = max((today - due).days, 0) if due and is_running and state == NOW else 0
        counts = due and step.deadline.working and state in (NOW, LATER)
        unknown = workdays.said_unknown(calendar, date.fromisoformat(known[step.deadline.of]), due) if counts else ""
        on = date.fromisoformat(done) if done else None
        found.append(StepSeen(step, state, on, due, late, number, unknown))
    return found


def day_said(procedure: Procedure) -> str:
    """Return how a running procedure stands against the deadline of its step, in words; "" without one."""
    if procedure.state != Procedure.State.RUNNING or procedure.due_on is None:
        return ""
    left = (procedure.due_on - clock.today()).days
    if left < 0:
        return _("超期 %d 天") % -left
    return _("今天到期") if left == 0 else _("还有 %d 天") % left


def waiting(actor: Actor, organisation: Organisation, today: date) -> list[Procedure]:
    """Return the running procedures of a body and all below it that are late, due in a week or wait for the end."""
    rows = Procedure.objects.visible_to(actor).filter(organisation__in_branches=[organisation.path])
    near = Q(due_on__lte=today + NEAR) | Q(step=str(Procedure.ENDING))
    return [*rows.filter(near, state=Procedure.State.RUNNING).order_by(F("due_on").asc(nulls_last=True), "pk")[:MOST]]


def papers_of(procedure: Procedure) -> dict[str, list[Paper]]:
    """Return the papers of a procedure by code, the newest version first."""
    found: dict[str, list[Paper]] = {}
    for paper in procedure.papers.select_related("file", "signed").order_by("code", "-version"):
        found.setdefault(paper.code, []).append(paper)
    return found


def of_assembly(assembly: Assembly, actor: Actor) -> Procedure | None:
    """Return the procedure an assembly is held for; None where there is none, so that the block is left out."""
    return Procedure.objects.visible_to(actor).filter(assembly=assembly).first() if assembly.is_led else None


def assemblies_for(procedure: Procedure, actor: Actor) -> list[Assembly]:
    """Return the assemblies a procedure's meeting may be: of the body or the one above, that serve no other purpose."""
    rows = Assembly.objects.visible_to(actor).filter(organisation__in=[procedure.organisation_id, procedure.body_id])
    used = Procedure.objects.exclude(assembly=None).values("assembly")
    return [*rows.filter(took_office_on=None).exclude(pk__in=used).order_by("-held_on", "-pk")[:MOST]]


def lost_motions(assembly: Assembly) -> list[str]:
    """Return the titles of what an assembly voted on and did not adopt; elections are asked for elsewhere."""
    motions = assembly.questions.filter(kind=Question.Kind.RESOLUTION, state=Question.State.COUNTED)
    rows = [*motions.select_related("outcome").order_by("number")]
    passed = {one.title for one in rows if one.outcome.figures["verdict"] == "passed"}
    return [*dict.fromkeys(one.title for one in rows if one.title not in passed)]


def of_body(body: Organisation, actor: Actor) -> dict[str, Any]:
    """Return what the page of a body shows: procedures it came from or is in, and those running below it."""
    seen = Procedure.objects.visible_to(actor).select_related("organisation")
    return {
        "own": list(seen.filter(body=body)),
        "below": list(seen.filter(organisation=body, state=Procedure.State.RUNNING).exclude(body=body)[:10]),
        "is_association": body.kind == Organisation.Kind.ASSOCIATION,
    }
