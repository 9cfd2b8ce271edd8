"""Builders: one call gives one stored row."""

from __future__ import annotations

from datetime import date

from kexie.core.gate import SYSTEM
from kexie.network.people.tests import make as people
from kexie.work.governance import services
from kexie.work.governance.models import Appointment, Term


def appointment(*, organisation, actor=SYSTEM, **fields) -> Appointment:
    """Return somebody's appointment as vice-chair since 2024."""
    values = {"position": "副主席", "from_on": date(2024, 1, 1), **fields}
    values.setdefault("person", people.person(organisation=organisation))
    return services.appoint(appointment=Appointment(organisation=organisation, **values), actor=actor)


def term(*, organisation, actor=SYSTEM, starts_on=date(2022, 3, 1), **fields) -> Term:
    """Return a body's term since 2022."""
    return services.open_term(organisation=organisation, starts_on=starts_on, actor=actor, **fields)
