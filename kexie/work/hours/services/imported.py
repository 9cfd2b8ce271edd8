"""Hours from spreadsheets: judged like any others; taken back with their import."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from kexie.core import clock, gate
from kexie.office.ledger import services as ledger
from kexie.work.hours.models import Service

from . import _judging as judging


def judge_imported(*, drafts: Sequence[Service], actor: gate.Actor) -> None:
    """Say what speaks against drafts before they are written, and leave all of them for another person to approve.

    :raises NotAllowed: the actor may import nowhere
    """
    gate.require(actor, "import", Service)
    judging.judge(drafts, at=clock.now())
    for draft in drafts:
        draft.proposed_by, draft.proposed_key = str(actor), getattr(actor, "pk", None)
        draft.state = Service.State.HELD if draft.reasons else Service.State.PROPOSED


def withdraw_imported(*, keys: Sequence[int], actor: gate.Actor) -> None:
    """Take what an import's hours have in the ledger out of it.

    :raises NotAllowed: the actor may import nowhere
    """
    gate.require(actor, "import", Service)
    ledger.withdraw(model=Service, keys=keys, actor=actor, note=_("撤销导入"))
