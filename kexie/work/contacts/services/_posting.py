"""Saying in the ledger what ties and visits count, once whoever did it has passed the gate for their own row."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from kexie.core.gate import SYSTEM, Actor
from kexie.office.ledger import services as ledger


def say(found: Iterable[ledger.Source], *, actor: Actor, note: str = "") -> None:
    """Post what the sources say where it differs from what stands.

    As the platform, with the actor in the note: which tie covers a body depends on ties that others keep, and a leader
    who notes a visit keeps no records.
    """
    once = {source.key: source for source in found}
    told = _("%(who)s 登记") % {"who": actor}
    ledger.post_many(sources=[*once.values()], actor=SYSTEM, note=(f"{told}：{note}" if note else told)[:200])
