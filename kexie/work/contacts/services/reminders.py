"""Once a month, in working hours: who is behind with what they took on."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.utils.translation import gettext as _

from kexie.core import clock, gate
from kexie.core.gate import SYSTEM
from kexie.office.notices import services as notices
from kexie.office.notices.models import Message
from kexie.work.contacts.models import Tie

FROM_DAY, HOURS = 5, range(9, 17)  # not on the first days of a month, and when offices are open
MOST_NAMED = 3


def remind_overdue(*, actor: gate.Actor, at: datetime) -> int:
    """Tell everybody who is behind, once a calendar month, how many and which bodies; return how many were told.

    Workers are counted and not named: a message may be read by others.

    :raises NotAllowed: the actor may edit nowhere
    """
    gate.require(actor, "edit", Tie)
    here = at.astimezone(clock.ZONE)
    if here.day < FROM_DAY or here.hour not in HOURS:
        return 0
    behind: dict[tuple[int, int], list[Tie]] = defaultdict(list)
    rows = Tie.objects.filter(due_on__lt=here.date(), is_doubted=False).select_related("person", "organisation", "body")
    for tie in rows.order_by("due_on", "pk"):
        behind[tie.organisation_id, tie.person_id].append(tie)
    keys = {f"contacts:{person}:{where}:{here:%Y%m}": ties for (where, person), ties in behind.items()}
    told = {*Message.objects.filter(dedupe_key__in=keys).values_list("dedupe_key", flat=True)}
    for key, ties in keys.items():
        if key not in told:
            notices.send(
                organisation=ties[0].organisation, purpose="contacts", to=ties[0].person, subject=_("联系提醒"),
                body=_body(ties), dedupe_key=key, actor=SYSTEM, at=at,
            )  # fmt: skip
    return len(keys.keys() - told)


def _body(ties: list[Tie]) -> str:
    named = [str(tie.body) for tie in ties if tie.body_id]
    said = "、".join(named[:MOST_NAMED])
    if len(named) > MOST_NAMED:
        said += _("等")
    told = {"n": len(ties), "said": _("（%s）") % said if said else ""}
    return _("您挂钩联系的 %(n)d 个对象%(said)s已过约定的联系时间。走访或通话以后，在“我的联系”里记一句就行。") % told
