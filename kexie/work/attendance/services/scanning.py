"""Scans: what devices, staff and participants bring in, kept for ever, and folded into who is there.

Rows of scans and of attendance are written here without a trail line each: scans only grow and are their own trail,
attendance is what they add up to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kexie.core import bulk, gate
from kexie.core.prepared import Given, Prepared, named, several
from kexie.core.refusals import Refusal
from kexie.work.activities.models import Activity, Session
from kexie.work.attendance import queries, rules
from kexie.work.attendance.models import Attendance, Device, Scan, Verdict
from kexie.work.attendance.queries import Claim
from kexie.work.attendance.rules import Sent
from kexie.work.signups.models import Signup

from .counting import recount

HEARD = timedelta(minutes=1)  # how finely a device's last upload is told
FRESH = 60  # seconds after which a code that has left the screen is looked at by a human
UNUSABLE, TAKEN, EXPIRED = "unusable", "taken", "expired"
FOLDED = ("state", "first_in", "last_out", "stays", "conflicts", "is_doubtful", "updated_at")


class BadUpload(Refusal):
    """What a device sent is not a list of scans."""

    code = "bad_upload"
    status = 422


class ScreenCodeUnknown(Refusal):
    """The code was never on this session's screen."""

    code = "screen_code_unknown"
    status = 422


class ScannedAlready(Refusal):
    """Somebody was at that session's door."""

    code = "scanned_already"


@dataclass(frozen=True)
class Answer:
    """What became of one scan: its verdict, or why it could not be kept; and who is there by it."""

    key: str
    verdict: str
    signup: int | None = None
    state: str = ""
    first_in: datetime | None = None
    is_doubtful: bool = False

    @property
    def is_kept(self) -> bool:
        """Test whether the device may forget it."""
        return self.verdict in Verdict.values


def require_unscanned(*, signup: Signup) -> None:
    """Refuse where a sign-up was read at a door: it stays with the session of that door.

    :raises ScannedAlready: it was
    """
    if Scan.objects.filter(signup=signup).exists():
        raise ScannedAlready(_("%s 已经有签到记录，不能改到别的场次。") % signup.person.name)


def upload(*, device: Device, rows: Any, sent_at: Any, at: datetime, actor: gate.Actor) -> list[Answer]:
    """Take what a device scanned, in any order and as often as it likes, and answer row by row.

    `rows` and `sent_at` (the device's clock as it sends) are what the device said, whatever that is.

    :raises NotAllowed: the actor is not this device
    :raises BadUpload: it is no list, or too long, or does not say when it was sent
    """
    gate.require(actor, "scan", device)
    if not isinstance(rows, list) or len(rows) > rules.MOST_ROWS:
        raise BadUpload(_("上传的内容不是签到记录，或一次超过 %d 条。") % rules.MOST_ROWS)
    try:
        sent = rules.moment(sent_at)
    except rules.Unusable as error:
        raise BadUpload(_("上传的内容里没有设备时间。")) from error
    usable, answers = [], []
    for row in rows:
        try:
            usable.append(rules.read_row(row))
        except rules.Unusable as error:
            key = row.get("key", "") if isinstance(row, dict) else ""
            answers.append(Answer(key if isinstance(key, str) else "", f"{UNUSABLE}:{error}"))
    return answers + _take(device.activity, usable, sent_at=sent, at=at, device=device, by=str(device))


def check_in(
    *, signup: Signup, session: Session, at: datetime, actor: gate.Actor, direction: str = rules.IN,
    undoes: UUID | None = None, key: UUID | None = None,
) -> Answer:  # fmt: skip
    """Sign somebody in or out whose name was tapped on the list; the same key again changes nothing.

    :raises NotAllowed: the actor may not edit the activity
    """
    gate.require(actor, "scan", Attendance(session=session, signup=signup))
    tapped = Sent(key or uuid4(), session.pk, direction, "list", at, signup=signup.pk, undoes=undoes)
    return _take(session.activity, [tapped], sent_at=at, at=at, device=None, by=str(actor))[0]


def from_paper(
    *, session: Session, rows: Iterable[tuple[Signup, datetime, datetime | None]], at: datetime, actor: gate.Actor
) -> list[Answer]:
    """Type back a list that was kept on paper: who came, when, and when they left if that was written down.

    Typing the same again changes nothing.

    :raises NotAllowed: the actor may not edit the activity
    """
    gate.require(actor, "scan", Attendance(session=session))
    sent = []
    # A list that was taken back may be typed once more: then its scans are new ones.
    taken_back = Counter(
        Scan.objects.filter(session=session, direction=rules.UNDO).order_by().values_list("signup", flat=True)
    )
    for signup, came, left in rows:
        for direction, moment in ((rules.IN, came), (rules.OUT, left)):
            if moment is not None:
                said = f"{session.pk}:{signup.pk}:{direction}:{moment.timestamp()}:{taken_back[signup.pk]}"
                key = uuid5(NAMESPACE_OID, f"paper:{said}")
                sent.append(Sent(key, session.pk, direction, "paper", moment, signup=signup.pk))
    answers = []
    with transaction.atomic():
        for start in range(0, len(sent), rules.MOST_ROWS):
            part = sent[start : start + rules.MOST_ROWS]
            answers += _take(session.activity, part, sent_at=at, at=at, device=None, by=str(actor))
    return answers


