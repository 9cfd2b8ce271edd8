"""Builders: one call gives one stored row."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count

from kexie.core.gate import SYSTEM
from kexie.network.people.tests import make as people
from kexie.work.governance import services
from kexie.work.governance.models import Appointment, Tally, Term

_number = count(1)


def appointment(*, organisation, actor=SYSTEM, **fields) -> Appointment:
    """Return somebody's appointment as vice-chair since 2024."""
    values = {"position": "副主席", "from_on": date(2024, 1, 1), **fields}
    values.setdefault("person", people.person(organisation=organisation))
    return services.appoint(appointment=Appointment(organisation=organisation, **values), actor=actor)


def term(*, organisation, actor=SYSTEM, starts_on=date(2022, 3, 1), **fields) -> Term:
    """Return a body's term since 2022."""
    return services.open_term(organisation=organisation, starts_on=starts_on, actor=actor, **fields)


def closed_term(*, organisation, actor=SYSTEM, **fields) -> Term:
    """Return a body's term of twenty days long ago, each one after the other."""
    first = date(2000, 1, 1) + timedelta(days=30 * next(_number))
    made = term(organisation=organisation, actor=actor, **{"starts_on": first, **fields})
    return services.close_term(term=made, on=first + timedelta(days=20), actor=actor)


def tally(*, organisation, actor=SYSTEM, **fields) -> Tally:
    """Return a headcount of informants, each as of another day."""
    values = {"what": "informants", "amount": 5, "on": date(2000, 1, 1) + timedelta(days=next(_number)), **fields}
    return services.report_tally(tally=Tally(organisation=organisation, **values), actor=actor, did="create")
