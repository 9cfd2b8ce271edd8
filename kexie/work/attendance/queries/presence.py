"""Who was at a session, by what its doors scanned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, Sum

from kexie.core import gate
from kexie.work.activities.models import Session
from kexie.work.attendance import rules
from kexie.work.attendance.models import Attendance, Headcount, Scan, Settlement
from kexie.work.signups.models import Signup


@dataclass(frozen=True)
class Presence:
    """One person who was at a session: when they came and left as far as anybody saw, and every stay."""

    signup_id: int
    person_id: int
    role: str
    first_in: datetime | None
    last_out: datetime | None
    stays: tuple[tuple[datetime | None, datetime | None], ...]
    doubts: tuple[str, ...]


def presences(session: Session) -> list[Presence]:
    """Return everybody who was at a session, by sign-up: what hours are worked out from."""
    rows = Attendance.objects.filter(session=session).exclude(state=rules.ABSENT).order_by("signup_id")
    return [
        Presence(
            row.signup_id, row.signup.person_id, row.signup.role, row.first_in, row.last_out,
            _stays(row),
            tuple(code for code, _scans in row.conflicts),
        )
        for row in rows.select_related("signup")
    ]  # fmt: skip


def folded(scans: Iterable[Scan]) -> rules.Presence:
    """Return what stored scans of one sign-up add up to."""
    return rules.fold(
        rules.Seen(
            str(scan.key), scan.time, scan.direction, str(scan.device_id or scan.by), scan.verdict,
            str(scan.undoes or ""), scan.doubt,
        )
        for scan in scans
    )  # fmt: skip


def state_print(session: Session) -> str:
    """Return one digest of who was at a session and what its doors turned away: equal states, equal digests."""
    rows = [
        (row.signup_id, rules.Presence(row.state, _stays(row), tuple(map(str, row.conflicts))))
        for row in Attendance.objects.filter(session=session).exclude(state=rules.ABSENT)
    ]
    others = Scan.objects.filter(session=session).exclude(verdict=rules.OK).values_list("key", "verdict")
    return rules.fingerprint(rows, (f"{key} {verdict}" for key, verdict in others))


def overview(session: Session, actor: gate.Actor) -> dict[str, Any]:
    """Return how a session stands: expected, present, left, doubtful, headcounts, what was turned away."""
    there = Attendance.objects.visible_to(actor).filter(session=session)
    states = there.aggregate(
        present=Count("pk", filter=Q(state=Attendance.State.PRESENT)),
        left=Count("pk", filter=Q(state=Attendance.State.LEFT)),
    )
    scans = Scan.objects.visible_to(actor).filter(session=session)
    people = ("signup__person", "device")
    return {
        **states,
        "came": states["present"] + states["left"],
        "expected": Signup.objects.filter(session=session, state__in=EXPECTED).count(),
        "headcounts": Headcount.objects.visible_to(actor).filter(session=session),
        "unnamed": Headcount.objects.filter(session=session).aggregate(sum=Sum("amount"))["sum"] or 0,
        "doubtful": there.filter(is_doubtful=True).select_related("signup__person"),
        "refused": scans.exclude(verdict=rules.OK).select_related(*people).order_by("-pk")[:50],
        "settlement": Settlement.objects.filter(session=session).first(),
    }


EXPECTED = (Signup.State.CONFIRMED,)


def _stays(row: Attendance) -> tuple[tuple[datetime | None, datetime | None], ...]:
    return tuple((_moment(came), _moment(left)) for came, left in row.stays)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
