"""Questions of rosters: what stands already, what an import made, what it changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, TypeVar

from django.db.models import Model, Q, Sum

from kexie.core.loading import loaded_form
from kexie.network.organisations import queries as organisations
from kexie.network.organisations.models import Division, Level, Organisation
from kexie.office.ledger.models import Entry
from kexie.work.governance import rules
from kexie.work.governance.models import Appointment, Tally, Term

M = TypeVar("M", bound=Model)
K = TypeVar("K", int, str)
PART = 500


def bodies_of(keys: Iterable[int]) -> dict[int, Organisation]:
    """Return bodies by key."""
    return {row.pk: row for some in _parts(keys) for row in Organisation.objects.filter(pk__in=some)}


def rows_at(model: type[M], bodies: Iterable[int], **more: Any) -> Iterator[M]:
    """Yield the rows of a model that stand at these bodies (keys), newest first, with the body."""
    for some in _parts(bodies):
        yield from (
            model._base_manager.filter(organisation__in=some, **more).select_related("organisation").order_by("-pk")
        )


def tallies_at(bodies: Iterable[int], day: date) -> Iterator[Tally]:
    """Yield, oldest first, the headcounts of a day, and those that rosters gave of bodies (keys) in the year of it."""
    told = Q(on=day) | Q(on__year=day.year, batch__isnull=False)
    for some in _parts(bodies):
        yield from Tally.objects.filter(told, organisation__in=some).select_related("organisation").order_by("on", "pk")


def open_terms(bodies: Iterable[int]) -> dict[int, Term]:
    """Return the term of each of these bodies that is not closed."""
    return {row.organisation_id: row for row in rows_at(Term, bodies, ended_on=None)}


def of_batch(model: type[M], batch: int | None) -> list[M]:
    """Return what an import made of a model, with the bodies."""
    rows = model._base_manager.filter(batch=batch) if batch is not None else model._base_manager.none()
    return [*rows.select_related("organisation")]


def appointments_of(keys: Iterable[int]) -> list[Appointment]:
    """Return appointments by key, with their bodies and persons."""
    rows = Appointment.objects.select_related("organisation", "person")
    return [row for some in _parts(keys) for row in rows.filter(pk__in=some)]


def communities_of(towns: Iterable[int]) -> list[Organisation]:
    """Return the villages and communities that stand below these towns' associations (keys)."""
    rows = Organisation.objects.filter(kind=Organisation.Kind.COMMUNITY).standing().without_personal()
    return [row for some in _parts(towns) for row in rows.filter(parent__in=some)]


def towns_by_village(division: Division | None) -> dict[str, str]:
    """Return the town (name) each village below a division is in, by its stem; what two towns have is left out."""
    if division is None or division.level != Level.COUNTY:
        return {}
    towns = {row.code: row.name for row in organisations.towns_of(division)}
    found: dict[str, set[str]] = {}
    rows = Division.objects.valid().filter(level=Level.VILLAGE)
    for some in _parts(towns):
        for name, parent in rows.filter(parent_code__in=some).values_list("name", "parent_code"):
            found.setdefault(rules.village_stem(name), set()).add(towns[parent])
    return {stem: next(iter(names)) for stem, names in found.items() if len(names) == 1}


def restored(changed: Mapping[str, Mapping[str, Any]]) -> list[Appointment]:
    """Return appointments (by key as text) with what stood in them before an import set on them, unsaved."""
    keys = [int(key) for key in changed]
    found = []
    for some in _parts(keys):
        for row in Appointment.objects.filter(pk__in=some).select_related("organisation", "person"):
            for name, value in changed[str(row.pk)].items():
                relation, _point, last = name.rpartition(".")
                record = getattr(row, relation) if relation else row
                field = record._meta.get_field(last)
                setattr(record, field.attname, loaded_form(field, value))
            found.append(row)
    return found


def sites_of(bodies: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Return how many demonstration sites stand at each of these bodies and the fen of their grants, by the ledger."""
    found: dict[int, list[int]] = {}
    for some in _parts(bodies):
        rows = Entry.objects.filter(measure__in=("standards.sites", "standards.grants"), organisation__in=some)
        for body, measure, total in rows.order_by().values_list("organisation", "measure").annotate(n=Sum("amount")):
            found.setdefault(body, [0, 0])[measure == "standards.grants"] = total
    return {body: (sites, fen) for body, (sites, fen) in found.items() if sites or fen}


def _parts(keys: Iterable[K]) -> Iterator[list[K]]:
    listed = sorted(keys)
    return (listed[start : start + PART] for start in range(0, len(listed), PART))


# What people write of demonstration sites, for those who keep these.


def site_parts(text: str) -> tuple[str, ...] | None:
    """Return the demonstration sites a cell says there are, "" for the body itself; None where it says none."""
    return rules.site_parts(text)


def has_site_ended(text: str) -> bool:
    """Test whether a remark says that a site stands no more: 已撤销, 2013年摘牌."""
    return rules.site_fate(text) == rules.ENDED


def was_never_site(text: str) -> bool:
    """Test whether a remark says that something never was a site, or is not yet: 未获批, 拟建."""
    return rules.site_fate(text) == rules.NEVER


def site_end_written(text: str) -> str:
    """Return the day, month or year a remark gives for the end of a site, "" where it gives none."""
    return rules.site_end_written(text)


def is_grant_not_paid(text: str) -> bool:
    """Test whether a remark says that a grant has not been paid out: 资金未到位."""
    return rules.is_not_paid(text)
