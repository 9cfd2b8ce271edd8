"""Moving a volunteer to another team: asked for here, answered there."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.core import gate, records
from kexie.core.refusals import Invalid, Refusal
from kexie.office.ledger import services as ledger
from kexie.work.volunteering.flows import TRANSFER
from kexie.work.volunteering.models import Stay, Team, Transfer, Volunteer

from . import sources
from .volunteers import locked


class CannotTransfer(Refusal):
    """The volunteer cannot move to this team, or not on this day."""

    code = "cannot_transfer"


def ask_transfer(*, volunteer: Volunteer, team: Team, on: date, actor: gate.Actor, note: str = "") -> Transfer:
    """Ask that a volunteer be taken into another team from a day on; done at once where the actor keeps both.

    :raises NotAllowed: the actor may not edit this unit's volunteers
    :raises CannotTransfer: they have left, are in that team, a move is open, or the day does not fit
    """
    gate.require(actor, "edit", volunteer)
    with transaction.atomic():
        volunteer = locked(volunteer)
        _require_fit(volunteer, team, on)
        if volunteer.transfers.filter(state=Transfer.State.ASKED).exists():
            raise CannotTransfer(_("%s已有一次转队在等对方接收。请先撤回那一次，再办新的。") % volunteer)
        row = Transfer(volunteer=volunteer, organisation=volunteer.organisation, team=team, on=on, note=note)
        records.save(row, actor=actor, did="ask_transfer", note=note)
        if gate.allows(actor, "receive", row):
            return answer_transfer(transfer=row, move="receive", actor=actor, note=note)
    return row


def answer_transfer(*, transfer: Transfer, move: str, actor: gate.Actor, note: str = "") -> Transfer:
    """Take a volunteer in (`receive`) or not (`turn_down`), as the receiving team's unit.

    What they counted before the day of the move stays where it was.

    :raises NotAllowed: the actor may not edit at the receiving team's unit
    :raises WrongState: it was answered or taken back
    :raises CannotTransfer: they have left meanwhile, or the day does not fit any more
    """
    gate.require(actor, "receive", transfer)
    with transaction.atomic():
        transfer = TRANSFER.walk(transfer, move, actor=actor, note=note)
        if move == "receive":
            _move(transfer, actor)
    return transfer


def take_back_transfer(*, transfer: Transfer, actor: gate.Actor, note: str = "") -> Transfer:
    """Take back what was asked for and not answered yet.

    :raises NotAllowed: the actor may not edit at the unit that asked
    :raises WrongState: it was answered
    """
    gate.require(actor, "edit", transfer)
    return TRANSFER.walk(transfer, "take_back", actor=actor, note=note)


def _move(transfer: Transfer, actor: gate.Actor) -> None:
    volunteer, team, on = locked(transfer.volunteer), transfer.team, transfer.on
    _require_fit(volunteer, team, on)
    how = {"actor": gate.SYSTEM, "note": _("转队（%s 接收）") % actor}  # both units agreed: neither alone could post it
    if on > volunteer.since:
        stay = Stay(
            volunteer=volunteer, organisation=volunteer.organisation, team=volunteer.team, since=volunteer.since,
            until=on - timedelta(days=1),
        )  # fmt: skip
        records.save(stay, actor=actor, did="transfer")
        ledger.post(source=sources.of_stay(stay), **how)
    volunteer.organisation, volunteer.team, volunteer.here_since = team.organisation, team, on
    records.save(volunteer, actor=actor, did="transfer", note=transfer.note)
    ledger.post(source=sources.of_volunteer(volunteer), **how)


def _require_fit(volunteer: Volunteer, team: Team, on: date) -> None:
    if volunteer.left_on:
        raise CannotTransfer(_("%(who)s已在 %(day)s 退出，不能转队。") % {"who": volunteer, "day": volunteer.left_on})
    if volunteer.team_id == team.pk:
        raise CannotTransfer(_("%(who)s已经在“%(team)s”。") % {"who": volunteer, "team": team})
    if on < volunteer.since:
        say = _("转队日期早于到现在队伍的日期 %s，请核对。") % volunteer.since
        raise Invalid(say, fields={"on": [say]})
    if on < team.since or (team.until and on > team.until):
        say = _("“%(team)s”在 %(day)s 还没有成立或已经撤销，请改日期或另选队伍。") % {"team": team, "day": on}
        raise Invalid(say, fields={"on": [say]})
