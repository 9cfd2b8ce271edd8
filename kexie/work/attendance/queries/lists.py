"""Lists for staff: sessions around today, the names of a session, who signed up by name and mobile."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kexie.core import gate
from kexie.core.personal import matching
from kexie.work.activities.models import Activity, Session
from kexie.work.attendance import rules
from kexie.work.attendance.models import Attendance, Settlement
from kexie.work.signups.models import Signup

from .codes import screen_secret

BEFORE, AHEAD, MOST = timedelta(days=30), timedelta(days=30), 100
LISTED = (Signup.State.CONFIRMED, Signup.State.OFFERED, Signup.State.WAITING, Signup.State.PENDING)
PAPER_COLUMNS = {
    "reference": _("报名编号"), "name": _("姓名"), "group": _("分组"), "came": _("签到时间"), "left": _("签退时间"),
}  # fmt: skip


def around(actor: gate.Actor, at: datetime) -> QuerySet[Session]:
    """Return the sessions of the weeks around a moment, the next first, with how they stand."""
    rows = Session.objects.visible_to(actor).filter(starts_at__gte=at - BEFORE, starts_at__lt=at + AHEAD)
    rows = rows.exclude(state=Session.State.CANCELLED).select_related("activity__organisation")
    return _standing(rows).order_by("-starts_at", "-pk")[:MOST]


def of_activity(activity: Activity, actor: gate.Actor) -> QuerySet[Session] | None:
    """Return an activity's sessions with how they stand; None where it has none."""
    rows = Session.objects.visible_to(actor).filter(activity=activity)
    return _standing(rows).order_by("number") if rows.exists() else None


def name_list(session: Session, actor: gate.Actor) -> QuerySet[Signup]:
    """Return a session's sign-ups by name, with their attendance; not those who cancelled or were turned down."""
    rows = Signup.objects.visible_to(actor).filter(session=session, state__in=LISTED)
    return rows.select_related("person", "attendance").order_by("person__name", "pk")


def signed_up(session: Session, name: str, phone: str) -> Signup | None:
    """Return the sign-up somebody names by name and mobile; None if there is none, or more than one."""
    asked = Q(person__name=name) & (
        Q(pk__in=Signup.objects.filter(matching(Signup, "phone", phone), session=session).values("pk"))
        | Q(person__phone_index=matching(Signup, "phone", phone).children[0][1])
    )
    found = Signup.objects.filter(asked, session=session).select_related("session__activity", "person")[:2]
    return found[0] if len(found) == 1 else None


def nearest(activity: Activity, at: datetime) -> Session | None:
    """Return the session of an activity that is going on or nearest in time."""
    rows = [row for row in activity.timetable.all() if row.state != Session.State.CANCELLED]
    for row in rows:
        row.activity = activity
    return min(
        rows, key=lambda row: (max(row.starts_at - at, at - row.ends_at, timedelta(0)), row.starts_at), default=None
    )


def age_of(session: Session, code: str, at: datetime) -> float | None:
    """Return how many seconds ago a code left the session's screen; None if it was never there."""
    return rules.age_of(code, screen_secret(session), session.pk, at.timestamp())


def _standing(rows: QuerySet[Session]) -> QuerySet[Session]:
    # How many came and how many were to come, how many are doubtful, and whether the ledger knows.
    there = Q(attendances__state__in=(Attendance.State.PRESENT, Attendance.State.LEFT))
    return rows.annotate(
        came=Count("attendances", filter=there, distinct=True),
        expected=Count("signups", filter=Q(signups__state=Signup.State.CONFIRMED), distinct=True),
        doubtful=Count("attendances", filter=Q(attendances__is_doubtful=True), distinct=True),
        is_settled=Exists(Settlement.objects.filter(session=OuterRef("pk"))),
    )
