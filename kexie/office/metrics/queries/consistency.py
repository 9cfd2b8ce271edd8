"""One number, one definition (H11): the same figure asked in six ways must come out the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kexie.core import gate
from kexie.network.organisations.models import Organisation
from kexie.office.metrics.rules import Definition, Period, in_force, names_in
from kexie.office.metrics.rules.definitions import PERSONS, SOURCES

from .breakdowns import breakdown
from .drilldown import entries
from .engine import execute
from .expressions import Ask, compiled
from .figures import Number, catalogue, figures, scaled
from .places import reach_of

SPLITS = ("form", "town", "month")


@dataclass(frozen=True)
class Difference:
    """A figure that came out otherwise when asked in another way."""

    metric: str
    way: str  # evidence, records, database, drill-down, or the dimension it was split by
    figure: Number
    other: Number


def differences(
    *, period: Period, organisation: Organisation | None = None, actor: gate.Actor, metrics: Sequence[str] = (),
    view: str = "was",
) -> Iterator[Difference]:  # fmt: skip
    """Yield every disagreement between a figure and its parts, its breakdowns, its records, and the bare database.

    For `kexie check` and the nightly job; nothing yielded means that page, chart, list and export agree to the unit.
    """
    how = {"period": period, "organisation": organisation, "actor": actor, "view": view}
    versions = catalogue(actor)
    wanted = [in_force(versions[name], period.end) for name in (metrics or versions)]
    found = figures(wanted, **how)
    for definition in wanted:
        if names_in(definition):
            continue
        value = found[definition.name].value
        for way, other in _ways(definition, found[definition.name], how):
            if other != value:
                yield Difference(definition.name, way, value, other)


def _ways(definition: Definition, found: object, how: dict) -> Iterator[tuple[str, Number]]:
    yield "evidence", sum(found.evidence.values())
    for by in SPLITS:
        split = breakdown(definition, by=by, **how)
        yield by, split.total
        if split.overlap is not None:
            yield by, sum(row.value for row in split.rows) - split.overlap
    drill = entries(definition, **how)
    if definition.aggregate == SOURCES:
        yield "drill-down", len(drill.amounts())
    elif definition.aggregate != PERSONS:
        yield "drill-down", drill.total
    if found.records != len(drill.amounts()):
        yield "records", found.value + len(drill.amounts()) - found.records
    reach = reach_of(how["actor"], how["organisation"], how["view"]).reach
    rows = execute(*compiled(Ask(definition, reach, "value", (), how["period"]), "default"))
    yield "database", scaled(definition, rows[0][0] if rows else 0)
