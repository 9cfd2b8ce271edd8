"""One's own contacts, and what is said of a body and of a person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from kexie.core import clock
from kexie.core.gate import Actor
from kexie.network.organisations.models import Organisation
from kexie.network.people.models import Person
from kexie.office.tasks.models import Task
from kexie.work.contacts import rules
from kexie.work.contacts.models import Tie, Visit

from .coverage import running
from .grid import cell_of

MOST = 5  # contacts a block names


def mine(actor: Any, today: date) -> QuerySet[Tie]:
    """Return the actor's own running ties, those due first on top."""
    return by_due(Tie.objects.filter(running(today), account=actor.pk))


def by_due(ties: QuerySet[Tie]) -> QuerySet[Tie]:
    """Return ties with both ends, those due first on top, those without a quota last."""
    rows = ties.select_related("person", "body", "worker__organisation")
    return rows.order_by(F("due_on").asc(nulls_last=True), "pk")


def with_cases(visits: Iterable[Visit], actor: Actor) -> list[tuple[Visit, Task | None]]:
    """Return contacts each with the case that was made of what was asked, as far as the actor may see it."""
    visits = [*visits]
    keys = [visit.pk for visit in visits if visit.asked]
    cases = Task.objects.visible_to(actor).filter(source_kind=Visit._meta.label_lower, source_id__in=keys)
    by_visit = {case.source_id: case for case in cases} if keys else {}
    return [(visit, by_visit.get(visit.pk)) for visit in visits]


def progress(ties: list[Tie], today: date) -> list[dict[str, Any]]:
    """Return ties with what was to be done this year so far and what was, asked in one go."""
    done: dict[int, set[date]] = {}
    made = Visit.objects.filter(tie__in=[tie.pk for tie in ties], on__year=today.year).order_by()
    for key, on in made.values_list("tie", "on"):
        done.setdefault(key, set()).add(on)
    return [
        {
            "tie": tie, "done": len(done.get(tie.pk, ())), "is_late": tie.due_on is not None and tie.due_on < today,
            "expected": rules.expected(quota=tie.visits, since=tie.since, until=tie.until, on=today),
        }
        for tie in ties
    ]  # fmt: skip


def of_body(body: Organisation, actor: Actor) -> dict[str, Any]:
    """Return who keeps contact with a body, the last contacts, and its cell."""
    today = clock.today()
    ties = Tie.objects.visible_to(actor).filter(running(today), body=body).select_related("person", "organisation")
    visits = Visit.objects.visible_to(actor).filter(body=body).select_related("person")
    return {
        "ties": progress([*ties.order_by("pk")[:MOST]], today), "visits": [*visits[:MOST]],
        "cell": cell_of(body, today), "row": body, "is_body": True,
    }  # fmt: skip


def of_person(person: Person, actor: Actor) -> dict[str, Any] | None:
    """Return with whom a person keeps contact, who does with them, and the last contacts; None for nothing."""
    today = clock.today()
    seen = Tie.objects.visible_to(actor).filter(running(today))
    kept = seen.filter(person=person).select_related("person", "body", "worker").order_by("pk")
    ties = seen.filter(worker=person).select_related("person", "worker").order_by("pk")
    found = [*kept[:MOST], *ties[:MOST]]
    visits = Visit.objects.visible_to(actor).filter(worker=person).select_related("person", "worker")
    last = [*visits[:MOST]]
    return {"ties": progress(found, today), "visits": last, "row": person} if found or last else None
