"""Services in rows: on notice, of one person, of a team."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet, Sum

from kexie.core import clock, gate, wording
from kexie.network.access.policies import within
from kexie.network.organisations.models import Organisation
from kexie.network.people.models import Person
from kexie.work.activities.models import Activity, Session
from kexie.work.hours import rules
from kexie.work.hours.models import Correction, Service, Standard
from kexie.work.volunteering.models import Assignment, Stay, Volunteer

from .stars import minutes_of, standard_of

MOST_ON_A_SHEET = 200
S = Service.State


@dataclass(frozen=True)
class Recorded:
    """A volunteer's record: what is confirmed, the stars of the day, what is on its way, what was asked."""

    minutes: int
    stars: int
    next_star: int | None  # hours of the next one
    standard: Standard
    services: Sequence[Service]
    corrections: Sequence[Correction]

    @property
    def hours(self) -> str:
        """The confirmed minutes as hours."""
        return wording.hours(self.minutes)


def record_of(person: Person, *, actor: gate.Actor, today: date, most: int = 200) -> Recorded:
    """Return a person's record on a day: totals from the ledger, and the services the actor may see, latest first."""
    standard = standard_of(person.organisation, today)
    minutes = minutes_of(person, today)
    rows = Service.objects.visible_to(actor).filter(volunteer__person=person)
    asked = Correction.objects.visible_to(actor).filter(service__volunteer__person=person)
    return Recorded(
        minutes, rules.stars(minutes, standard.thresholds), rules.next_threshold(minutes, standard.thresholds),
        standard, rows.select_related("volunteer__person", "session__activity").order_by("-on", "-pk")[:most],
        asked.select_related("service__volunteer__person").order_by("-pk")[:20],
    )  # fmt: skip


def summed(volunteer: Volunteer, actor: gate.Actor) -> Recorded:
    """Return what the page of a volunteer says of their hours today."""
    return record_of(volunteer.person, actor=actor, today=clock.today())


def of_activity(activity: Activity, actor: gate.Actor) -> list[tuple[str, str, int, str]] | None:
    """Return an activity's hours by state: its code and name, how many services, their hours; None without any."""
    rows = Service.objects.visible_to(actor).filter(session__activity=activity)
    found = rows.order_by().values_list("state").annotate(n=Count("pk"), sum=Sum("minutes"))
    by_state = {state: (n, minutes) for state, n, minutes in found}
    return [(s.value, s.label, by_state[s][0], wording.hours(by_state[s][1])) for s in S if s in by_state] or None


def confirmed_between(person: Person, start: date, end: date, organisation: Organisation) -> list[Service]:
    """Return what a person served and had confirmed in a body's subtree in a period, the first day first."""
    rows = Service.objects.filter(volunteer__person=person, state=S.CONFIRMED, on__range=(start, end))
    return list(rows.filter(within([organisation.path], "organisation__path")).order_by("on", "starts_at", "pk"))


def on_notice(organisation: Organisation) -> QuerySet[Any]:
    """Return what is on notice in a body's subtree, the notice ending first first."""
    rows = Service.objects.filter(state=S.NOTICED).filter(within([organisation.path], "organisation__path"))
    return rows.select_related("volunteer__person", "organisation").order_by("noticed_until", "on", "pk")


def noticed_at(key: int, today: date, *, actor: gate.Actor) -> Organisation | None:
    """Return a body whose notice this reader may see: everyone where it lies open, else who sees the body."""
    body = Organisation.objects.filter(pk=key).first()
    if body is None or standard_of(body, today).is_open or gate.allows(actor, "view", body):
        return body
    return None


def sheet_rows(*, team: str, organisation: Organisation | None, on: date, actor: gate.Actor) -> list[Volunteer]:
    """Return the volunteers one sheet may name: registered on the day, of a body and a team as they are named."""
    rows = Volunteer.objects.visible_to(actor).filter(registered_on__lte=on)
    rows = rows.filter(Q(left_on__isnull=True) | Q(left_on__gte=on))
    if organisation is not None:
        rows = rows.filter(within([organisation.path], "organisation__path"))
    if team:
        rows = rows.filter(team__name=team)
    return list(placed(rows).order_by("person__name", "pk")[:MOST_ON_A_SHEET])


def shifts_in(session: Session) -> dict[int, list[tuple[datetime, datetime]]]:
    """Return the shifts within a session of everybody who was to serve in it, by key of the person."""
    found: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    rows = Assignment.objects.filter(shift__session=session, shift__cancelled_at=None)
    standing = rows.filter(state=Assignment.State.ACCEPTED).order_by("shift__starts_at")
    for person, start, end in standing.values_list("volunteer__person", "shift__starts_at", "shift__ends_at"):
        found[person].append((start, end))
    return dict(found)


def placed(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return volunteers with all that `place_on` asks, in one more statement however many there are."""
    stays = Prefetch("stays", Stay.objects.select_related("organisation", "team"))
    return rows.select_related("person", "organisation", "team").prefetch_related(stays)


def place_on(volunteer: Volunteer, on: date) -> tuple[Organisation, str]:
    """Return the body a volunteer belonged to on a day, and the name of their team then."""
    if on < volunteer.since:
        for stay in volunteer.stays.all():
            if stay.since <= on <= stay.until:
                return stay.organisation, str(stay.team or "")
    return volunteer.organisation, str(volunteer.team or "")


def local(moment):
    """Return a moment in Shanghai's zone, None as None."""
    return moment.astimezone(clock.ZONE) if moment else None
