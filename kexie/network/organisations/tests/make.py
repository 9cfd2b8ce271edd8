"""Builders: one call gives one valid row; every argument has a sensible default."""

from __future__ import annotations

from kexie.core.gate import SYSTEM
from kexie.network.organisations import services
from kexie.network.organisations.models import Organisation

Kind = Organisation.Kind


def body(name, parent, kind=Kind.ASSOCIATION, actor=SYSTEM, **fields):
    """Return a body registered through the service."""
    return services.found(name=name, kind=kind, parent=parent, actor=actor, **fields)


def town(name, parent, **fields):
    """Return a town's association."""
    return body(name, parent, level="town", **fields)
