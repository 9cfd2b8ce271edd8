"""How a session stands: its room, who waits, and what stands in their way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, lru_cache

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from kexie.core import clock
from kexie.core.gate import Actor
from kexie.core.places import Places
from kexie.core.prepared import Given, Prepared
from kexie.work.activities.models import Activity, Session
from kexie.work.signups import rules
from kexie.work.signups.models import Admission, Quota, Signup

S = Signup.State
PUBLIC = (Activity.State.PUBLISHED, Activity.State.RUNNING, Activity.State.COMPLETED)
MOST_SHOWN = 200  # of those waiting, on one page


@dataclass(frozen=True)
class Standing:
    """One session's sign-ups at a moment. `rooms` are the session's own room and the quotas that touch it.

    `waiting` is in turn, each with `blocked_by`, the room that is full for them (None: their turn has come).
    """

    session: Session
    admission: Admission | None
    rooms: list[Places]
    counts: dict[str, int]
    volunteers: int
    groups: list[tuple[str, int]]
    over: list[tuple[Places, list[Signup]]]
    waiting: list[Signup] = field(default_factory=list)
    no_offers: str = ""


def admission_of(session: Session) -> Admission | None:
    """Return how one signs up for a session, with its activity and questions; None where sign-up is not set up."""
    return _admissions().filter(session=session).first()


def public_admission(public_id: str, number: int, *, on: date) -> Admission | None:
    """Return how one signs up for a session of an activity that the public may read, None if there is no such."""
    return _public_admission(on).first(public_id=public_id, number=number)


@lru_cache(maxsize=2)
def _public_admission(on: date) -> Prepared[Admission]:
    shown = Activity.objects.public(on=on).filter(public_id=Given("public_id"))
    return Prepared(_admissions().filter(session__activity__in=shown, session__number=Given("number")))


def _admissions() -> QuerySet[Admission]:
    return Admission.objects.select_related("session__activity__organisation", "questionnaire").order_by()


def quotas_of(session: Session) -> list[Quota]:
    """Return every quota that touches a session: its groups', all sessions' groups', the activity's total."""
    return _quotas().rows(session=session.pk, activity=session.activity_id)


@cache
def _quotas() -> Prepared[Quota]:
    touching = Q(session__pk=Given("session")) | Q(session=None)
    return Prepared(Quota.objects.filter(touching, activity__pk=Given("activity")).order_by("pk"))


def rooms_of(quotas: Iterable[Quota], *, group: str) -> list[Quota]:
    """Return the quotas among a session's that somebody of a group takes a place of."""
    return [quota for quota in quotas if quota.group in ("", group)]


def groups_of(quotas: Iterable[Quota]) -> list[str]:
    """Return the groups one has to choose from, none where there are none."""
    return list(dict.fromkeys(quota.group for quota in quotas if quota.group))


def why_closed(admission: Admission, *, at: datetime, by_staff: bool = False) -> str:
    """Return why nobody may sign up now as a sentence, "" when one may."""
    code = rules.why_not_sign_up(
        at=at, opens_at=admission.opens_at, closes_at=admission.closes_at, by_staff=by_staff, **_state(admission)
    )
    return _said(code, admission) if code else ""


def why_no_offers(admission: Admission, *, at: datetime) -> str:
    """Return why nobody who waits is offered a place, "" when they are as soon as there is room."""
    code = rules.why_not_offer(at=at, closes_at=admission.closes_at, **_state(admission))
    return _said(code, admission) if code else ""


def party(signup: Signup) -> int:
    """Return what those who signed up together have in common: the key of whoever leads them."""
    return signup.lead_id or signup.pk


def waiters(signups: Iterable[Signup], *, admission: Admission, quotas: Iterable[Quota]) -> list[rules.Waiter]:
    """Return sign-ups on the waiting list as the rules of turns know them: those who signed up together are one."""
    quotas, parties = list(quotas), {}
    for signup in signups:
        parties.setdefault(party(signup), []).append(signup)
    return [
        rules.Waiter(
            key=key,
            needs=tuple(name_of(room) for room in (admission, *rooms_of(quotas, group=members[0].group))),
            priority=max(one.priority for one in members),
            queued_at=min(one.queued_at or one.signed_up_at for one in members),
            n=len(members),
        )
        for key, members in parties.items()
    ]


def over_booked(session: Session, *, rooms: Iterable[Places]) -> list[tuple[Places, list[Signup]]]:
    """Return the rooms that hold more than they have places for, each with those who came last."""
    found = []
    for room in rooms:
        if room.over:
            held = holders(room).select_related("person").order_by("-signed_up_at", "-pk")
            found.append((room, [*held[: room.over]]))
    return found


