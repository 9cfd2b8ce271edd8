"""Moving people who are signed up to another session or group of their activity, within its room."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.core import gate, places, records
from kexie.core.events import announce
from kexie.core.flow import WrongState
from kexie.core.refusals import Invalid, Refusal
from kexie.work.activities.models import Session
from kexie.work.signups import queries, rules
from kexie.work.signups.events import SignupMoved
from kexie.work.signups.models import Admission, Signup
from kexie.work.signups.queries import room

from ._room import heal, locked, rooms, together
from ._telling import tell
from .entering import Already
from .leaving import LEAVABLE

S = Signup.State


class CannotShift(Refusal):
    """They cannot come to that session."""

    code = "cannot_shift"


def shift_signup(
    *, signup: Signup, session: Session, group: str, actor: gate.Actor, at: datetime, note: str = ""
) -> Signup:
    """Bring somebody and those who signed up together to another session or group; who holds a place holds one there.

    Never more than there is room for: what they leave is free for others only once they have their new places. A new
    session is a new code, which they are sent. Who waits keeps the time since which they wait.

    :raises NotAllowed: the actor may not edit the activity's sign-ups
    :raises WrongState: the sign-up is over, or is a volunteer's, who follow their shift
    :raises CannotShift: it is another activity's session, has no sign-up, is over, cancelled, or not for their age
    :raises Invalid: there is no such group
    :raises Already: one of them has a sign-up for that session
    :raises Full: there is not enough room
    """
    gate.require(actor, "edit", signup)
    with transaction.atomic():
        row = locked(signup)
        if row.role == Signup.Role.VOLUNTEER:
            raise WrongState(_("志愿者的场次跟着排班走，请在班次里改。"))
        if row.state not in LEAVABLE:
            raise WrongState(_("这份报名已经结束，不能调整。"))
        members = together(row, LEAVABLE)
        before, admission = row.session, _require_open(row, session, at)
        _require_group(admission, group)
        if session.pk != before.pk:
            _require_fit(admission, members)
        _exchange_room(members, session, group)
        for one in members:
            one.issue += session.pk != before.pk
            records.save(one, actor=actor, did="shift_signup", note=note, is_checked=True)
            announce(SignupMoved(one, before, actor, at))
        tell(members[0], at=at, n=len(members), event="moved")
        heal(before.activity_id, at=at)
        return next(one for one in members if one.pk == row.pk)


def _require_open(row: Signup, session: Session, at: datetime) -> Admission:
    if session.activity_id != row.session.activity_id:
        raise CannotShift(_("只能改到同一个活动的场次。"))
    admission = queries.admission_of(session)
    if admission is None:
        raise CannotShift(_("“%s”没有开放报名，请先设好报名。") % session)
    if session.state == Session.State.CANCELLED or min(session.starts_at, row.session.starts_at) <= at:
        raise CannotShift(_("已经开始或取消的场次不能再调整。"))
    return admission


def _require_group(admission: Admission, group: str) -> None:
    groups = room.groups_of(room.quotas_of(admission.session))
    if group not in (groups or [""]):
        say = _("请选择分组：%s。") % "、".join(groups) if groups else _("这一场不分组。")
        raise Invalid(say, fields={"group": [say]})


def _require_fit(admission: Admission, members: list[Signup]) -> None:
    there = Signup.objects.filter(session=admission.session, person__in=[one.person_id for one in members])
    if (known := there.select_related("person").first()) is not None:
        said = {"name": known.person.name, "state": known.get_state_display()}
        raise Already(_("%(name)s 在那一场已有报名记录（%(state)s）。请在那一份上办理，再取消这一份。") % said)
    for one in members:
        if one.born_on and (why := queries.why_not_age(admission, one.born_on)):
            raise CannotShift(_("%(name)s：%(why)s") % {"name": one.person.name, "why": why})


def _exchange_room(members: list[Signup], session: Session, group: str) -> None:
    """Give back what they hold and take the same there, both or neither: the caller's transaction undoes it all."""
    holding = [one for one in members if rules.holds_place(state=one.state, role=one.role)]
    places.give_back([held for one in holding for held in rooms(one)])
    for one in members:
        one.session, one.group = session, group
    places.take([wanted for one in holding for wanted in rooms(one)])
