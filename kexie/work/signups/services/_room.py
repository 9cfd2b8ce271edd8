"""Room and order: everything of one activity's sign-ups changes under the same locks, taken in the same order.

First the admissions of the activity, then quotas, then sign-ups, then what the trail writes. Signing up takes only its
own admission, by taking a place of it.
"""

from __future__ import annotations

from datetime import datetime

from kexie.core import places, records
from kexie.core.gate import SYSTEM, Actor
from kexie.work.signups import rules
from kexie.work.signups.models import Admission, Signup
from kexie.work.signups.queries import room

from ._telling import tell

S = Signup.State


def hold(activity_id: int) -> list[Admission]:
    """Lock the admissions of an activity until the transaction ends, and return them."""
    held = Admission.objects.filter(session__activity=activity_id).select_for_update(of=("self",))
    return [*held.select_related("session__activity__organisation").order_by("pk")]


def locked(signup: Signup) -> Signup:
    """Return a sign-up as it stands now, locked; its activity's admissions are locked first."""
    hold(signup.session.activity_id)
    row = Signup.objects.select_for_update(of=("self",)).select_related("person").get(pk=signup.pk)
    row.session = signup.session
    return row


def move(
    signup: Signup, state: str, *, actor: Actor, at: datetime, did: str, note: str = "", **changes: object
) -> None:
    """Bring a locked sign-up into a state: room follows, the change is trailed, and whom it concerns is told.

    :raises Full: it would need a place, and there is none
    """
    held = rules.holds_place(state=signup.state, role=signup.role)
    holds = rules.holds_place(state=state, role=signup.role)
    if held and not holds:
        places.give_back(rooms(signup))
    elif holds and not held:
        places.take(rooms(signup))
    signup.state, signup.moved_at, signup.note = state, at, note[:200]
    for name, value in changes.items():
        setattr(signup, name, value)
    records.save(signup, actor=actor, did=did, note=note, is_checked=True)
    tell(signup, at=at)


def rooms(signup: Signup) -> list[places.Places]:
    """Return everything a sign-up takes a place of."""
    admission = Admission.objects.filter(session=signup.session_id).first()
    quotas = room.rooms_of(room.quotas_of(signup.session), group=signup.group)
    return [*([admission] if admission else []), *quotas]


def heal(activity_id: int, *, at: datetime) -> int:
    """Offer every free place of an activity to those who wait for it, in turn; return how many were offered.

    The caller holds the activity's admissions; nobody's room changes meanwhile.
    """
    waiting: dict[int, Signup] = {}
    waiters, free, offer_hours = [], {}, {}
    for admission in hold(activity_id):
        if room.why_no_offers(admission, at=at):
            continue
        there = [*room.in_turn(Signup.objects.filter(session=admission.session_id))]
        quotas = [*room.quotas_of(admission.session)]
        free |= {room.name_of(one): one.free for one in (admission, *quotas)}
        waiters += room.waiters(there, admission=admission, quotas=quotas)
        for signup in there:
            signup.session = admission.session
            waiting[signup.pk] = signup
            offer_hours[signup.pk] = admission.offer_hours
    offered, _blocked = rules.in_turn(waiters, free)
    for key in offered:
        signup = waiting[key]
        until = rules.offer_until(at=at, hours=offer_hours[key], starts_at=signup.session.starts_at)
        move(signup, S.OFFERED, actor=SYSTEM, at=at, did="offer", offer_until=until)
    return len(offered)
