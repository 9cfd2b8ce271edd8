"""Volunteers in shifts: applying, being put in, stepping back, and whoever waits moving up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.core import clock, gate, places, records, turns
from kexie.core.refusals import Refusal
from kexie.work.signups import services as signups
from kexie.work.signups.models import Signup
from kexie.work.volunteering import queries
from kexie.work.volunteering.flows import ASSIGNMENT, HOLDING, STANDING
from kexie.work.volunteering.models import Assignment, Post, Shift, Volunteer

from ._telling import tell

S = Assignment.State


class CannotServe(Refusal):
    """The volunteer cannot take this shift; the sentence says why."""

    code = "cannot_serve"


class AlreadyIn(Refusal):
    """The volunteer is in this shift, or asked to be."""

    code = "already_in"


def apply(
    *, shift: Shift, volunteer: Volunteer, actor: gate.Actor, at: datetime, came_by: str = Assignment.CameBy.SELF,
    note: str = "",
) -> Assignment:  # fmt: skip
    """Ask for a shift, for oneself or (`came_by` leader) for a volunteer of one's own unit; the recruiter decides.

    :raises NotAllowed: the actor may not ask for this volunteer
    :raises CannotServe: it is not recruiting, over or cancelled, or the volunteer is not fit for it or busy
    :raises AlreadyIn: they asked before, or are in it
    """
    gate.require(actor, "apply", Assignment(shift=shift, volunteer=volunteer))
    if shift.post.state != Post.State.OPEN:
        raise CannotServe(_("“%s”现在不招募。") % shift.post)
    if at >= shift.starts_at:
        raise CannotServe(_("“%s”已经开始，不能再报名。") % shift)
    with transaction.atomic():
        row = _row(shift, volunteer, at=at, came_by=came_by, note=note)
        row.state = S.APPLIED
        return records.save(row, actor=actor, did="apply_for_shift", note=note)


def assign(
    *, shift: Shift, volunteer: Volunteer, actor: gate.Actor, at: datetime, came_by: str = Assignment.CameBy.DESK,
    note: str = "",
) -> Assignment:  # fmt: skip
    """Put a volunteer into a shift; when it is full they wait, and move up in turn.

    In an activity's session they get a sign-up with the role of volunteer: the same door and code as everybody.

    :raises NotAllowed: the actor may not edit at the recruiting unit
    :raises CannotServe: it is cancelled, or the volunteer is not fit for it or busy
    :raises AlreadyIn: they are in it
    """
    gate.require(actor, "edit", Assignment(shift=shift, volunteer=volunteer))
    with transaction.atomic():
        is_in = _took_room(shift)
        row = _row(shift, volunteer, at=at, came_by=came_by, note=note)
        if is_in:
            _let_in(row, actor, at)
        else:
            row.state = S.WAITING
        records.save(row, actor=actor, did="assign", note=note)
        tell(row, at=at)
    return row


def take_on(*, assignment: Assignment, actor: gate.Actor, at: datetime, note: str = "") -> Assignment:
    """Give somebody who applied or waits a place.

    :raises NotAllowed: the actor may not edit at the recruiting unit
    :raises WrongState: they neither applied nor wait
    :raises CannotServe: it is cancelled, or the volunteer is not fit for it or busy by now
    :raises Full: there is no place left
    """
    gate.require(actor, "edit", assignment)
    with transaction.atomic():
        places.take([assignment.shift])
        turns.take([_turn(assignment.volunteer)])
        require_fit(shift=assignment.shift, volunteer=assignment.volunteer)
        signup = _signed_up(assignment, actor, at)
        row = ASSIGNMENT.walk(assignment, "take_on", actor=actor, note=note, signup=signup)
        tell(row, at=at)
    return row


def pass_over(*, assignment: Assignment, actor: gate.Actor, at: datetime, note: str) -> Assignment:
    """Not take somebody who applied or waits, with a reason they are told.

    :raises NotAllowed: the actor may not edit at the recruiting unit
    :raises WrongState: they neither applied nor wait, or no reason is given
    """
    gate.require(actor, "edit", assignment)
    with transaction.atomic():
        row = ASSIGNMENT.walk(assignment, "pass_over", actor=actor, note=note)
        tell(row, at=at, why=note)
    return row


def step_back(*, assignment: Assignment, actor: gate.Actor, at: datetime, note: str = "") -> Assignment:
    """Take a volunteer out of a shift; their place goes to whoever waits longest.

    :raises NotAllowed: the actor keeps neither the post nor the volunteer
    :raises WrongState: they are not in it
    """
    gate.require(actor, "step_back", assignment)
    with transaction.atomic():
        shift = Shift.objects.select_for_update(of=("self",)).select_related("post").get(pk=assignment.shift_id)
        row = Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
        was_in = row.state == S.ACCEPTED
        row = ASSIGNMENT.walk(row, "step_back", actor=actor, note=note, signup=None)
        if was_in:
            places.give_back([shift])
            _sign_off(assignment, actor, at, note)
            fill(shift, at=at)
        if assignment.signup_id is None:  # else the sign-up that ends with it says so
            tell(row, at=at, why=note)
    return row


def mark_absent(*, assignment: Assignment, actor: gate.Actor, at: datetime, note: str = "") -> Assignment:
    """Keep that somebody did not come; the place stays used.

    :raises NotAllowed: the actor may not edit at the recruiting unit
    :raises WrongState: they were not in it
    :raises CannotServe: it has not begun
    """
    gate.require(actor, "edit", assignment)
    if at < assignment.shift.starts_at:
        raise CannotServe(_("“%s”还没有开始，不能记为未到。") % assignment.shift)
    return ASSIGNMENT.walk(assignment, "mark_absent", actor=actor, note=note)


def mark_present(*, assignment: Assignment, actor: gate.Actor, note: str) -> Assignment:
    """Take back that somebody did not come.

    :raises NotAllowed: the actor may not edit at the recruiting unit
    :raises WrongState: they were not marked absent, or no reason is given
    """
    gate.require(actor, "edit", assignment)
    return ASSIGNMENT.walk(assignment, "mark_present", actor=actor, note=note)


def settle_imported(*, rows: Sequence[Assignment], actor: gate.Actor, at: datetime) -> None:
    """Take the places of imported assignments that are about to be written, and sign them up where a session is.

    :raises NotAllowed: the actor may import nowhere, or may not edit a recruiting unit
    :raises Full: a shift was filled meanwhile
    """
    gate.require(actor, "import", Assignment)
    with transaction.atomic():
        for row in rows:
            gate.require(actor, "edit", row)
        places.take([row.shift for row in rows])
        for row in rows:
            row.signup = _signed_up(row, actor, at)


def unsettle_imported(*, keys: Sequence[int], actor: gate.Actor, at: datetime) -> None:
    """Give back the places of imported assignments that are about to be removed.

    :raises NotAllowed: the actor may import nowhere
    """
    gate.require(actor, "import", Assignment)
    with transaction.atomic():
        for start in range(0, len(keys), 500):
            rows = Assignment.objects.filter(pk__in=keys[start : start + 500])
            rows = [*rows.select_related("shift__post", "signup__session__activity", "volunteer__person")]
            places.give_back([row.shift for row in rows if row.state in HOLDING])
            for row in rows:
                if row.state == S.ACCEPTED:
                    _sign_off(row, actor, at, _("撤销导入"))


def leave_all(rows: Iterable[Assignment], *, at: datetime, note: str) -> None:
    """Take everybody named out of their shifts, for what was decided elsewhere: a shift is off, a volunteer gone."""
    for row in [*rows.select_related("shift__post", "volunteer__person").order_by("pk")]:
        step_back(assignment=row, actor=gate.SYSTEM, at=at, note=note)


def fill(shift: Shift, *, at: datetime) -> None:
    """Let those who wait for a shift in, in turn, as long as there is room; who is busy by now is passed by."""
    waiting = Assignment.objects.filter(shift=shift, state=S.WAITING).order_by("asked_at", "pk")
    for row in waiting.select_related("shift__post", "volunteer__person"):
        shift.refresh_from_db(fields=["places", "taken", "cancelled_at"])
        if shift.cancelled_at or shift.free == 0 or at >= shift.starts_at:
            return
        try:
            take_on(assignment=row, actor=gate.SYSTEM, at=at, note=_("候补轮到"))
        except CannotServe:
            continue


def _row(shift: Shift, volunteer: Volunteer, *, at: datetime, came_by: str, note: str) -> Assignment:
    turns.take([_turn(volunteer)])
    require_fit(shift=shift, volunteer=volunteer)
    there = Assignment.objects.filter(shift=shift, volunteer__person=volunteer.person_id)
    known = there.exclude(state__in=(S.WITHDRAWN, S.DECLINED)).first()
    if known is not None:
        raise AlreadyIn(
            _("%(who)s已在“%(shift)s”（%(state)s），不用再排。")
            % {"who": volunteer, "shift": shift, "state": known.get_state_display()}
        )
    row = there.filter(volunteer=volunteer).first() or Assignment(shift=shift, volunteer=volunteer)
    row.shift, row.volunteer = shift, volunteer
    row.asked_at, row.came_by, row.note = at, came_by, note[:200]
    return row


def _turn(volunteer: Volunteer) -> str:
    return f"volunteer {volunteer.person_id}"


def _took_room(shift: Shift) -> bool:
    try:
        with transaction.atomic():
            places.take([shift])
    except places.Full:
        return False
    return True


def _let_in(row: Assignment, actor: gate.Actor, at: datetime) -> None:
    row.state, row.signup = S.ACCEPTED, _signed_up(row, actor, at)


def _signed_up(row: Assignment, actor: gate.Actor, at: datetime) -> Signup | None:
    session = row.shift.session
    if session is None:
        return None
    person = row.volunteer.person
    return signups.admit(session=session, person=person, role=Signup.Role.VOLUNTEER, actor=actor, at=at)


def _sign_off(row: Assignment, actor: gate.Actor, at: datetime, note: str) -> None:
    """Cancel the sign-up that came with a shift, unless another shift still needs it."""
    if row.signup_id is None:
        return
    if Assignment.objects.filter(signup=row.signup_id, state__in=STANDING).exclude(pk=row.pk).exists():
        return
    who = actor if gate.allows(actor, "cancel", row.signup) else gate.SYSTEM  # the volunteer's own unit may be another
    if row.signup.state == Signup.State.CONFIRMED:
        signups.cancel(signup=row.signup, actor=who, at=at, note=note)


def require_fit(*, shift: Shift, volunteer: Volunteer, busy: Sequence[Shift] | None = None) -> None:
    """Refuse who may not or cannot serve in a shift. `busy`: the shifts they are in, where these are known already.

    :raises CannotServe: the sentence says why
    """
    if busy is None:  # one row at a time: what was read before may be old by now
        volunteer.refresh_from_db(fields=["registered_on", "left_on"])
        shift.refresh_from_db(fields=["cancelled_at", "starts_at", "ends_at"])
    said = {"who": volunteer, "shift": shift}
    if shift.cancelled_at:
        raise CannotServe(_("“%(shift)s”已经取消。") % said)
    day = clock.day(shift.starts_at)
    if day < volunteer.registered_on or (volunteer.left_on and day > volunteer.left_on):
        raise CannotServe(_("%(who)s在“%(shift)s”那天不是注册志愿者。") % said)
    if busy is None and (out := queries.suspended(volunteer, day)) is not None:
        until = _("到 %s 为止") % out.ends_on if out.ends_on else _("何时恢复另行通知")
        raise CannotServe(_("%(who)s暂停服务，%(until)s，不能排班。") % {**said, "until": until})
    if why := queries.why_not_serve(volunteer, shift.post, day):
        raise CannotServe(why)
    if (other := queries.overlapping(volunteer, shift, busy)) is not None:
        told = {**said, "other": queries.said(other)}
        raise CannotServe(_("%(who)s那时在“%(other)s”，和“%(shift)s”时间重叠。请改排别人，或先让他退出那一班。") % told)
