"""Keeping the ledger in step with the network."""

from __future__ import annotations

from collections.abc import Iterable

from kexie.core import gate
from kexie.network.organisations.models import Organisation
from kexie.office.ledger import services as ledger

from . import measures, rules

_MEASURES = {"bodies": measures.BODIES, "founded": measures.FOUNDED, "dissolved": measures.DISSOLVED}


def count_bodies(*, bodies: Iterable[Organisation], actor: gate.Actor, note: str = "") -> int:
    """Make the ledger say of these bodies what their records say now, and return how many entries were written.

    Figures follow the record: a corrected day or kind reverses what stood and posts anew.

    :raises NotAllowed: the actor may not import or edit anywhere
    """
    gate.require(actor, "edit", Organisation)
    return ledger.post_many(sources=(source_of(row) for row in bodies), actor=actor, note=note)


def source_of(body: Organisation) -> ledger.Source:
    """Return what a body counts, level and kind with it."""
    found = rules.counts(
        counts_from=body.counts_from, founded_on=body.founded_on, dissolved_on=body.dissolved_on
    )  # fmt: skip
    lines = [
        ledger.Line(_MEASURES[name].code, amount, on, form=str(body.level), kind=str(body.kind))
        for name, amount, on in found
    ]
    return ledger.Source(body, body, lines)
