"""Signing up: for oneself and those one brings along, at the desk, and without asking for room."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kexie.core import clock, gate, places, records
from kexie.core.audit import trail
from kexie.core.gate import PUBLIC
from kexie.core.personal import blind
from kexie.core.refusals import Invalid, Refusal
from kexie.network.people import queries as people_queries
from kexie.network.people import services as people
from kexie.network.people.models import Person
from kexie.network.people.services import Guardian, NoConsent
from kexie.work.activities.models import Session
from kexie.work.signups import queries, rules
from kexie.work.signups.models import Admission, Signup
from kexie.work.signups.queries import Asked, room

from ._room import heal, locked, rooms
from ._telling import tell

S = Signup.State
PURPOSE = "signup"


class NotOpen(Refusal):
    """One cannot sign up for this session now."""

    code = "not_open"


class Already(Refusal):
    """Somebody is in already."""

    code = "already"


class KeyUsed(Refusal):
    """The same request was sent before with something else in it."""

    code = "key_used"


@dataclass(frozen=True)
class Draft:
    """One person as they describe themself at sign-up. `answers` are as typed, by question code."""

    name: str
    phone: str = ""
    email: str = ""
    id_number: str = ""
    born_on: date | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    guardian: Guardian | None = None
    agrees: bool = False  # to the text of the consent


class _Repeated(Exception):
    """The very same request was answered before; rolls back what this one began."""

    def __init__(self, signup: Signup) -> None:
        self.signup = signup


@dataclass(frozen=True)
class _Seat:
    """A draft that passed every check that needs no lock."""

    draft: Draft
    person: Person
    born_on: date | None
    answers: dict[str, Any]


def sign_up(
    *, session: Session, draft: Draft, companions: Sequence[Draft] = (), group: str = "", actor: gate.Actor,
    at: datetime, key: str = "", came_by: str = "",
) -> Signup:  # fmt: skip
    """Sign a person up for a session, with those they bring along: all of them, or none.

    They are confirmed, pending where somebody reviews sign-ups, or on the waiting list when there is no room for all.
    The same `key` with the same content answers with the sign-up that is there already. Who had cancelled comes back
    on their old row, with a new code. Names and numbers are recognised in the whole database, nothing of it is shown.

    :raises NotAllowed: the actor may not sign people up here
    :raises NotOpen: it is not published, too early, too late, over or cancelled
    :raises Invalid: something is missing, wrong, or not of the age asked for; `facts["fields"]` names the fields,
        those of companions as `companions-0-name`
    :raises NoConsent: nobody who may has agreed to the keeping of these data
    :raises Already: one of them is signed up
    :raises KeyUsed: the key came before with other content
    :raises Full: there is no room for all and no waiting list; `facts["blocking"]` is what is full
    """
    is_read = Session.admission.is_cached(session)  # the page that asks has read it a moment ago
    admission = session.admission if is_read else queries.admission_of(session)
    if admission is None:
        raise NotOpen(_("这一场没有开放报名。"), code="no_admission")
    gate.require(actor, "sign_up", admission)
    body = _digest(draft, companions, group)
    if why := queries.why_closed(admission, at=at, by_staff=actor is not PUBLIC):
        if key and (done := _repeated(session, key, body)) is not None:  # a retry that comes late
            return done
        raise NotOpen(why)
    came_by = came_by or (Signup.CameBy.WEB if actor is PUBLIC else Signup.CameBy.DESK)
    asked = queries.asked_by(admission.questionnaire, path=admission.organisation.path)
    seats = _seats(admission, asked, [draft, *companions], came_by=came_by, at=at)
    try:
        with transaction.atomic(), trail.together():
            return _enter(admission, asked, seats, group=group, key=key, body=body, actor=actor, at=at, came_by=came_by)
    except _Repeated as known:
        return known.signup
    except IntegrityError as error:  # somebody else wrote the same key, or admitted the same person, meanwhile
        if key and (done := _repeated(session, key, body)) is not None:
            return done
        raise _already(draft.name) from error


def admit(*, session: Session, person: Person, role: str, actor: gate.Actor, at: datetime) -> Signup:
    """Confirm somebody for a session whether or not there is room.

    Volunteers have places of their own; for participants who are there already the session is then over-booked. Who
    is in keeps their row; a participant who is admitted as a volunteer gives their place back.

    :raises NotAllowed: the actor may not edit the activity's sign-ups
    """
    row = Signup(session=session, person=person, role=role, state=S.CONFIRMED, came_by=Signup.CameBy.DESK)
    gate.require(actor, "admit", row)
    row.phone, row.email, row.signed_up_at, row.moved_at = person.phone, person.email, at, at
    with transaction.atomic():
        if (known := Signup.objects.filter(session=session, person=person).first()) is not None:
            return _readmit(known, session, role, actor=actor, at=at)
        if role == Signup.Role.PARTICIPANT:
            places.put(rooms(row))
        return records.save(row, actor=actor, did="admit", is_checked=True)


def _readmit(known: Signup, session: Session, role: str, *, actor: gate.Actor, at: datetime) -> Signup:
    known.session = session
    row = locked(known)
    if (row.role, row.state) == (role, S.CONFIRMED):
        return row
    held = rules.holds_place(state=row.state, role=row.role)
    holds = rules.holds_place(state=S.CONFIRMED, role=role)
    if held and not holds:
        places.give_back(rooms(row))
    elif holds and not held:
        places.put(rooms(row))
    row.issue += row.state in (S.CANCELLED, S.REFUSED)
    row.role, row.state, row.moved_at = role, S.CONFIRMED, at
    records.save(row, actor=actor, did="admit", is_checked=True)
    heal(session.activity_id, at=at)
    return row


def _enter(
    admission: Admission, asked: Asked, seats: Sequence[_Seat], *, group: str, key: str, body: str, actor: gate.Actor,
    at: datetime, came_by: str,
) -> Signup:  # fmt: skip
    """Find or register everybody, take room, and write their rows; the caller's transaction undoes it all.

    Room is taken as late as can be: from there on everybody else who signs up for the session waits.
    """
    persons = people.recognise(drafts=[seat.person for seat in seats], actor=actor)
    for seat, person in zip(seats, persons, strict=True):
        if seat.draft.agrees:
            people.give_consent(
                person=person, purpose=PURPOSE, actor=actor, at=at, guardian=seat.draft.guardian,
                is_first=not person.namesakes,
            )  # fmt: skip
    full = _take(admission, len(seats), group, is_there=came_by == Signup.CameBy.IMPORT)
    known = _known(admission.session, persons)
    for person, row in zip(persons, known, strict=True):
        if row is not None and key and row.key == key and row.lead_id is None:
            if row.body != body:
                raise KeyUsed(_("这次提交的内容和刚才不一样，请刷新页面后重新填写。"))
            raise _Repeated(row)
        if row is not None and row.state != S.CANCELLED:
            raise _already(person.name, refused=row.state == S.REFUSED)
    if len({person.pk for person in persons}) < len(persons):
        raise Already(_("同行人里有一位和别人是同一个人，请核对姓名和手机。"), code="twice")
    if full is not None and not admission.keeps_waiting:
        raise full
    state = S.WAITING if full else S.PENDING if admission.needs_review and actor is PUBLIC else S.CONFIRMED
    lead: Signup | None = None
    for seat, person, row in zip(seats, persons, known, strict=True):
        row = row or Signup(session=admission.session, person=person)
        row.issue += not row._state.adding
        row.role, row.state, row.group, row.lead, row.came_by = Signup.Role.PARTICIPANT, state, group, lead, came_by
        row.phone, row.email, row.born_on = seat.draft.phone, seat.draft.email, seat.born_on
        row.version, row.answers, row.signed_up_at, row.moved_at = asked.version, seat.answers, at, at
        row.queued_at, row.offer_until, row.priority, row.note = (at if full else None), None, 0, ""
        row.key, row.body = (None, "") if lead else (key or None, body if key else "")
        records.save(row, actor=actor, did="sign_up", is_checked=True)
        lead = lead or row
    if came_by != Signup.CameBy.IMPORT:  # who stands on a list from elsewhere was told there
        tell(lead, at=at, n=len(seats))
    return lead


def _take(admission: Admission, n: int, group: str, *, is_there: bool) -> places.Full | None:
    """Take room for `n`, or hold the session's order all the same and return what is full.

    Those who were there already are counted, whether or not there is room.
    """
    if is_there:
        places.put([admission], n)
        places.put(_rooms_beside(admission, group), n)
        return None
    if _take_all(admission, n, group) is None:
        return None
    Admission.objects.select_for_update(of=("self",)).get(pk=admission.pk)
    # Between the refusal and the lock a place may have become free, and nobody was there to be offered it.
    return _take_all(admission, n, group)


def _take_all(admission: Admission, n: int, group: str) -> places.Full | None:
    try:
        places.take([admission], n)
        beside = _rooms_beside(admission, group)  # read under the lock that the line before took
    except places.Full as full:
        return full
    try:
        places.take(beside, n)
    except places.Full as full:
        places.give_back([admission], n)
        return full
    return None


def _rooms_beside(admission: Admission, group: str) -> list[places.Places]:
    quotas = room.quotas_of(admission.session)
    groups = room.groups_of(quotas)
    if group not in groups and (group or groups):
        say = _("请选择分组：%s。") % "、".join(groups) if groups else _("这一场不分组，请不要填分组。")
        raise Invalid(say, fields={"group": [say]})
    return room.rooms_of(quotas, group=group)


def _known(session: Session, persons: Sequence[Person]) -> list[Signup | None]:
    """Return the row each person has in a session, under whichever of their entries in the register."""
    keys = {key for person in persons for key in person.namesakes}
    rows = {row.person_id: row for row in Signup.objects.filter(session=session, person__in=keys)} if keys else {}
    return [next((rows[key] for key in sorted(person.namesakes) if key in rows), None) for person in persons]


def _repeated(session: Session, key: str, body: str) -> Signup | None:
    """Return the sign-up a key came with before.

    :raises KeyUsed: it came with other content
    """
    row = Signup.objects.filter(session=session, key=key).select_related("person").first()
    if row is not None and row.body != body:
        raise KeyUsed(_("这次提交的内容和刚才不一样，请刷新页面后重新填写。"))
    return row


def _already(name: str, *, refused: bool = False) -> Already:
    if refused:
        return Already(_("%s 的报名没有通过审核，请联系主办单位。") % name, code="refused_before")
    return Already(_("%s 已经报过这一场，不用再报。要查看或取消，请打开报名时收到的链接。") % name)


def _seats(
    admission: Admission, asked: Asked, drafts: Sequence[Draft], *, came_by: str, at: datetime
) -> list[_Seat]:  # fmt: skip
    if len(drafts) - 1 > admission.companions_most and came_by == Signup.CameBy.WEB:
        raise Invalid(_("最多带 %d 位同行人。") % admission.companions_most, code="too_many")
    seats = []
    for n, draft in enumerate(drafts):
        prefix = f"companions-{n - 1}-" if n else ""
        try:
            seats.append(_seat(admission, asked, draft, drafts[0], is_companion=bool(n), came_by=came_by, at=at))
        except Invalid as refusal:
            fields = {f"{prefix}{name}": said for name, said in (refusal.facts.get("fields") or {}).items()}
            raise type(refusal)(refusal.message, code=refusal.code, fields=fields) from refusal
    return seats


def _seat(
    admission: Admission, asked: Asked, draft: Draft, first: Draft, *, is_companion: bool, came_by: str, at: datetime
) -> _Seat:  # fmt: skip
    """Check one draft as far as that needs no lock; who comes along is reached through whom they come with."""
    phone, email = draft.phone, draft.email
    if is_companion and not (phone or email or draft.id_number):
        phone, email = first.phone, first.email
    person = Person(
        organisation=admission.organisation, name=draft.name, phone=phone, email=email, id_number=draft.id_number,
        born_on=draft.born_on,
    )  # fmt: skip
    person.born_on = born_on = people_queries.born_on(person)
    wrong = queries.why_not_draft(admission, draft, born_on, is_companion=is_companion)
    answers, wrong_answers = queries.read_answers(asked, draft.answers, is_companion=is_companion)
    wrong |= {f"q_{code}": said for code, said in wrong_answers.items()}
    if wrong and came_by != Signup.CameBy.IMPORT:
        raise Invalid("；".join(said for sentences in wrong.values() for said in sentences), fields=wrong)
    if came_by != Signup.CameBy.IMPORT:  # a list on paper was signed on paper
        people.require_consent(born_on=born_on, guardian=draft.guardian, on=clock.day(at))
        if not draft.agrees:
            say = _("请阅读并勾选同意，报名才能继续。")
            raise NoConsent(say, fields={"agrees": [say]})
    return _Seat(draft, person, born_on, answers)


def _digest(draft: Draft, companions: Sequence[Draft], group: str) -> str:
    said = [asdict(one) for one in (draft, *companions)]
    return blind(json.dumps([said, group], ensure_ascii=False, sort_keys=True, default=str))
