"""The figures of one summary: asked of metrics once, handed to the template, listed in the appendix."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from kexie.core import wording
from kexie.core.documents import template
from kexie.core.gate import Actor
from kexie.insight.reports.models import Report
from kexie.network.organisations.models import Organisation
from kexie.office.ledger.models import Evidence
from kexie.office.metrics import queries as metrics

YEARS_BACK = 10  # how many years a claim is proven one by one
SINCE = 1949


@dataclass(frozen=True)
class Line:
    """One figure as the appendix lists it. `value` is exact, in digits, "" without data.

    said: how the text says it. published: the value signed when the period was closed, where it differs.
    """

    metric: str
    title: str
    value: str
    unit: str
    phrase: str
    definition: str
    period: str
    obtained: str
    records: int
    url: str
    published: str = ""
    is_estimated: bool = False
    said: tuple[str, ...] = ()

    @property
    def exact(self) -> str:
        """The value with separators and unit, or a dash."""
        return f"{wording.exact(_number(self.value))}{self.unit}" if self.value else "—"


class Figures:
    """Figures of one organisation and year as they are now, each asked for once.

    `claims` names those whose claims (首次 …) a text would make, so that their history is asked for.
    """

    def __init__(
        self, report: Report, names: Iterable[str], *, actor: Actor, claims: Iterable[tuple[str, str]] = ()
    ) -> None:
        self.report, self.actor = report, actor
        self.claims = frozenset(claims)
        known = frozenset(known_metrics(actor))
        self.found = self._ask(
            [name for name in dict.fromkeys(names) if name in known], metrics.Period.year(report.year)
        )

    def __call__(self, name: str) -> template.Figure:
        """Return what a template needs of a figure; KeyError for a metric that does not exist."""
        figure = self.found[name]
        return template.Figure(_value(figure), figure.unit, figure.phrase, figure.records, self._proven(name))

    def line(self, name: str) -> Line | None:
        """Return a figure as the appendix lists it; None for a metric that does not exist."""
        figure = self.found.get(name)
        if figure is None:
            return None
        value = _value(figure)
        return Line(
            metric=name,
            title=figure.title,
            value="" if value is None else wording.digits(value),
            unit=figure.unit,
            phrase=figure.phrase,
            definition=figure.definition,
            period=str(figure.period),
            obtained=_obtained(figure),
            records=figure.records,
            url=figure.url,
            published="" if figure.published is None else wording.digits(metrics.shown(figure.published)),
            is_estimated=bool(figure.evidence.get(Evidence.ESTIMATED)),
        )

    def lines(self, said: Mapping[str, Sequence[str]]) -> list[Line]:
        """Return the lines of the figures a text says, in its order."""
        return [replace(line, said=tuple(words)) for name, words in said.items() if (line := self.line(name))]

    def _ask(self, asked: Sequence[str | metrics.Definition], period: metrics.Period) -> dict[str, metrics.Figure]:
        return metrics.figures(asked, period=period, organisation=self.report.organisation, actor=self.actor)

    def _proven(self, name: str) -> tuple[str, ...]:
        """Return the claims a text would make of a figure that the ledger proves."""
        asked = {claim for metric, claim in self.claims if metric == name}
        value, year = _value(self.found[name]), self.report.year
        if not asked or value is None:
            return ()
        proven = {*wording.proven_claims({y: old.get(name) for y, old in self._earlier.items()}, value, year=year)}
        if wording.FULL_COVERAGE in asked:
            covered, total = self._covered(name)
            proven |= {*wording.proven_claims({}, covered, year=year, total=total)} & {wording.FULL_COVERAGE}
        return tuple(claim for claim in wording.CLAIMS if claim in asked & proven)

    @cached_property
    def _earlier(self) -> dict[int, dict[str, wording.Number]]:
        """Return what the figures with claims came to in earlier years, where a ledger was kept.

        A year in which anything of the figure's measures is on record was kept: what is not found in it was zero.
        """
        year, names = self.report.year, sorted({name for name, _claim in self.claims if name in self.found})
        kept = {name: self._whole(name) for name in names}
        first = year - YEARS_BACK
        past = metrics.Period(metrics.Period.year(SINCE).start, metrics.Period.year(year - 1).end)
        if not any(figure.value for figure in self._ask([*kept.values()], past).values()):
            return {}
        # What lies before the years looked at one by one is taken together: it may take a claim back, never make one.
        before = self._ask(names, metrics.Period(past.start, metrics.Period.year(first - 1).end))
        earlier = {first - 1: {name: _value(figure) for name, figure in before.items() if figure.records}}
        for back in range(first, year):
            then = self._ask([*names, *kept.values()], metrics.Period.year(back))
            earlier[back] = {n: _value(then[n]) or 0 for n in names if then[kept[n].name].value or then[n].records}
        return earlier

    def _whole(self, name: str) -> metrics.Definition:
        """Return how many records a figure's measures have, whatever it filters."""
        period = metrics.Period.year(self.report.year)
        definition = metrics.definition_of(name, actor=self.actor, period=period)
        return metrics.Definition(f"{name}·全部", "条", "", aggregate="sources", measures=definition.measures)

    def _covered(self, name: str) -> tuple[int, int]:
        """Return in how many of the associations right below a figure counts anything, and how many there are."""
        top = self.report.organisation
        below = Organisation.objects.active().filter(parent=top, kind=Organisation.Kind.ASSOCIATION)
        steps = {path[len(top.path) :] for path in below.values_list("path", flat=True)}
        if not steps:
            return 0, 0
        split = metrics.breakdown(
            name, by="town", period=metrics.Period.year(self.report.year), organisation=top, actor=self.actor
        )
        return len(steps & {row.keys[0] for row in split.rows if row.value}), len(steps)


def known_metrics(actor: Actor) -> list[str]:
    """Return the names of the metrics an actor's summaries may ask for."""
    return [*metrics.catalogue(actor)]


def pickable(actor: Actor) -> dict[str, list[metrics.Definition]]:
    """Return the metrics a writer may put into a text, by chapter, each as its latest version."""
    chapters: dict[str, list[metrics.Definition]] = {}
    for versions in metrics.catalogue(actor).values():
        chapters.setdefault(versions[-1].chapter, []).append(versions[-1])
    return chapters


def _value(figure: metrics.Figure) -> wording.Number | None:
    """Return a figure as summaries show it; None where nothing is on record, which is not zero."""
    return None if figure.value is None or not figure.records else metrics.shown(figure.value)


def _obtained(figure: metrics.Figure) -> str:
    """Say how a figure was obtained: 实数, or each part with its amount where there are several."""
    if len(figure.parts) < 2:
        return "".join(label for label, _amount in figure.parts)
    return "、".join(f"{label}{amount}" for label, amount in figure.parts)


def _number(digits: str) -> wording.Number:
    return Decimal(digits) if "." in digits else int(digits)
