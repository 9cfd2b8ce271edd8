"""What membership does when the network announces something."""

from __future__ import annotations

from kexie.core import events
from kexie.network.organisations.events import MembersReported, MembersRetracted
from kexie.network.organisations.models import Organisation

from . import services
from .models import Headcount


def keep_headcount(event: MembersReported) -> None:
    """Keep what a body's roster says of its members: societies have group members, the others people."""
    services.report_headcount(
        organisation=event.organisation,
        kind=_kind(event.organisation),
        amount=event.amount,
        on=event.on,
        evidence=event.evidence,
        actor=event.actor,
    )


def drop_headcount(event: MembersRetracted) -> None:
    """Keep what a body's roster said of its members no longer."""
    services.retract_headcount(
        organisation=event.organisation, kind=_kind(event.organisation), on=event.on, actor=event.actor
    )


def _kind(body: Organisation) -> str:
    return Headcount.Kind.GROUP if body.kind == Organisation.Kind.SOCIETY else Headcount.Kind.INDIVIDUAL


events.hear(MembersReported, keep_headcount)
events.hear(MembersRetracted, drop_headcount)
