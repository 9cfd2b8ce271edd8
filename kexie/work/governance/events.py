"""What governance announces: rosters of towns say which of them are demonstration sites; who keeps sites hears it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kexie.core.gate import Actor
    from kexie.network.organisations.models import Organisation


@dataclass(frozen=True)
class SiteReported:
    """A roster says that a body is a demonstration site, or has one of this name (`name` "": the body itself).

    `on` stands where the roster names no day (`named_on` None); `grant` is in yuan, None where nothing is said of it.
    Said again of the same body and name it changes what differs.
    """

    organisation: Organisation
    name: str
    on: date
    named_on: date | None
    grant: Decimal | None
    actor: Actor
    note: str = ""


@dataclass(frozen=True)
class SiteRetracted:
    """What a roster said of a body's demonstration site was never said: of one by its name, with None of any."""

    organisation: Organisation
    name: str | None
    actor: Actor
    note: str = ""
