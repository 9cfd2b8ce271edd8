"""What can be done to registers and their rows, each posting to the ledger as it writes."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.core import gate, records
from kexie.core.refusals import Refusal
from kexie.office.ledger import services as ledger
from kexie.office.ledger.models import Evidence

from . import measures, rules
from .models import Register, RegisterRow


class BadRules(Refusal):
    """A register's counting rules do not fit its columns."""

    code = "bad_rules"
    status = 422


def define(*, register: Register, actor: gate.Actor, did: str = "define", note: str = "") -> Register:
    """Write a register's columns and rules; what its rows count follows the new rules at once.

    :raises NotAllowed: the actor may not edit at this organisation
    :raises BadRules: a rule uses a column that is not there or is of another type
    """
    gate.require(actor, "edit", register)
    if why := rules.why_not_rules(register.rules, register.columns):
        raise BadRules(why)
    with transaction.atomic():
        before = Register.objects.filter(pk=register.pk).values_list("rules", "name").first()
        records.save(register, actor=actor, did=did, note=note)
        if before and before != (register.rules, register.name):
            for row in register.rows.select_related("organisation").iterator(chunk_size=500):
                row.register = register
                ledger.post(source=source_of(row), actor=actor, note=note or _("计数规则有变"))
    return register


def keep(*, row: RegisterRow, actor: gate.Actor, did: str = "edit", note: str = "") -> RegisterRow:
    """Write a row as it stands and make the ledger say so.

    :raises NotAllowed: the actor may not edit at this organisation
    :raises Invalid: a field refuses
    """
    gate.require(actor, "edit", row)
    with transaction.atomic():
        records.save(row, actor=actor, did=did, note=note)
        ledger.post(source=source_of(row), actor=actor, note=note)
    return row


def remove(*, row: RegisterRow, actor: gate.Actor, note: str) -> None:
    """Take a row out of its register; its postings are reversed, the trail keeps what it said.

    :raises NotAllowed: the actor may not edit at this organisation
    """
    gate.require(actor, "edit", row)
    with transaction.atomic():
        ledger.withdraw(model=RegisterRow, keys=[row.pk], actor=actor, note=note)
        records.remove(row, actor=actor, did="remove", note=note)


def post_imported(*, made: Sequence[RegisterRow], changed: Sequence[RegisterRow], actor: gate.Actor, note: str) -> None:
    """Post the rows an import wrote.

    :raises NotAllowed: the actor may import nowhere
    """
    gate.require(actor, "import", RegisterRow)
    ledger.post_many(sources=map(source_of, made), actor=actor, note=note)
    for row in changed:
        ledger.post(source=source_of(row), actor=actor, note=note)


def source_of(row: RegisterRow) -> ledger.Source:
    """Return what a row counts under its register's rules."""
    register = row.register
    lines = [
        ledger.Line(
            (measures.AMOUNT if count.is_amount else measures.COUNT).code,
            count.amount,
            count.on,
            evidence=Evidence.ESTIMATED if count.is_estimate else row.evidence,
            kind=f"{register.name}.{count.title}"[:60],
            form=count.form,
        )
        for count in rules.counts(register.rules, row.values, on=row.on, estimated=row.estimated)
    ]
    return ledger.Source(row, row.organisation, lines)
