"""Which place lies in which cell on a day, and which in none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from kexie.core import paths
from kexie.core.gate import Actor
from kexie.network.organisations.models import Division, Level, Organisation
from kexie.network.people.models import Person
from kexie.work.contacts.models import Allotment, Cell

from .coverage import OUTSIDE, running

Place = Organisation | Division
CHUNK = 400


@dataclass(frozen=True)
class Ready:
    """What is missing of a whole grid: cells (body, name, division), and places with the cell they belong in."""

    missing: list[tuple[Organisation, str, Division | None]]
    unplaced: list[tuple[Cell, Place]]


def cells_of(places: Iterable[Place], on: date) -> dict[Place, int | None]:
    """Return the key of the cell each place lies in on a day; a place in none is left out or None."""
    places = list(places)
    found: dict[Place, int | None] = {}
    for field, kind in (("body", Organisation), ("village", Division)):
        by_key = {place.pk: place for place in places if isinstance(place, kind)}
        keys = [*by_key]
        for start in range(0, len(keys), CHUNK):
            rows = Allotment.objects.filter(**{f"{field}__in": keys[start : start + CHUNK]}, since__lte=on)
            for key, cell in rows.order_by("since").values_list(f"{field}_id", "cell"):
                found[by_key[key]] = cell
    return found


def cell_of(body: Organisation, on: date) -> Cell | None:
    """Return the cell a body lies in on a day."""
    row = Allotment.objects.filter(body=body, since__lte=on).select_related("cell__keeper").order_by("-since").first()
    return row.cell if row else None


def places_in(cell: Cell, on: date) -> list[Place]:
    """Return the villages and bodies that lie in a cell on a day."""
    villages = Division.objects.filter(_lies("village", on, cell.pk)).order_by("code")
    bodies = Organisation.objects.filter(_lies("body", on, cell.pk)).without_personal().order_by("path")
    return [*villages, *bodies]


def to_place(actor: Actor) -> QuerySet[Organisation]:
    """Return the bodies the actor sees that have to lie in a cell: all of the network that stand."""
    seen = Organisation.objects.visible_to(actor).active().exclude(kind__in=OUTSIDE)
    return seen.without_personal().order_by("path")


def gaps_of_grid(actor: Actor, on: date) -> dict[str, QuerySet]:
    """Return what the grid lacks: cells nobody answers for, bodies and villages in no cell."""
    cells = Cell.objects.visible_to(actor).filter(running(on), keeper=None).select_related("organisation")
    towns = Organisation.objects.visible_to(actor).filter(kind="association", level=Level.TOWN).active()
    villages = Division.objects.valid().filter(level=Level.VILLAGE, parent_code__in=towns.order_by().values("division"))
    return {
        "cells": cells.order_by("organisation__path", "name"),
        "bodies": to_place(actor).exclude(_lies("body", on)),
        "villages": villages.exclude(_lies("village", on)).order_by("code"),
    }


def covered_people(actor: Actor, on: date) -> tuple[int, int]:
    """Return how many registered people are in reach (their body lies in a cell), and how many there are."""
    people = Person.objects.visible_to(actor).order_by()
    return people.filter(_lies("body", on, of="organisation")).count(), people.count()


def ready(top: Organisation, on: date) -> Ready:
    """Return what the grid below an association lacks on a day, read in a handful of questions."""
    bodies = [
        *Organisation.objects.under(top.path)
        .active()
        .exclude(kind__in=OUTSIDE)
        .without_personal()
        .select_related("division")
    ]
    bodies.sort(key=lambda body: body.path)
    towns = [body for body in bodies if body.kind == Organisation.Kind.ASSOCIATION and body.level == Level.TOWN]
    villages = _villages_of(towns)
    ever = Cell.objects.filter(organisation__in=[top.pk, *(town.pk for town in towns)]).select_related("organisation")
    cells = [*ever.order_by("pk")]
    placed = {place for place, cell in cells_of([*bodies, *villages], on).items() if cell}
    grid = _Grid([cell for cell in cells if cell.runs_on(on)], towns, top)
    missing = [*_missing(towns, villages, {(c.organisation_id, c.division_id, c.name) for c in cells}, placed)]
    loose = [body for body in bodies if body not in placed]
    if any(grid.town_of(body) is None for body in loose) and not any(c.organisation_id == top.pk for c in cells):
        missing.append((top, f"{top.name}直属", None))
    wanted = ((place, grid.cell_for(place)) for place in [*(v for v in villages if v not in placed), *loose])
    return Ready(missing, [(cell, place) for place, cell in wanted if cell is not None])


class _Grid:
    """The cells that run, found by division, else by the town a body hangs under."""

    def __init__(self, cells: list[Cell], towns: list[Organisation], top: Organisation) -> None:
        self.by_division = {cell.division_id: cell for cell in cells if cell.division_id}
        self.towns = {town.path: town for town in towns}
        self.top = top
        alone = Counter(cell.organisation_id for cell in cells)
        self.only = {cell.organisation_id: cell for cell in cells if alone[cell.organisation_id] == 1}

    def town_of(self, body: Organisation) -> Organisation | None:
        """Return the town a body is, or hangs under."""
        return next((self.towns[path] for path in reversed(paths.ancestors(body.path)) if path in self.towns), None)

    def cell_for(self, place: Place) -> Cell | None:
        """Return where a place belongs; None where that is for somebody to say."""
        if isinstance(place, Division):
            return self.by_division.get(place.pk)
        if place.division_id in self.by_division:
            return self.by_division[place.division_id]
        town = self.town_of(place)
        if town is None:
            return self.only.get(self.top.pk)
        return self.by_division.get(town.division_id) or self.only.get(town.pk)


def _missing(
    towns: list[Organisation], villages: dict[Division, Organisation], ever: set[tuple], placed: set[Place]
) -> Iterator[tuple[Organisation, str, Division | None]]:
    # A cell that was split or merged away does not come back: what lay in it lies elsewhere.
    named = {(where, called) for where, _of, called in ever}
    known = {of for _where, of, _called in ever if of}
    for town in towns:
        name = town.division.name if town.division_id else town.name
        if (town.pk, name) not in named and town.division_id not in known:
            yield town, name, town.division
    for village, town in villages.items():
        if village not in placed and village.pk not in known:
            yield town, village.name, village


def _villages_of(towns: list[Organisation]) -> dict[Division, Organisation]:
    by_code = {town.division_id: town for town in towns if town.division_id}
    codes, found = [*by_code], {}
    for start in range(0, len(codes), CHUNK):
        rows = Division.objects.valid().filter(level=Level.VILLAGE, parent_code__in=codes[start : start + CHUNK])
        found |= {village: by_code[village.parent_code] for village in rows.order_by("code")}
    return found


def _lies(field: str, on: date, cell: int | None = None, *, of: str = "pk") -> Q:
    """Return the condition that a place lies in a cell on a day (in that one, if it is named).

    `of` is where the row that is asked about says which place it is. Places that were ever taken out of the grid are
    few: those whose last word is that are asked for by the index on the cell, and all others by the bare fact that
    they were allotted.
    """
    said = Allotment.objects.filter(since__lte=on).exclude(**{field: None}).order_by()
    later = Allotment.objects.filter(**{field: OuterRef(field)}, since__gt=OuterRef("since"), since__lte=on)
    if cell:
        return Q(**{f"{of}__in": said.filter(~Exists(later), cell=cell).values(field)})
    out = said.filter(~Exists(later), cell=None).values(field)
    return Q(**{f"{of}__in": said.values(field)}) & ~Q(**{f"{of}__in": out})
