"""Stars of a day, worked out from the ledger: no flag says who has which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from kexie.core import wording
from kexie.core.paths import ancestors
from kexie.network.organisations.models import Organisation
from kexie.network.people.models import Person
from kexie.office.ledger.models import Entry
from kexie.work.hours import measures, rules
from kexie.work.hours.models import Standard


@dataclass(frozen=True)
class Reached:
    """One person who reached a star, and on which day."""

    person: Person
    stars: int
    on: date
    minutes: int  # all they had at the end of the period

    @property
    def hours(self) -> str:
        """The minutes as hours."""
        return wording.hours(self.minutes)


def standard_of(organisation: Organisation, on: date) -> Standard:
    """Return the standard that holds at a body on a day: its own or the nearest above, else the national default."""
    return standards_of([organisation], on)[organisation.path]


def standards_of(organisations: Iterable[Organisation], on: date) -> dict[str, Standard]:
    """Return the standard that holds on a day by path of body, in one statement however many there are."""
    paths = {body.path: body for body in organisations}
    above = {top for path in paths for top in ancestors(path)} | set(paths)
    held: dict[str, Standard] = {}
    rows = Standard.objects.filter(organisation__path__in=above, starts_on__lte=on).select_related("organisation")
    for row in rows.order_by("starts_on"):
        held[row.organisation.path] = row
    found = {}
    for path, body in paths.items():
        near = max((top for top in {*ancestors(path), path} if top in held), key=len, default="")
        found[path] = held[near] if near else Standard(organisation=body, starts_on=on)
    return found


def minutes_of(person: Person, on: date) -> int:
    """Return the confirmed minutes of a person up to and including a day, wherever they served."""
    rows = Entry.objects.filter(measure=measures.MINUTES.code, person=person, on__lte=on)
    return rows.aggregate(sum=Sum("amount"))["sum"] or 0


def stars_of(person: Person, on: date, organisation: Organisation | None = None) -> int:
    """Return a person's stars on a day, by the standard of a body (default: where the person is registered)."""
    standard = standard_of(organisation or person.organisation, on)
    return rules.stars(minutes_of(person, on), standard.thresholds)


def reached(organisation: Organisation, start: date, end: date) -> list[Reached]:
    """Return who, of those who served in a body's subtree, reached which star from `start` to `end`, and has it still.

    Hours served elsewhere count too: stars are a person's.
    """
    entries = Entry.objects.filter(measure=measures.MINUTES.code)
    here = entries.as_was(organisation.path).between(start, end).filter(person__isnull=False)
    people = here.order_by().values("person")
    rows = entries.filter(person__in=people, on__lte=end).values_list("person", "on").annotate(sum=Sum("amount"))
    before: dict[int, int] = defaultdict(int)
    changes: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for key, on, amount in rows.order_by("person", "on"):
        if on < start:
            before[key] += amount
        else:
            changes[key].append((on, amount))
    ladder = standard_of(organisation, end).thresholds
    gained = {key: steps for key, days in changes.items() if (steps := rules.crossed(before[key], days, ladder))}
    names = Person.objects.in_bulk(gained)
    found = [
        Reached(names[key], star, on, before[key] + sum(amount for _day, amount in changes[key]))
        for key, steps in gained.items() for star, on in steps
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-one.stars, one.on, one.person.pk))
