"""Terms by the day they are due, what hangs on a body, and the words for positions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Case, Q, When
from django.utils.translation import gettext_lazy as _

from kexie.core import clock
from kexie.core.gate import Actor
from kexie.core.terms import queries as terms
from kexie.network.organisations.models import Organisation
from kexie.work.governance import measures, rules
from kexie.work.governance.models import Appointment, Tally, Term

MOST_SHOWN = 30
SAID = {
    "coming": _("还没有开始"), "running": _("届期内"), "due_soon": _("半年内到期"), "overdue": _("超期未换届"),
    "ended": _("已届满"),
}  # fmt: skip
# On the page of a body whoever leads it stands first, and its many informants last.
_RANK = Case(
    When(position=rules.CHAIR, then=0), When(position=rules.INFORMANT, then=4),
    When(Q(position=rules.VICE_CHAIR) | ~Q(head=""), then=1), When(position=rules.SECRETARY, then=2), default=3,
)  # fmt: skip


@dataclass
class Calendar:
    """Terms that are not closed: over already, soon over, and the later ones by year of their end; bodies without."""

    overdue: list[Term] = field(default_factory=list)
    soon: list[Term] = field(default_factory=list)
    later: dict[int, list[Term]] = field(default_factory=dict)
    without: list[Organisation] = field(default_factory=list)


def calendar(*, actor: Actor, today: date) -> Calendar:
    """Return the open terms the actor may see by how they stand, and the towns that have none."""
    rows = Term.objects.visible_to(actor).filter(ended_on=None).select_related("organisation")
    later: dict[int, list[Term]] = defaultdict(list)
    found = Calendar()
    for term in sorted(rows, key=lambda term: (term.due_on, term.pk)):
        state = term.state_on(today)
        place = {"overdue": found.overdue, "due_soon": found.soon}.get(state)
        (later[term.due_on.year] if place is None else place).append(term)
    found.later = dict(later)
    towns = Organisation.objects.visible_to(actor).filter(
        kind=Organisation.Kind.ASSOCIATION, state=Organisation.State.ACTIVE
    )
    open_ones = Term.objects.filter(ended_on=None).values("organisation")
    found.without = [*towns.exclude(pk__in=open_ones).without_personal().order_by("path")[:MOST_SHOWN]]
    return found


def of_body(body: Organisation, actor: Actor) -> dict[str, Any] | None:
    """Return what the page of a body shows: who stands there, its term, what it reports without names."""
    rows = Appointment.objects.visible_to(actor).filter(organisation=body)
    now = rows.filter(Q(until_on=None) | Q(until_on__gte=clock.today())).select_related("person", "organisation")
    return {
        "posts": [*now.order_by(_RANK, "position", "head", "pk")[:MOST_SHOWN]],
        "past": rows.filter(until_on__lt=clock.today()).count(),
        "term": Term.objects.visible_to(actor).filter(organisation=body).order_by("-starts_on").first(),
        "tallies": [*Tally.objects.visible_to(actor).filter(organisation=body)[:2]],
    }  # fmt: skip


def state_said(term: Term, today: date) -> str:
    """Return how a term stands on a day, in words."""
    return str(SAID[term.state_on(today)])


def positions_at(organisation: Organisation, also: str = "") -> list[str]:
    """Return the positions offered at an organisation, and the one in use already."""
    words = [word.name for word in terms.words(measures.POSITION, organisation.path) if word.is_active]
    return list(dict.fromkeys([*words, *filter(None, [also])]))
