"""Room and order: everything of one activity's sign-ups changes under the same locks, taken in the same order.

First the admissions of the activity, then quotas, then sign-ups, then what the trail writes. Signing up takes only its
own admission, by taking a place of it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

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


def together(signup: Signup, states: Collection[str]) -> list[Signup]:
    """Return those who signed up together with somebody and are in one of these states, whoever leads them first.

    The caller holds the activity's admissions.
    """
    key = room.party(signup)
    rows = Signup.objects.select_for_update(of=("self",)).filter(Q(pk=key) | Q(lead=key), state__in=states)
    found = [*rows.select_related("person").order_by("pk")]
    for row in found:
        row.session = signup.session
    return found


def move(
    signup: Signup, state: str, *, actor: Actor, at: datetime, did: str, note: str = "", n: int = 1, **changes: object
) -> None:
    """Bring a locked sign-up into a state: room follows, the change is trailed, and whom it concerns is told.

    `n` is how many this happens to together, for whoever is told of all of them.

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
    tell(signup, at=at, n=n)


def rooms(signup: Signup) -> list[places.Places]:
    """Return everything a sign-up takes a place of."""
    admission = Admission.objects.filter(session=signup.session_id).first()
    quotas = room.rooms_of(room.quotas_of(signup.session), group=signup.group)
    return [*([admission] if admission else []), *quotas]


def heal(activity_id: int, *, at: datetime) -> int:
    """Offer every free place of an activity to those who wait for it, in turn; return how many were offered.

    Those who signed up together are offered their places together, or none yet. The caller holds the activity's
    admissions; nobody's room changes meanwhile.
    """
    parties: dict[int, list[Signup]] = {}
    waiters, free, offer_hours = [], {}, {}
    for admission in hold(activity_id):
        if room.why_no_offers(admission, at=at):
            continue
        there = [*room.in_turn(Signup.objects.filter(session=admission.session_id))]
        quotas = room.quotas_of(admission.session)
        free |= {room.name_of(one): one.free for one in (admission, *quotas)}
        waiters += room.waiters(there, admission=admission, quotas=quotas)
        for signup in sorted(there, key=lambda one: one.pk):  # whoever leads them signed up first
            signup.session = admission.session
            parties.setdefault(room.party(signup), []).append(signup)
            offer_hours[room.party(signup)] = admission.offer_hours
    offered, _blocked = rules.in_turn(waiters, free)
    for key in offered:
        members = parties[key]
        until = rules.offer_until(at=at, hours=offer_hours[key], starts_at=members[0].session.starts_at)
        for n, signup in enumerate(members):
            how = {"actor": SYSTEM, "at": at, "did": "offer", "offer_until": until}
            move(signup, S.OFFERED, n=1 if n else len(members), **how)
    return sum(len(parties[key]) for key in offered)