def holders(room: Places) -> QuerySet[Signup]:
    """Return the sign-ups that take a place of a room."""
    holding = Signup.objects.filter(role=Signup.Role.PARTICIPANT, state__in=rules.HOLDING)
    if isinstance(room, Admission):
        return holding.filter(session=room.session_id)
    where = Q(session=room.session_id) if room.session_id else Q(session__activity=room.activity_id)
    return holding.filter(where, **({"group": room.group} if room.group else {}))


def standing(session: Session, *, at: datetime) -> Standing:
    """Return how a session's sign-ups stand."""
    admission = admission_of(session)
    quotas = quotas_of(session)
    rooms: list[Places] = [*([admission] if admission else []), *quotas]
    there = Signup.objects.filter(session=session)
    counted = there.values("role", "state", "group").annotate(n=Count("pk")).order_by()
    counts, groups, volunteers = dict.fromkeys(S.values, 0), {}, 0
    for line in counted:
        if line["role"] == Signup.Role.VOLUNTEER:
            volunteers += line["n"] if line["state"] == S.CONFIRMED else 0
            continue
        counts[line["state"]] += line["n"]
        if line["group"] and line["state"] in rules.HOLDING:
            groups[line["group"]] = groups.get(line["group"], 0) + line["n"]
    waiting = [*in_turn(there)[:MOST_SHOWN]] if counts[S.WAITING] else []
    if waiting and admission:
        by_name = {name_of(room): room for room in rooms}
        free = {name: room.free for name, room in by_name.items()}
        _offered, blocked = rules.in_turn(waiters(waiting, admission=admission, quotas=quotas), free)
        for signup in waiting:
            signup.blocked_by = by_name.get(blocked.get(party(signup)))
    return Standing(
        session=session, admission=admission, rooms=rooms, counts=counts, volunteers=volunteers,
        groups=[(group, groups.get(group, 0)) for group in dict.fromkeys([*groups_of(quotas), *groups])],
        over=over_booked(session, rooms=rooms), waiting=waiting,
        no_offers=why_no_offers(admission, at=at) if admission and waiting else "",
    )  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One session on its activity's page: how many are in, and how many wait."""

    session: Session
    places: int | None
    is_open: bool
    there: int
    waiting: int


def sessions_of(activity: Activity, actor: Actor) -> list[Line] | None:
    """Return the sessions of an activity, each with how its sign-ups stand; None where it has none."""
    rows = activity.timetable.visible_to(actor).select_related("admission")
    counted = Signup.objects.filter(session__activity=activity, role=Signup.Role.PARTICIPANT)
    there: dict[tuple[int, bool], int] = {}
    for line in counted.values("session", "state").annotate(n=Count("pk")).order_by():
        if line["state"] == S.WAITING or line["state"] in rules.HOLDING:
            key = (line["session"], line["state"] == S.WAITING)
            there[key] = there.get(key, 0) + line["n"]
    return [
        Line(
            session=row,
            places=row.admission.places if hasattr(row, "admission") else None,
            is_open=hasattr(row, "admission"),
            there=there.get((row.pk, False), 0),
            waiting=there.get((row.pk, True), 0),
        )
        for row in rows
    ] or None


def in_turn(signups: QuerySet[Signup]) -> QuerySet[Signup]:
    """Return those of sign-ups who wait, in turn."""
    return signups.filter(state=S.WAITING).select_related("person").order_by("-priority", "queued_at", "pk")


def name_of(room: Places) -> tuple[str, int]:
    """Return what tells one room from another."""
    return room._meta.model_name, room.pk


def _state(admission: Admission) -> dict[str, object]:
    session = admission.session
    return {
        "starts_at": session.starts_at,
        "is_published": session.activity.state in PUBLIC,
        "is_cancelled": Session.State.CANCELLED in (session.state, session.activity.state),
    }


def _said(code: str, admission: Admission) -> str:
    when = {"opens": admission.opens_at, "closes": admission.closes_at}
    when = {name: f"{moment.astimezone(clock.ZONE):%Y-%m-%d %H:%M}" if moment else "" for name, moment in when.items()}
    return {
        "not_published": _("活动还没有发布，不能报名。"),
        "cancelled": _("这一场已经取消，不能报名。"),
        "too_early": _("报名还没有开始，%(opens)s 开始报名。") % when,
        "closed": _("报名已于 %(closes)s 截止。") % when,
        "over": _("这一场已经开始，报名结束。"),
    }[code]
