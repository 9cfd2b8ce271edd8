"""Helping people: pairings and visits, whose cause stays with those who must know it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from kexie.core import clock, gate, records
from kexie.core.gate import SYSTEM
from kexie.core.refusals import Invalid
from kexie.network.people import queries as people_asked
from kexie.network.people import services as people
from kexie.network.people.models import Consent
from kexie.office.ledger import services as ledger
from kexie.work.contacts.models import HelpVisit, Pairing
from kexie.work.contacts.queries.help import CONSENT

from . import sources


class NeedsConsent(Invalid):
    """Why somebody is helped may be kept only with their word."""

    code = "needs_consent"


def keep_pairing(*, pairing: Pairing, agrees: bool, actor: gate.Actor, at: datetime, did: str = "change") -> Pairing:
    """Write who helps whom; `agrees`: the person (or who speaks for them) agreed that the cause is kept.

    Illness and hardship are sensitive: without a separate consent the cause stays empty (个人信息保护法 第二十九条).

    :raises NotAllowed: the actor may not keep records there, or neither made this pairing nor looks after help
    :raises NeedsConsent: a cause is written and nobody agreed
    :raises Invalid: a field or constraint refuses
    """
    if pairing.made_by_id is None:
        pairing.made_by = actor
    gate.require(actor, "edit", pairing)
    with transaction.atomic():
        given = pairing.helped_id and people_asked.consent(pairing.helped, CONSENT.code)
        if pairing.cause.strip() and not given:
            if not agrees:
                say = _("写原因要先取得本人（或代为决定的家属）同意。已同意的请勾选；没有同意的，原因留空。")
                raise NeedsConsent(say, fields={"agrees": [say]})
            records.check(pairing, but=["made_by"])
            # 帮扶专员 who keep no other records may still write down what somebody agreed to.
            by = actor if gate.allows(actor, "recognise", pairing.helped) else SYSTEM
            people.give_consent(person=pairing.helped, purpose=CONSENT.code, actor=by, at=at)
        return records.save(pairing, actor=actor, did=did)


def log_help(*, visit: HelpVisit, actor: gate.Actor, at: datetime, did: str = "log_help") -> HelpVisit:
    """Write one visit to somebody who is helped, and count it and its money: not whom, and not why.

    :raises NotAllowed: the actor neither made the pairing nor looks after help there
    :raises Invalid: a field or constraint refuses, or the day lies in the future or outside the pairing
    """
    gate.require(actor, "edit", visit)
    pairing, today = visit.pairing, clock.day(at)
    if visit.on and (visit.on > today or visit.on < pairing.since or (pairing.until and visit.on > pairing.until)):
        told = {"first": pairing.since, "last": min(pairing.until or today, today)}
        say = _("日期要在 %(first)s 和 %(last)s 之间。") % told
        raise Invalid(say, fields={"on": [say]})
    with transaction.atomic():
        records.save(visit, actor=actor, did=did)
        ledger.post(source=sources.of_help(visit), actor=SYSTEM, note=_("结对帮扶登记"))
    return visit


def remove_help(*, visit: HelpVisit, actor: gate.Actor, note: str) -> None:
    """Take back a visit that was written by mistake.

    :raises NotAllowed: the actor neither made the pairing nor looks after help there
    :raises Invalid: no reason is given
    """
    gate.require(actor, "edit", visit)
    if not note.strip():
        say = _("请写明删去的原因。")
        raise Invalid(say, fields={"note": [say]})
    with transaction.atomic():
        ledger.withdraw(model=HelpVisit, keys=[visit.pk], actor=SYSTEM, note=_("误登删去"))
        records.remove(visit, actor=actor, did="remove_help", note=note)


def forget_causes(*, actor: gate.Actor, at: datetime) -> int:
    """Empty the causes of those who took back their consent, and return how many that were.

    :raises NotAllowed: the actor may edit nowhere
    """
    gate.require(actor, "edit", Pairing)
    agreed = Consent.objects.filter(person=OuterRef("helped"), purpose=CONSENT.code, withdrawn_at=None)
    rows = [*Pairing.objects.exclude(Exists(agreed)).exclude(cause_index="")]
    for row in rows:
        row.cause = ""
        records.save(row, actor=actor, did="forget_cause", is_checked=True)
    return len(rows)