def undo_paper(*, attendance: Attendance, at: datetime, actor: gate.Actor) -> None:
    """Take back what was typed from paper about somebody: each scan is undone by another, none is deleted.

    :raises NotAllowed: the actor may not edit the activity
    """
    gate.require(actor, "scan", attendance)
    for key in Scan.objects.filter(signup=attendance.signup_id, how=Scan.How.PAPER).values_list("key", flat=True):
        check_in(
            signup=attendance.signup, session=attendance.session, at=at, actor=actor, direction=rules.UNDO,
            undoes=key, key=uuid5(NAMESPACE_OID, f"undo:{key}"),
        )  # fmt: skip


def self_check_in(
    *, signup: Signup, code: str, at: datetime, actor: gate.Actor, seen_at: datetime | None = None,
    key: UUID | None = None,
) -> Answer:  # fmt: skip
    """Sign oneself in with the code on the session's screen; `seen_at`: when the server saw the code opened.

    A code that left the screen long ago still counts, and is flagged for staff to look at: the phone may have been
    without network, or a friend may have sent a picture. Where the phone is, is not asked.

    :raises NotAllowed: the actor may not sign this person in
    :raises ScreenCodeUnknown: the code was never on this session's screen
    """
    gate.require(actor, "scan", Attendance(session=signup.session, signup=signup))
    session, moment = signup.session, seen_at or at
    age = rules.age_of(code, queries.screen_secret(session), session.pk, moment.timestamp())
    if age is None:
        raise ScreenCodeUnknown(_("这不是“%s”现场屏幕上的二维码。请对着现场的屏幕重新扫一次。") % session)
    sent = Sent(
        key or uuid4(), session.pk, rules.IN, "self", moment, signup=signup.pk,
        doubt=rules.STALE if age > FRESH else "",
    )  # fmt: skip
    return _take(session.activity, [sent], sent_at=at, at=at, device=None, by=_("本人"))[0]


def _take(
    activity: Activity, sent: Sequence[Sent], *, sent_at: datetime, at: datetime, device: Device | None, by: str
) -> list[Answer]:
    settlements = dict(_settlements().rows(activity=activity.pk))
    answers: list[Answer] = []
    drafts: dict[UUID, Scan] = {}
    claims = [queries.claim_of(row, activity) for row in sent]  # before anybody has to wait for it
    with transaction.atomic():
        signups = _signups(settlements, sent, claims)
        for row, claim in zip(sent, claims, strict=True):
            if row.session not in settlements:
                answers.append(Answer(str(row.key), f"{UNUSABLE}:session"))
                continue
            signup = signups.get(claim.reference if claim else row.signup)
            verdict = rules.judge(queries.facts_of(settlements, row, claim, signup))
            scan = _scan(row, verdict, signup, sent_at=sent_at, at=at)
            scan.device, scan.by = device, by
            if device is not None and scan.time > device.expires_at:
                answers.append(Answer(str(row.key), EXPIRED))
                continue
            drafts.setdefault(row.key, scan)
        kept, attendances, changed = _keep(drafts)
        if device is not None and (device.heard_at is None or at - device.heard_at > HEARD):
            Device.objects.filter(pk=device.pk).update(heard_at=at)
        settled = {row.session_id for row in changed if settlements[row.session_id]}
        if settled:
            rows = Session.objects.filter(pk__in=settled).select_related("activity__organisation").order_by("pk")
            for session in rows:
                recount(session=session, actor=gate.SYSTEM, at=at, note=_("签到记录补传"))
    return answers + [_answer(key, scan, kept, attendances) for key, scan in drafts.items()]


@cache
def _settlements() -> Prepared[tuple[int, int | None]]:
    rows = Session.objects.filter(activity__pk=Given("activity")).order_by()
    return Prepared(rows.values_list("pk", "settlement"))


def _signups(
    sessions: Collection[int], sent: Sequence[Sent], claims: Iterable[Claim | None]
) -> dict[str | int, Signup]:
    """Return the sign-ups that scans are about by reference and by key, locked."""
    # Looked for in this activity's sessions alone: nothing is said or kept here of another one's people. Locked in
    # one order, so that two doors fold the scans of one person one after the other.
    here, found = named("session", sessions), {}
    if references := {claim.reference for claim in claims if claim}:
        rows = _signups_by("reference", len(sessions), len(references))
        found |= {row.reference: row for row in rows.rows(**here, **named("given", references))}
    if keys := {row.signup for row in sent if row.signup}:
        rows = _signups_by("pk", len(sessions), len(keys))
        found |= {row.pk: row for row in rows.rows(**here, **named("given", keys))}
    return found


