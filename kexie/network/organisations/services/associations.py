"""An association with the associations of the divisions below it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from kexie.core import gate
from kexie.network.organisations.models import Division, Organisation
from kexie.network.organisations.queries import towns_of

from .bodies import found, found_many, require_found

Kind, State = Organisation.Kind, Organisation.State


def found_association(
    *,
    division: Division,
    parent: Organisation | None,
    actor: gate.Actor,
    name: str = "",
    codes: Sequence[str] | None = None,
    **facts: Any,
) -> Organisation:
    """Found the association of a division, and put those of the divisions below (of `codes` only) on offer.

    :raises NotAllowed: the actor may not found bodies under `parent`
    :raises Duplicate: the division has an association already
    """
    require_found(actor, parent)
    with transaction.atomic():
        row = found(
            name=name or f"{division.name}科协", kind=Kind.ASSOCIATION, parent=parent, level=division.level,
            division=division, actor=actor, **facts,
        )  # fmt: skip
        suggest_towns(association=row, actor=actor, codes=codes)
    return row


def suggest_towns(
    *, association: Organisation, actor: gate.Actor, codes: Sequence[str] | None = None
) -> list[Organisation]:
    """Put an association for every division right below (of `codes` only, if given) under an association.

    They are `suggested`: they count nowhere until a roster or a person confirms that they exist. Divisions whose
    association is there already are passed over, so this may be called again.

    :raises NotAllowed: the actor may not found bodies under it
    """
    require_found(actor, association)
    there = set(
        Organisation.objects.under(association.path).standing().filter(kind=Kind.ASSOCIATION)
        .values_list("division_id", flat=True)
    )  # fmt: skip
    drafts = [
        Organisation(
            name=f"{division.name}科协", kind=Kind.ASSOCIATION, level=division.level, division=division,
            parent=association, state=State.SUGGESTED,
        )
        for division in towns_of(association.division)
        if division.code not in there and (codes is None or division.code in codes)
    ]  # fmt: skip
    return found_many(bodies=drafts, actor=actor, path=association.path, did="suggest_towns")
