"""Hours a team proposes: one, or a whole sheet at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.core import clock, gate, records
from kexie.core.refusals import Invalid
from kexie.work.activities.models import Session
from kexie.work.hours import queries
from kexie.work.hours.models import Service
from kexie.work.volunteering.models import Volunteer

from . import _judging as judging
from .deciding import CannotDecide

S = Service.State


@dataclass(frozen=True)
class Proposal:
    """One line of a team's sheet: who, from when until when; minutes where a break is to be left out."""

    volunteer: Volunteer
    starts_at: datetime
    ends_at: datetime
    minutes: int | None = None


def propose(*, service: Service, actor: gate.Actor, at: datetime) -> Service:
    """Write down hours a volunteer is said to have served: to be approved by another, held where something is odd.

    :raises NotAllowed: the actor may not edit at this organisation
    :raises Invalid: a field refuses
    """
    service.organisation, team = queries.place_on(service.volunteer, service.on)
    gate.require(actor, "edit", service)
    service.team = service.team or team
    service.proposed_by, service.proposed_key = str(actor), getattr(actor, "pk", None)
    with transaction.atomic():
        return _written(service, actor, at, "propose_hours")


def keep(*, service: Service, actor: gate.Actor, at: datetime) -> Service:
    """Change hours that are not in the ledger yet; whatever was decided about them is void and asked again.

    :raises NotAllowed: the actor may not edit at this organisation
    :raises CannotDecide: they are confirmed, refused or withdrawn
    :raises Invalid: a field refuses
    """
    gate.require(actor, "edit", service)
    with transaction.atomic():
        state = Service.objects.select_for_update(of=("self",)).values_list("state", flat=True).get(pk=service.pk)
        if state not in (S.PROPOSED, S.HELD, S.NOTICED):
            raise CannotDecide(
                _("“%s”已入账或已了结，不能直接改。请在它的页面上“申请更正”，由另一人同意后改账。") % service
            )
        service.proposed_by, service.proposed_key = str(actor), getattr(actor, "pk", None)
        service.noticed_on = service.noticed_until = None
        service.decided_by = ""
        return _written(service, actor, at, "change_hours")


def propose_sheet(
    *, lines: Sequence[Proposal], what: str, session: Session | None, actor: gate.Actor, at: datetime
) -> list[Service]:
    """Write down the hours of many volunteers of one piece of work, in a few statements.

    :raises NotAllowed: the actor may not edit where one of them is registered
    :raises Invalid: nobody is named, or nothing is said of what they did
    """
    if not lines:
        raise Invalid(_("请至少勾选一位志愿者。"))
    if not what.strip():
        raise Invalid(_("请写明服务内容。"), fields={"what": [_("请写明服务内容。")]})
    made = []
    for line in lines:
        on = clock.day(line.starts_at)
        where, team = queries.place_on(line.volunteer, on)
        service = Service(
            volunteer=line.volunteer, organisation=where, what=what, session=session, team=team,
            starts_at=line.starts_at, ends_at=line.ends_at, minutes=line.minutes, on=on, proposed_by=str(actor),
            proposed_key=getattr(actor, "pk", None),
        )  # fmt: skip
        gate.require(actor, "edit", service)
        made.append(service)
    with transaction.atomic():
        judging.judge(made, at=at)
        for service in made:
            service.state = S.HELD if service.reasons else S.PROPOSED
            service.clean()
        path = getattr(getattr(actor, "organisation", None), "path", "") or made[0].organisation.path
        return records.add_many(made, actor=actor, did="propose_hours", path=path, note=what)


def _written(service: Service, actor: gate.Actor, at: datetime, did: str) -> Service:
    judging.judge([service], at=at)
    service.state = S.HELD if service.reasons else S.PROPOSED
    return records.save(service, actor=actor, did=did)
