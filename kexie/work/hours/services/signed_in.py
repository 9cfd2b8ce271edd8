"""Hours from the door: who was there during a session they were volunteers of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.core import clock, gate, records
from kexie.work.activities.models import Session
from kexie.work.hours import queries, rules
from kexie.work.hours.models import Correction, Service
from kexie.work.volunteering.models import Volunteer

from . import _judging as judging
from .deciding import notice

S = Service.State
Stays = Iterable[tuple[datetime | None, datetime | None]]


def take_signed_in(
    *, session: Session, stays: Mapping[int, Stays], windows: Mapping[int, Sequence[tuple[datetime, datetime]]],
    actor: gate.Actor, at: datetime,
) -> list[Service]:  # fmt: skip
    """Work the hours of a session's volunteers out from what the door saw; again, when it saw more.

    stays: when each person (by key) came and left; windows: the shifts of each who has any, else the session.
    What is clear goes on notice at once, the rest is held. What changed after it was confirmed becomes a request for
    correction; what did not change is left alone. Returns the services written.

    :raises NotAllowed: the actor may not edit the activity
    """
    gate.require(actor, "edit", session.activity)
    whole = [(session.starts_at, session.ends_at)]
    volunteers = _volunteers(stays, clock.day(session.starts_at))
    known = {s.volunteer_id: s for s in Service.objects.filter(session=session, how=Service.How.SIGN_IN)}
    written = []
    with transaction.atomic():
        for person, seen in stays.items():
            volunteer = volunteers.get(person)
            found = rules.served(seen, windows.get(person, whole)) if volunteer else None
            if found is None:
                continue
            service = known.get(volunteer.pk) or _fresh(volunteer, session)
            if (service.starts_at, service.ends_at, service.minutes) == (
                found.starts_at, found.ends_at, found.minutes,
            ):  # fmt: skip
                continue
            written.append(_write(service, found, actor, at))
    return written


def _volunteers(people: Iterable[int], on) -> dict[int, Volunteer]:
    """Return the registration of each person that holds on a day: the latest begun, one still running first."""
    rows = Volunteer.objects.filter(person__in=[*people], registered_on__lte=on)
    rows = queries.placed(rows).order_by("registered_on", "pk")
    running = {row.person_id: row for row in rows if row.left_on is None or row.left_on >= on}
    return {row.person_id: row for row in rows} | running


def _fresh(volunteer: Volunteer, session: Session) -> Service:
    on = clock.day(session.starts_at)
    where, team = queries.place_on(volunteer, on)
    return Service(
        volunteer=volunteer, organisation=where, session=session, team=team, what=str(session.activity),
        how=Service.How.SIGN_IN, on=on, proposed_by=_("签到"),
    )  # fmt: skip


def _write(service: Service, found: rules.Served, actor: gate.Actor, at: datetime) -> Service:
    if service.state in (S.CONFIRMED, S.REFUSED, S.WITHDRAWN) and service.pk:
        return _ask(service, found, actor, at)
    service.starts_at, service.ends_at, service.minutes = found.starts_at, found.ends_at, found.minutes
    judging.judge([service], at=at, also={0: found.doubts})
    service.state = S.HELD if service.reasons else S.NOTICED
    dates = notice(service, clock.day(at)) if service.state == S.NOTICED else {}
    service.noticed_on, service.noticed_until = dates.get("noticed_on"), dates.get("noticed_until")
    return records.save(service, actor=actor, did="take_signed_in")


def _ask(service: Service, found: rules.Served, actor: gate.Actor, at: datetime) -> Service:
    """Ask for a correction of what was decided, once: the door's later word never rewrites it by itself."""
    waiting = service.corrections.filter(state=Correction.State.ASKED).first()
    asked = waiting or Correction(service=service, asked_by=_("签到"), asked_on=clock.day(at), before=service.minutes)
    said = (found.starts_at, found.ends_at, found.minutes)
    if service.state == S.CONFIRMED and (asked.starts_at, asked.ends_at, asked.minutes) != said:
        asked.starts_at, asked.ends_at, asked.minutes = said
        asked.why = _("签到签退记录后来有变化")
        records.save(asked, actor=actor, did="ask_correction", note=asked.why)
    return service
