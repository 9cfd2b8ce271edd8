"""What speaks against services, many at once in a few statements; and their minutes, plain and weighted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from kexie.core import clock
from kexie.work.hours import queries, rules
from kexie.work.hours.models import Service, Standard

S = Service.State
STANDING = (S.PROPOSED, S.HELD, S.NOTICED, S.CONFIRMED)
NEAR = timedelta(days=8)  # a service is never longer than a week, so only these can meet it


def fill(service: Service, standard: Standard) -> None:
    """Set day, minutes and weighted minutes from the stretch, where it is known and says them."""
    if service.starts_at and service.ends_at:
        service.on = clock.day(service.starts_at)
        if service.minutes is None:
            service.minutes = rules.minutes_between(service.starts_at, service.ends_at)
    service.minutes = service.minutes or 0
    service.weighted = weighted_of(service, standard)


def weighted_of(service: Service, standard: Standard) -> int | None:
    """Return the weighted minutes of a service; None where nothing is weighted, or the stretch is not known."""
    if standard.night is None or not (service.starts_at and service.ends_at):
        return None
    start, end = (moment.astimezone(clock.ZONE) for moment in (service.starts_at, service.ends_at))
    return rules.weighted(start, end, service.minutes, standard.night, standard.night_percent)


def claim_of(service: Service) -> rules.Claim:
    """Return a service as the rules see it, its moments in Shanghai's zone."""
    moments = [m.astimezone(clock.ZONE) if m else None for m in (service.starts_at, service.ends_at)]
    return rules.Claim(service.on, service.minutes, *moments, what=service.what)


def judge(services: Sequence[Service], *, at: datetime, also: dict[int, Sequence[str]] | None = None) -> None:
    """Set minutes and reasons of services, against each other and all others of the same people that stand.

    Within the batch each is judged against those before it, so that of two that overlap only the later is held.
    `also` names reasons known from elsewhere, by place in the batch.
    """
    standards = queries.standards_of({s.organisation for s in services}, clock.day(at))
    for service in services:
        fill(service, standards[service.organisation.path])
    others = _others(services)
    for place, service in enumerate(services):
        mine, standard = others[service.volunteer.person_id], standards[service.organisation.path]
        claim = claim_of(service)
        found = rules.doubts(claim, mine, _limits(service, standard, at))
        known = [code for code in (also or {}).get(place, ()) if code not in found]
        service.reasons = [*found, *known]
        mine.append(claim)


def _limits(service: Service, standard: Standard, at: datetime) -> rules.Limits:
    session, volunteer = service.session, service.volunteer
    # What a door saw was cut to the shift already, and a shift may begin before the session.
    is_bound = session is not None and service.how != Service.How.SIGN_IN
    window = (session.starts_at, session.ends_at) if is_bound else None
    # How late it is counts from the day it was first said, not from each later look at it.
    said = clock.day(service.created_at) if service.created_at else clock.day(at)
    late = standard.late_days + (clock.day(at) - said).days
    return rules.Limits(
        at, clock.day(at), volunteer.registered_on, volunteer.left_on, standard.most_hours * 60, late, window
    )


def _others(services: Iterable[Service]) -> dict[int, list[rules.Claim]]:
    services = list(services)
    found: dict[int, list[rules.Claim]] = defaultdict(list)
    if not services:
        return found
    days, people = [s.on for s in services], {s.volunteer.person_id for s in services}
    own = [s.pk for s in services if s.pk]
    rows = Service.objects.filter(
        volunteer__person__in=people, state__in=STANDING, on__range=(min(days) - NEAR, max(days) + NEAR)
    )
    for row in rows.exclude(pk__in=own).select_related("volunteer").order_by("pk"):
        found[row.volunteer.person_id].append(claim_of(row))
    return found
