"""Builders: chains, and things that wait."""

from __future__ import annotations

from datetime import datetime

from kexie.core.clock import ZONE
from kexie.core.gate import SYSTEM
from kexie.network.organisations.models import Alias
from kexie.office.approvals import services
from kexie.office.approvals.models import Chain

AT = datetime(2026, 5, 4, 9, tzinfo=ZONE)
KIND = "organisations.alias"  # any record will do: approvals know no kind of thing


def chain(*, organisation, steps=(("own", "checker"),), kind=KIND, **fields):
    """Return a stored chain."""
    said = [{"at": at, "role": role} for at, role in steps]
    return Chain.objects.create(organisation=organisation, kind=kind, steps=said, **fields)


def another(*, organisation):
    """Return a chain unlike every other of the organisation."""
    levels = ("", "county", "town", "village", "city", "province", "nation")
    return chain(organisation=organisation, kind="activities.activity", level=levels[Chain.objects.count() % 7])


def thing(*, organisation, name="要批的事"):
    """Return a record that may be asked about."""
    return Alias.objects.create(organisation=organisation, text=name)


def asked(*, organisation, actor=SYSTEM, at=AT, name="要批的事"):
    """Return a request about a new thing."""
    return services.ask(
        source=thing(organisation=organisation, name=name), organisation=organisation, actor=actor, at=at
    )
