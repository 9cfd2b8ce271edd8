"""Giving certificates out, replacing and revoking them."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from kexie.core import gate, records
from kexie.core.audit import trail
from kexie.core.personal import seal
from kexie.core.refusals import Refusal
from kexie.network.organisations.models import Organisation
from kexie.network.people.models import Person

from . import rules
from .models import Certificate, Revocation
from .rules import Block, Facts, Line

__all__ = ["Block", "CannotIssue", "Facts", "Line", "issue", "reissue", "revoke", "show_print"]


class CannotIssue(Refusal):
    """The certificate was revoked or replaced, or nothing is said why it should be."""

    code = "cannot_issue"


def issue(
    *, kind: str, source_key: str, organisation: Organisation, person: Person, facts: Facts, on: date,
    actor: gate.Actor,
) -> Certificate:  # fmt: skip
    """Certify `facts` of a person; asked again for the same `source_key`, return what was given out then.

    Nothing of it follows later changes of names, records or templates: `reissue` makes a new one.

    :raises NotAllowed: the actor may not certify for this organisation
    :raises CannotIssue: what was given out for this was revoked
    """
    gate.require(actor, "certify", Certificate(organisation=organisation))
    with transaction.atomic():
        trail.take_turn()  # numbers and editions are counted: nobody else counts now
        given = Certificate.objects.filter(kind=kind, source_key=source_key).order_by("-edition").first()
        if given is None:
            return _give(_drafted(kind, source_key, organisation, person), facts, on, actor, "issue")
        if given.state == Certificate.State.REVOKED:
            raise CannotIssue(_("这份证明（%s）已作废。核实后确需重开的，请打开它，用“换发”。") % given.number)
        return given


def reissue(
    *, certificate: Certificate, facts: Facts, on: date, note: str, actor: gate.Actor
) -> Certificate:  # fmt: skip
    """Give out a new edition with a code, number and date of its own; the old one stays and points to it.

    :raises NotAllowed: the actor may not certify for this organisation
    :raises CannotIssue: no reason is given, or it was replaced before
    """
    gate.require(actor, "certify", certificate)
    if not note.strip():
        raise CannotIssue(_("请写明换发的原因。"), code="note_required")
    with transaction.atomic():
        trail.take_turn()
        if newer := Certificate.objects.filter(replaces=certificate).first():
            raise CannotIssue(_("这份证明已经换发为%s，请对最新的一份办理。") % newer.number)
        old = certificate
        draft = _drafted(old.kind, old.source_key, old.organisation, old.person)
        draft.edition, draft.replaces, draft.note = old.edition + 1, old, note
        return _give(draft, facts, on, actor, "reissue")


def revoke(*, certificate: Certificate, reason: str, on: date, actor: gate.Actor) -> Revocation:
    """Say publicly that a certificate holds no longer, from this day and for this reason.

    :raises NotAllowed: the actor may not certify for this organisation
    :raises CannotIssue: no reason is given, or it was revoked before
    """
    gate.require(actor, "certify", certificate)
    if not reason.strip():
        raise CannotIssue(_("请写明作废的原因，查验的人会看到。"), code="note_required")
    with transaction.atomic():
        trail.take_turn()
        if Revocation.objects.filter(certificate=certificate).exists():
            raise CannotIssue(_("这份证明已经作废，不用再办。"))
        row = Revocation(certificate=certificate, on=on, reason=reason)
        return records.save(row, actor=actor, did="revoke", note=reason)


def show_print(*, certificate: Certificate, actor: gate.Actor) -> None:
    """Keep in the trail that somebody took the printed form, which shows personal data in full.

    :raises NotAllowed: the actor may not see personal data here
    """
    gate.require(actor, "view_personal", certificate)
    trail.write(certificate, actor=actor, did="print_certificate", before={}, after={})


def _drafted(kind: str, source_key: str, organisation: Organisation, person: Person) -> Certificate:
    return Certificate(kind=kind, source_key=source_key, organisation=organisation, person=person)


def _give(draft: Certificate, facts: Facts, on: date, actor: gate.Actor, did: str) -> Certificate:
    numbered = Certificate.objects.filter(organisation=draft.organisation, kind=draft.kind, year=on.year)
    draft.year, draft.serial = on.year, (numbered.aggregate(last=Max("serial"))["last"] or 0) + 1
    draft.code = rules.new_code(secrets.choice)
    draft.template, draft.template_version = rules.TEMPLATES[draft.kind]
    draft.facts, draft.issued_on, draft.issued_by = _frozen(facts), on, str(actor)
    return records.save(draft, actor=actor, did=did, note=draft.note)


def _frozen(facts: Facts) -> dict[str, Any]:
    """Return facts as JSON, personal values sealed."""
    blocks = [
        {"title": b.title, "lines": [[line.label, seal(line.value) if line.is_personal else line.value]
                                     for line in b.lines]}
        for b in facts.blocks
    ]  # fmt: skip
    return {
        "title": facts.title, "blocks": blocks, "sentence": facts.sentence, "columns": [*facts.columns],
        "rows": [[*row] for row in facts.rows], "remark": facts.remark,
    }  # fmt: skip
