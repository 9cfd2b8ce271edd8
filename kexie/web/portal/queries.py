"""What the public may ask, and what it is told: only what was published, and never who signed up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

import segno
from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse

from kexie.core import clock
from kexie.core.gate import SYSTEM, Actor
from kexie.core.personal import matching
from kexie.core.prepared import Given, Prepared
from kexie.core.refusals import Refusal
from kexie.network.organisations.models import Division, Organisation
from kexie.network.people.models import Person
from kexie.office.certificates.models import Certificate
from kexie.office.notices.models import Message
from kexie.office.notices.services import way_to
from kexie.work.activities.models import Activity, Campaign, Party, Session
from kexie.work.attendance import queries as attendance
from kexie.work.hours import queries as hours
from kexie.work.hours.models import Service
from kexie.work.signups import queries as signups
from kexie.work.signups.models import Admission, Quota, Signup
from kexie.work.volunteering import queries as volunteering
from kexie.work.volunteering.models import Application, Assignment, Post, Shift, Volunteer

from .forms import days_of

PER_PAGE = 20
CORRECTABLE = (Service.State.NOTICED, Service.State.CONFIRMED)
MOST_OWN = 100  # sign-ups of one person, the newest


@dataclass(frozen=True)
class Slot:
    """One session as the public sees it: `left` is the room there is (None: no limit), `why` why nobody can sign up."""

    session: Session
    left: int | None
    why: str
    is_admitting: bool
    is_past: bool


def coming(*, on: date) -> QuerySet[Activity]:
    """Return what is open to the public and not over."""
    return Activity.objects.public(on=on).coming(on=on)


def choices(*, on: date) -> tuple[list[tuple[str, str]], list[str]]:
    """Return the places and the forms that anything coming is held at."""
    rows = coming(on=on).annotate(where=Coalesce("division_id", "organisation__division_id")).order_by()
    codes = set(rows.values_list("where", flat=True).distinct())
    places = Division.objects.filter(pk__in=codes).order_by("code").values_list("code", "name")
    return [*places], sorted(set(rows.values_list("form", flat=True).distinct()))


def found(asked: dict[str, Any], *, today: date) -> QuerySet[Activity]:
    """Return what fits a valid FindForm, the soonest first."""
    rows = coming(on=today).select_related("organisation", "division")
    if days := days_of(asked["when"], today):
        rows = rows.between(*days)
    if asked["q"]:
        words = Q(name__icontains=asked["q"]) | Q(place__icontains=asked["q"])
        rows = rows.filter(words | Q(organisation__name__icontains=asked["q"]))
    if asked["place"]:
        rows = rows.annotate(where=Coalesce("division__code", "organisation__division__code"))
        rows = rows.filter(where=asked["place"])
    if asked["kind"]:
        rows = rows.filter(form=asked["kind"])
    if asked["age"] is not None:
        rows = rows.for_age(asked["age"])
    return rows.order_by("starts_on", F("starts_time").asc(nulls_first=True), "pk")


def activity(public_id: str, *, on: date) -> Activity | None:
    """Return one published activity with what its page shows."""
    return _activity(on).first(public_id=public_id)


@lru_cache(maxsize=2)
def _activity(on: date) -> Prepared[Activity]:
    rows = Activity.objects.public(on=on).select_related("organisation", "campaign", "division")
    return Prepared(rows.filter(public_id=Given("public_id")))


def hosts(row: Activity) -> list[Organisation]:
    """Return the bodies that hold an activity together with its lead."""
    return [party.organisation for party in _parties().rows(activity=row.pk)]


@cache
def _parties() -> Prepared[Party]:
    return Prepared(Party.objects.filter(activity__pk=Given("activity")).select_related("organisation"))


def posts_of(row: Activity, *, on: date) -> list[Post]:
    """Return the posts of an activity that the public may apply for on a day."""
    return _posts(on).rows(activity=row.pk)


@lru_cache(maxsize=2)
def _posts(on: date) -> Prepared[Post]:
    return Prepared(volunteering.recruiting(on=on).filter(activity__pk=Given("activity")))


def campaign(public_id: str, *, on: date) -> Campaign | None:
    """Return a campaign under which something was published."""
    return Campaign.objects.public(on=on).select_related("organisation").filter(public_id=public_id).first()


def slots(row: Activity, *, at: datetime) -> list[Slot]:
    """Return an activity's sessions in their order with the room left, in a flat number of statements."""
    sessions, admissions, quotas = (question.rows(activity=row.pk) for question in _slots())
    admissions = {one.session_id: one for one in admissions}
    return [_slot(session, row, admissions.get(session.pk), quotas, at) for session in sessions]


@cache
def _slots() -> tuple[Prepared[Session], Prepared[Admission], Prepared[Quota]]:
    sessions = Session.objects.filter(activity__pk=Given("activity")).exclude(state=Session.State.CANCELLED)
    admissions = Admission.objects.filter(session__activity__pk=Given("activity")).order_by("pk")
    quotas = Quota.objects.filter(activity__pk=Given("activity")).order_by("pk")
    return Prepared(sessions.order_by("starts_at", "number")), Prepared(admissions), Prepared(quotas)


