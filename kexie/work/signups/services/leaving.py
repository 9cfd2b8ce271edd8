"""What becomes of a sign-up: accepted, declined, confirmed, refused, cancelled; and a new code for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from kexie.core import gate, places, records
from kexie.core.events import announce
from kexie.core.flow import WrongState
from kexie.core.refusals import Refusal
from kexie.work.signups import rules
from kexie.work.signups.events import SignupCancelled
from kexie.work.signups.models import Admission, Signup
from kexie.work.signups.policies import Holder

from ._room import heal, locked, move, rooms, together
from ._telling import tell

S = Signup.State
LEAVABLE = (S.PENDING, S.WAITING, S.OFFERED, S.CONFIRMED)


class Late(Refusal):
    """The time an offered place was kept for has run out."""

    code = "late"


class InUse(Refusal):
    """Something hangs on the sign-up that must not be lost."""

    code = "in_use"


def is_late(signup: Signup, *, at: datetime) -> bool:
    """Test whether the time an offer was kept for has run out."""
    return bool(rules.why_not_accept(at=at, offer_until=signup.offer_until))


def accept(*, signup: Signup, actor: gate.Actor, at: datetime) -> Signup:
    """Take an offered place, with those who signed up together; reviewed, it is then pending.

    Doing it again changes nothing.

    :raises NotAllowed: it is not the actor's
    :raises Late: its time has run out
    :raises WrongState: nothing is offered
    """
    gate.require(actor, "accept", signup)
    with transaction.atomic():
        row = locked(signup)
        if row.state == S.CONFIRMED or (row.state == S.PENDING and row.offer_until):
            return row
        _require(row, (S.OFFERED,), _("确认"))
        if is_late(row, at=at):
            raise Late(_("为您保留的时间已过，名额要让给下一位。您可以重新报名候补。"))
        reviewed = Admission.objects.filter(session=row.session_id, needs_review=True).exists()
        state = S.PENDING if reviewed else S.CONFIRMED
        return _move_all(together(row, (S.OFFERED,)), row, state, actor=actor, at=at, did="accept_offer")


def decline(*, signup: Signup, actor: gate.Actor, at: datetime) -> Signup:
    """Let an offered place go, with those who signed up together; the next in turn is offered it.

    :raises NotAllowed: it is not the actor's
    :raises WrongState: nothing is offered
    """
    gate.require(actor, "decline", signup)
    return _leave(signup, S.CANCELLED, (S.OFFERED,), _("放弃"), actor=actor, at=at, did="decline_offer")


def cancel(*, signup: Signup, actor: gate.Actor, at: datetime, note: str = "") -> Signup:
    """Take a sign-up back; its place is offered to the next in turn at once. Doing it again changes nothing.

    Whoever leads others takes theirs back too: they came along. Who came along may take back their own alone.

    :raises NotAllowed: it is not the actor's
    :raises WrongState: it was not let in, or its holder would leave after the beginning
    """
    gate.require(actor, "cancel", signup)
    if isinstance(actor, Holder) and at >= signup.session.starts_at:
        raise WrongState(_("这一场已经开始，不能再取消。有事请联系主办单位。"), code="over")
    how = {"actor": actor, "at": at, "did": "cancel_signup", "note": note}
    return _leave(signup, S.CANCELLED, LEAVABLE, _("取消"), is_alone=True, **how)


def confirm(*, signup: Signup, actor: gate.Actor, at: datetime) -> Signup:
    """Let in who was waiting for review, with those who signed up together.

    :raises NotAllowed: the actor may not edit the activity's sign-ups
    :raises WrongState: it is not waiting for review
    """
    gate.require(actor, "edit", signup)
    with transaction.atomic():
        row = locked(signup)
        _require(row, (S.PENDING,), _("通过"))
        return _move_all(together(row, (S.PENDING,)), row, S.CONFIRMED, actor=actor, at=at, did="confirm_signup")


def refuse(*, signup: Signup, actor: gate.Actor, at: datetime, note: str) -> Signup:
    """Turn down who was waiting for review and those who signed up together, with a reason they are told.

    The places are offered to the next.

    :raises NotAllowed: the actor may not edit the activity's sign-ups
    :raises WrongState: it is not waiting for review, or no reason is given
    """
    gate.require(actor, "edit", signup)
    if not note.strip():
        raise WrongState(_("请写明不通过的原因。"), code="note_required")
    return _leave(signup, S.REFUSED, (S.PENDING,), _("不通过"), actor=actor, at=at, did="refuse_signup", note=note)


def take_out(*, keys: Sequence[int], actor: gate.Actor, at: datetime) -> None:
    """Remove sign-ups that should never have been written, as an import taken back; their places are free again.

    :raises NotAllowed: the actor may not take imports back for these activities
    :raises InUse: somebody was there, or has answered since
    """
    activities = set()
    with transaction.atomic():
        for signup in Signup.objects.filter(pk__in=keys).select_related("session__activity__organisation"):
            gate.require(actor, "undo_import", signup)
            row = locked(signup)
            if rules.holds_place(state=row.state, role=row.role):
                places.give_back(rooms(row))
            try:
                records.remove(row, actor=actor, did="undo_import")
            except ProtectedError as error:
                say = _("%s 已经签到或填过反馈，这一批不能撤销。") % row.person.name
                raise InUse(say) from error
            activities.add(signup.session.activity_id)
        for activity in sorted(activities):
            heal(activity, at=at)


def reissue(*, signup: Signup, actor: gate.Actor, at: datetime) -> Signup:
    """Give out a new link and code; those before open nothing any more. Its holder is sent the new link.

    :raises NotAllowed: the actor may not edit the activity's sign-ups
    """
    gate.require(actor, "edit", signup)
    with transaction.atomic():
        row = locked(signup)
        row.issue += 1
        records.save(row, actor=actor, did="reissue_link", is_checked=True)
        tell(row, at=at)
    return row


def _leave(
    signup: Signup, state: str, sources: tuple[str, ...], verb: str, *, actor: gate.Actor, at: datetime, did: str,
    note: str = "", is_alone: bool = False,
) -> Signup:  # fmt: skip
    with transaction.atomic():
        row = locked(signup)
        if row.state == state:
            return row
        _require(row, sources, verb)
        members = [row] if is_alone and row.lead_id else together(row, sources)
        done = _move_all(members, row, state, actor=actor, at=at, did=did, note=note, queued_at=None)
        heal(row.session.activity_id, at=at)
        for one in members if state == S.CANCELLED else ():
            announce(SignupCancelled(one, actor, at, note))
    return done


def _move_all(members: Sequence[Signup], row: Signup, state: str, **how: Any) -> Signup:
    """Bring those who signed up together into a state, and return the one among them that was asked for."""
    for n, one in enumerate(members):
        move(one, state, n=1 if n else len(members), **how)
    return next(one for one in members if one.pk == row.pk)


def _require(row: Signup, sources: tuple[str, ...], verb: str) -> None:
    if row.state not in sources:
        said = {"name": row.person.name, "state": row.get_state_display(), "verb": verb}
        raise WrongState(_("%(name)s 的报名现在是“%(state)s”，不能%(verb)s。请刷新页面看最新状态。") % said)
