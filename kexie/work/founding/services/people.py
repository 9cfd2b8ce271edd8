"""Who stands for which position."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from kexie.core import gate, records
from kexie.core.flow import WrongState
from kexie.work.founding import rules
from kexie.work.founding.models import Nominee, Procedure
from kexie.work.governance.models import Appointment

from .steps import held, refuse_over, standing_papers


def nominate(*, nominee: Nominee, actor: gate.Actor, did: str = "nominate") -> Nominee:
    """Put somebody on the list of candidates, or correct what is said of them.

    :raises NotAllowed: the actor may not edit this procedure
    :raises WrongState: it is over, or a signed paper names the candidates
    :raises Invalid: a field refuses
    """
    gate.require(actor, "edit", nominee)
    with transaction.atomic():
        _refuse_fixed(held(nominee.procedure))
        if nominee._state.adding:
            last = nominee.procedure.nominees.aggregate(n=Max("number"))["n"] or 0
            nominee.number = last + 1
        return records.save(nominee, actor=actor, did=did)


def remove_nominee(*, nominee: Nominee, actor: gate.Actor) -> None:
    """Take somebody off the list; the trail keeps who it was.

    :raises NotAllowed: the actor may not edit this procedure
    :raises WrongState: it is over, or a signed paper names the candidates
    """
    gate.require(actor, "edit", nominee)
    with transaction.atomic():
        _refuse_fixed(held(nominee.procedure))
        records.remove(nominee, actor=actor, did="remove_nominee")


def carry_over(*, procedure: Procedure, actor: gate.Actor, today: date) -> int:
    """Put everybody who holds a position in the body now on the list, and return how many were new.

    :raises NotAllowed: the actor may not edit this procedure
    :raises WrongState: it is over, a signed paper names the candidates, or no body exists yet
    """
    gate.require(actor, "edit", procedure)
    with transaction.atomic():
        row = held(procedure)
        _refuse_fixed(row)
        if row.body is None:
            raise WrongState(_("组织还没有成立，没有现任的人可以带入。"))
        known = set(row.nominees.values_list("name", "position"))
        rows = Appointment.objects.visible_to(actor).filter(
            Q(until_on=None) | Q(until_on__gte=today), organisation=row.body, from_on__lte=today, is_pending=False
        )
        fresh = [
            one for one in rows.select_related("person").order_by("pk")
            if one.position in row.spec.positions and (one.person.name, one.position) not in known
        ]  # fmt: skip
        places = {position: place for place, position in enumerate(row.spec.positions)}
        for one in sorted(fresh, key=lambda one: places[one.position]):
            nominate(
                nominee=Nominee(
                    procedure=row, name=one.person.name, position=one.position, head=one.head,
                    unit=one.unit or one.person.unit or row.name, phone=one.person.phone,
                    is_part_time=one.is_part_time,
                ),
                actor=actor,
            )  # fmt: skip
        return len(fresh)


def _refuse_fixed(row: Procedure) -> None:
    refuse_over(row)
    if row.assembly_id:
        raise WrongState(_("在线会议已经按候选人建好选举，候选人请在会议里改；或先改用纸质会议的结果。"))
    for paper in standing_papers(row).values():
        if paper.is_signed and rules.NOMINEES in rules.PAPERS[paper.code].needs:
            raise WrongState(_("“%s”已经签字盖章，候选人不能再改。确实写错的，先撤下签字件。") % paper.title)