def _slot(session: Session, row: Activity, admission: Admission | None, quotas: list[Quota], at: datetime) -> Slot:
    is_past = session.ends_at <= at
    session.activity = row
    if admission is None or is_past or admission.is_by_link_only:
        return Slot(session, None, "", False, is_past)
    admission.session = session
    left = _least([admission.free, *(q.free for q in quotas if not q.session_id and not q.group)])
    if groups := [q for q in quotas if q.group and q.session_id in (None, session.pk)]:
        frees = [q.free for q in groups]
        left = _least([left, None if None in frees else sum(frees)])
    return Slot(session, left, signups.why_closed(admission, at=at), True, is_past)


def _least(frees: list[int | None]) -> int | None:
    return min((free for free in frees if free is not None), default=None)


def people(contact: str) -> QuerySet[Person]:
    """Return everybody whom a telephone or mailbox is kept for."""
    try:
        channel, address = way_to(contact)
    except Refusal:
        return Person.objects.none()
    field = "phone" if channel == Message.Channel.SMS else "email"
    return Person.objects.filter(matching(Person, field, address)).order_by("pk")


def own(found: list[Person], *, at: datetime) -> dict[str, Any]:
    """Return what one person's own page shows: what is coming, what was, hours and stars, and what was certified."""
    signed = Signup.objects.filter(person__in=found).select_related("session__activity__organisation", "person")
    signed = [*signed.order_by("-session__starts_at")[:MOST_OWN]]
    rows = [(row, signups.token_of(row)) for row in signed]
    volunteer = volunteers(found).first()
    return {
        "name": found[0].name if found else "",
        "coming": [pair for pair in reversed(rows) if pair[0].session.ends_at > at],
        "past": [pair for pair in rows if pair[0].session.ends_at <= at],
        "certificates": [*Certificate.objects.filter(person__in=found).select_related("organisation", "revocation")],
        "volunteer": volunteer,
        "shifts": [*assignments(found).filter(shift__ends_at__gt=at).order_by("shift__starts_at")],
        "record": hours.record_of(volunteer.person, actor=SYSTEM, today=clock.day(at)) if volunteer else None,
    }


def volunteers(found: list[Person]) -> QuerySet[Volunteer]:
    """Return the running registrations of somebody."""
    rows = Volunteer.objects.filter(person__in=found, left_on=None)
    return rows.select_related("person__organisation", "organisation").order_by("pk")


def assignments(found: list[Person]) -> QuerySet[Assignment]:
    """Return the shifts somebody asked for or is in."""
    rows = volunteering.standing_of(found)
    return rows.select_related("shift__post__organisation", "shift__session__activity", "volunteer__person", "signup")


def assignment(found: list[Person], key: int) -> Assignment | None:
    """Return one shift somebody asked for or is in."""
    return assignments(found).filter(pk=key).first()


def applications(contact: str) -> QuerySet[Application]:
    """Return the open applications to be registered that came from a telephone or mailbox."""
    try:
        channel, address = way_to(contact)
    except Refusal:
        return Application.objects.none()
    field = "phone" if channel == Message.Channel.SMS else "email"
    rows = Application.objects.filter(matching(Application, field, address), state=Application.State.ASKED)
    return rows.select_related("organisation", "shift__post").order_by("pk")


def posts(*, words: str, on: date) -> QuerySet[Post]:
    """Return the posts that recruit whose name, skills, activity or place has the words."""
    rows = volunteering.recruiting(on=on)
    if words:
        said = Q(name__icontains=words) | Q(skills__icontains=words) | Q(activity__name__icontains=words)
        rows = rows.filter(said | Q(organisation__name__icontains=words))
    return rows


def post(public_id: str, *, on: date) -> Post | None:
    """Return one post that recruits."""
    return volunteering.recruiting(on=on).filter(public_id=public_id).first()


def shift(public_id: str, key: int, *, at: datetime) -> Shift | None:
    """Return a shift to come of a post that recruits."""
    row = post(public_id, on=clock.day(at))
    shifts = volunteering.open_shifts([row], at=at).get(row.pk, []) if row else []
    return next((one for one in shifts if one.pk == key), None)


def shift_asked(asked: str, *, at: datetime) -> Shift | None:
    """Return the shift to come an address names by its key, None where it names none."""
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 19):
        return None
    posts = volunteering.recruiting(on=clock.day(at)).filter(shifts=asked)
    return next((row for rows in volunteering.open_shifts(posts, at=at).values() for row in rows
                 if row.pk == int(asked)), None)  # fmt: skip


def service(found: list[Person], key: int) -> Service | None:
    """Return one service of somebody's own that they may ask to have corrected."""
    rows = Service.objects.filter(volunteer__person__in=found, state__in=CORRECTABLE)
    return rows.select_related("volunteer__person", "organisation").filter(pk=key).first()


def code(signup: Signup, actor: Actor) -> dict[str, str] | None:
    """Return what somebody shows at the door, as a picture (a data address) and as signs.

    None without a place, and after the day it was for.
    """
    if signup.state != Signup.State.CONFIRMED or clock.day(signup.session.ends_at) < clock.today():
        return None
    picture = segno.make(attendance.code_of(signup), error="m").svg_data_uri(scale=6, omitsize=True)
    return {"picture": picture, "number": attendance.number_of(signup)}


def poster(row: Activity, actor: Actor) -> dict[str, str] | None:
    """Return where the public finds an activity, as an address and as a picture of it; None while it is not public."""
    if activity(row.public_id, on=clock.today()) is None:
        return None
    address = f"{settings.SITE}{reverse('portal:activity', args=[row.public_id])}"
    return {"address": address, "picture": segno.make(address, error="m").svg_data_uri(border=2, scale=4)}
