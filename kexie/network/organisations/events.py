"""What the network announces to the floors above: bodies come, change and go, and report their members."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kexie.core.gate import Actor

    from .models import Organisation


@dataclass(frozen=True)
class BodiesChanged:
    """Something happened to these bodies; a roster founds many at once, so they come together."""

    bodies: Sequence[Organisation]
    actor: Actor
    note: str = ""


class Founded(BodiesChanged):
    """New bodies were registered, as existing or as suggested."""


class Confirmed(BodiesChanged):
    """Suggested bodies were found to exist."""


class Amended(BodiesChanged):
    """Facts that figures depend on were corrected: days, division, level."""


class KindChanged(BodiesChanged):
    """Bodies were found to be of another kind."""


class Dissolved(BodiesChanged):
    """Bodies ceased to exist."""


class Reopened(BodiesChanged):
    """A dissolving was taken back."""


class Withdrawn(BodiesChanged):
    """Bodies were registered by mistake and never counted."""


@dataclass(frozen=True)
class Moved:
    """A body and all below it hang elsewhere from a day on: what was posted since must be placed again."""

    body: Organisation
    since: date
    actor: Actor
    note: str = ""


@dataclass(frozen=True)
class MembersReported:
    """A body says how many members it has as of a day; the same day again replaces the number."""

    organisation: Organisation
    amount: int
    on: date
    evidence: str
    actor: Actor


@dataclass(frozen=True)
class MembersRetracted:
    """What a body is said to have reported of its members as of a day was never reported."""

    organisation: Organisation
    on: date
    actor: Actor
