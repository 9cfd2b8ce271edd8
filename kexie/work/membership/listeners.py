"""What membership does when the network announces something."""

from __future__ import annotations

from kexie.core import events
from kexie.network.organisations.events import MembersReported
from kexie.network.organisations.models import Organisation

from . import services
from .models import Headcount


def keep_headcount(event: MembersReported) -> None:
    """Keep what a body's roster says of its members: societies have group members, the others people."""
    is_society = event.organisation.kind == Organisation.Kind.SOCIETY
    services.report_headcount(
        organisation=event.organisation,
        kind=Headcount.Kind.GROUP if is_society else Headcount.Kind.INDIVIDUAL,
        amount=event.amount,
        on=event.on,
        evidence=event.evidence,
        actor=event.actor,
    )


events.hear(MembersReported, keep_headcount)