@lru_cache(maxsize=32)
def _signups_by(field: str, sessions: int, count: int) -> Prepared[Signup]:
    wanted = {"session__pk__in": several("session", sessions), f"{field}__in": several("given", count)}
    rows = Signup.objects.filter(**wanted).select_for_update(of=("self",)).order_by("pk")
    return Prepared(rows.only("reference", "session", "issue", "state"))


def _scan(row: Sent, verdict: str, signup: Signup | None, *, sent_at: datetime, at: datetime) -> Scan:
    time, doubt = rules.corrected(row.at, sent_at, at)
    if row.said == rules.OK != verdict:
        doubt = rules.OVERRULED
    return bulk.fresh(
        Scan, key=row.key, session_id=row.session, signup=signup, direction=row.direction, how=row.how, at=row.at,
        sent_at=sent_at, received_at=at, time=time, verdict=verdict, said=row.said, doubt=row.doubt or doubt,
        undoes=row.undoes, code_digest=rules.digest(row.code) if row.code else "",
    )  # fmt: skip


def _keep(drafts: dict[UUID, Scan]) -> tuple[dict[UUID, Scan], dict[int, Attendance], list[Attendance]]:
    """Write the scans that are new, fold anew whoever they are about; return all scans by key, and what changed."""
    counting = {s.signup_id: s.session_id for s in drafts.values() if s.verdict == rules.OK}
    signups = named("signup", counting)
    attendances = {key: Attendance(signup_id=key, session_id=session) for key, session in counting.items()}
    attendances |= {row.signup_id: row for row in _attendances(len(counting)).rows(**signups)}
    there = _scans(len(counting), len(drafts)).rows(**signups, **named("key", drafts))
    kept = {scan.key: scan for scan in there}
    fresh = [scan for key, scan in drafts.items() if key not in kept]
    bulk.add_missing(fresh)
    kept |= {scan.key: scan for scan in fresh}
    by_signup: dict[int, list[Scan]] = {key: [] for key in counting}
    for scan in kept.values():
        if scan.verdict == rules.OK and scan.signup_id in by_signup:
            by_signup[scan.signup_id].append(scan)
    changed = [attendances[key] for key, scans in by_signup.items() if _fold(attendances[key], scans)]
    known = [row for row in changed if row.pk is not None]
    bulk.insert([row for row in changed if row.pk is None])
    if len(known) == 1:
        known[0].save(update_fields=FOLDED)
    elif known:
        Attendance.objects.bulk_update(known, FOLDED, batch_size=200)
    return kept, attendances, changed


@lru_cache(maxsize=32)
def _attendances(count: int) -> Prepared[Attendance]:
    return Prepared(Attendance.objects.filter(signup__pk__in=several("signup", count)).order_by())


@lru_cache(maxsize=32)
def _scans(signups: int, keys: int) -> Prepared[Scan]:
    counted = Q(signup__pk__in=several("signup", signups), verdict=rules.OK)
    these = Q(key__in=several("key", keys, Scan._meta.get_field("key")))
    return Prepared(Scan.objects.filter(counted | these).order_by())


def _fold(row: Attendance, scans: Sequence[Scan]) -> bool:
    """Set what the scans add up to; return whether that changed anything."""
    found = queries.folded(scans)
    stays = [[moment and moment.isoformat() for moment in stay] for stay in found.stays]
    conflicts = [[conflict.code, list(conflict.scans)] for conflict in found.conflicts]
    if (row.state, row.stays, row.conflicts) == (found.state, stays, conflicts):
        return False
    is_new = bool(conflicts) and conflicts != row.conflicts
    row.is_doubtful = is_new or (row.is_doubtful and bool(conflicts))
    row.state, row.stays, row.conflicts = found.state, stays, conflicts
    row.first_in, row.last_out = found.first_in, found.last_out
    return True


def _answer(key: UUID, scan: Scan, kept: dict[UUID, Scan], attendances: dict[int, Attendance]) -> Answer:
    stored = kept[key]
    if (stored.session_id, stored.signup_id, stored.direction) != (scan.session_id, scan.signup_id, scan.direction):
        return Answer(str(key), TAKEN)
    row = attendances.get(scan.signup_id) if stored.verdict == rules.OK else None
    if row is None:
        return Answer(str(key), stored.verdict, scan.signup_id)
    return Answer(str(key), stored.verdict, scan.signup_id, row.state, row.first_in, row.is_doubtful)
