"""The records behind a figure: one line a source record, with what it adds; the lines add up to the figure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.translation import gettext as _

from kexie.core import gate
from kexie.core.refusals import Invalid
from kexie.network.organisations.models import Organisation
from kexie.office.ledger import queries as ledger
from kexie.office.ledger.models import Evidence
from kexie.office.metrics.rules import Definition, Period, names_in, narrowed

from .engine import answers
from .expressions import Ask
from .figures import Limits, Number, definition_of, scaled, shown
from .places import reach_of


@dataclass(frozen=True)
class Line:
    """One source record behind a figure. `name` and `url` are empty where the record is out of the actor's reach."""

    source_kind: str
    source_id: int
    kind: str  # what such records are called
    name: str
    url: str
    on: date
    organisation: str
    evidence: str
    amount: Number


class Drill:
    """The lines behind a figure, latest first; a Paginator takes it: `len()`, slices, iteration."""

    def __init__(self, ask: Ask, actor: gate.Actor) -> None:
        self.ask, self.actor = ask, actor

    def count(self) -> int:
        """Return how many records stand behind the figure."""
        ((found,),) = answers([replace(self.ask, what="records")])
        return int(found[0])

    __len__ = count

    @property
    def total(self) -> Number:
        """Return what the lines add up to."""
        return sum(self.amounts())

    def amounts(self) -> list[Number]:
        """Return what each record adds, without its name: for checking sums over many records."""
        definition = _as_sum(self.ask.definition)
        return [scaled(definition, row[-1]) for row in answers([self.ask])[0]]

    def __getitem__(self, part: slice) -> list[Line]:
        start, stop = part.start or 0, part.stop
        size = stop - start if stop is not None else 2**31
        (rows,) = answers([replace(self.ask, part=(size, start))])
        return self._dressed(rows)

    def __iter__(self) -> Iterator[Line]:
        step, start = 2000, 0
        while lines := self[start : start + step]:
            yield from lines
            start += step

    def _dressed(self, rows: Sequence[tuple]) -> list[Line]:
        names = _names({(row[0], row[1]) for row in rows}, self.actor)
        bodies = Organisation.objects.visible_to(self.actor).filter(pk__in={row[3] for row in rows})
        places = dict(bodies.values_list("pk", "name"))
        definition = _as_sum(self.ask.definition)
        return [
            Line(
                kind, key, _called(kind), *names.get((kind, key), ("", "")), on=_day(on),
                organisation=places.get(body, _("已划出的单位")), evidence=str(Evidence(how).label),
                amount=shown(scaled(definition, amount), definition.unit),
            )
            for kind, key, on, body, how, amount in rows
        ]  # fmt: skip


def entries(
    metric: str | Definition, *, period: Period, organisation: Organisation | None = None, actor: gate.Actor,
    view: str = "was", known_at: datetime | None = None, limits: Limits | None = None,
) -> Drill:  # fmt: skip
    """Return the records behind a figure; `limits` narrow the metric first.

    A record of a body that has left the actor's reach since still counts in what was; it is not named.

    :raises NotFound: the organisation is out of the actor's reach
    :raises UnknownMetric: the name is not known
    :raises Invalid: the metric is a ratio
    """
    place = reach_of(actor, organisation, view)
    definition = definition_of(metric, actor=actor, period=period) if isinstance(metric, str) else metric
    definition = narrowed(definition, limits or {})
    if names_in(definition):
        raise Invalid(_("“%s”是两个指标相除。请分别看分子和分母的记录。") % definition.title)
    return Drill(Ask(definition, place.reach, "sources", (), period, known_at), actor)


def _as_sum(definition: Definition) -> Definition:
    # Behind a count of people or records stand amounts all the same, in the measure's unit.
    return replace(definition, aggregate="sum", position="")


def _names(keys: set[tuple[str, int]], actor: gate.Actor) -> dict[tuple[str, int], tuple[str, str]]:
    """Return name and address of the records the actor may see."""
    kinds: dict[str, list[int]] = defaultdict(list)
    for kind, key in keys:
        kinds[kind].append(key)
    return {(kind, key): said for kind, ids in kinds.items() for key, said in ledger.sources(kind, ids, actor).items()}


def _called(kind: str) -> str:
    model = ledger.source_model(kind)
    return str(model._meta.verbose_name) if model else kind


def _day(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value
