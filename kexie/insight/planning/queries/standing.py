"""How the targets of a plan stand today: counted from the ledger, against the season, with a forecast."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.core import gate, wording
from kexie.insight.planning.models import Plan, Target
from kexie.insight.planning.rules import course, progress
from kexie.insight.planning.rules import forecast as forecasts
from kexie.insight.planning.rules.forecast import Forecast
from kexie.network.organisations.models import Organisation
from kexie.office.metrics import queries as metrics
from kexie.office.metrics.queries import Definition, Figure, Period

from .next_step import next_step

YEARS_BACK = 5
STATES = {
    progress.REACHED: gettext_lazy("已达成"),
    progress.ON_THE_WAY: gettext_lazy("按进度"),
    progress.BEHIND: gettext_lazy("落后"),
    progress.LOST: gettext_lazy("已无法达成"),
}
Months = dict[int, float]


@dataclass(frozen=True)
class Standing:
    """How one target stands. Amounts are in the metric's unit; `expected` is what is due by now, by season.

    `end` is None for shares, which no months add up to. `years` are the earlier years that were kept, by year; of a
    stock, a month's amount is what stands at its end, and `start` is what the year began with.
    """

    target: Target
    figure: Figure | None  # None: there is no such metric any more
    baseline: Decimal | int | None
    state: str
    end: Forecast | None
    season: tuple[float, ...]
    passed: float
    months: tuple[float, ...]
    years: Mapping[int, tuple[float, ...]]
    hint: str
    start: float | None = None  # None: what adds up over the year

    @property
    def said(self) -> str:
        """The state in words."""
        is_over = self.passed >= 12 and self.state == progress.LOST
        return _("未达成") if is_over else str(STATES[self.state])

    @property
    def unit(self) -> str:
        """The metric's unit."""
        return self.figure.unit if self.figure else ""

    @property
    def expected(self) -> int | None:
        """What is due by now, by season; None where months do not add up."""
        if self.end is None or self.figure is None:
            return None
        begun, goal = self.start or 0.0, float(self.target.goal)
        return round(begun + forecasts.expected_by(self.season, self.passed, goal - begun))

    @property
    def course(self) -> course.Course | None:
        """The year month by month; None where months do not add up."""
        if self.end is None or self.figure is None:
            return None
        return course.course(
            months=self.months, last=self.years.get(self.target.plan.year - 1), season=self.season,
            passed=self.passed, goal=float(self.target.goal), end=self.end, start=self.start,
        )  # fmt: skip

    @property
    def picture(self) -> course.Picture | None:
        """The year as lines over its months; None where months do not add up."""
        return course.drawn(self.course) if self.course else None

    @property
    def finding(self) -> str:
        """What the picture shows, in a sentence."""
        if self.end is None or self.figure is None or self.expected is None:
            return ""
        value = round(float(self.figure.value or 0))
        apart = value - self.expected
        facts = {"now": wording.exact(value), "unit": self.unit, "goal": wording.exact(self.goal), "end": self.outlook}
        facts["apart"] = wording.exact(abs(apart))
        said = []
        if self.passed:
            said.append((_("全年 %(now)s%(unit)s") if self.passed >= 12 else _("到现在 %(now)s%(unit)s")) % facts)
        if 0 < self.passed < 12:
            many, few = _("比按季节该到的多 %(apart)s%(unit)s"), _("比按季节该到的少 %(apart)s%(unit)s")
            said.append((many if apart > 0 else few if apart < 0 else _("正是按季节该到的数")) % facts)
        if self.passed < 12:
            said.append(_("年底预计 %(end)s%(unit)s") % facts)
        return "，".join([*said, _("目标 %(goal)s%(unit)s") % facts])

    @property
    def goal(self) -> Decimal | int:
        """The goal, without idle decimals."""
        return wording.fitted(self.target.goal)

    @property
    def share(self) -> int | None:
        """How many per cent of the goal are done."""
        if self.figure is None or self.figure.value is None or not self.target.goal:
            return None
        return int(self.figure.value * 100 / self.target.goal)

    @property
    def likely(self) -> str:
        """What the year's end is likely to be, in words."""
        return wording.exact(round(self.end.total)) if self.end else ""

    @property
    def band(self) -> str:
        """What the year's end lies within eight times in ten, in words; "" where it is known."""
        if self.end is None or round(self.end.low) == round(self.end.high):
            return ""
        facts = {"low": wording.exact(round(self.end.low)), "high": wording.exact(round(self.end.high))}
        return _("%(low)s 至 %(high)s") % facts

    @property
    def outlook(self) -> str:
        """The forecast of the year's end with its band, in words."""
        return _("%(total)s（%(band)s）") % {"total": self.likely, "band": self.band} if self.band else self.likely


def standings(plan: Plan, *, actor: gate.Actor, today: date, targets: Sequence[Target] | None = None) -> list[Standing]:
    """Return how the targets of a plan stand, in a few statements however many there are.

    :raises NotFound: the plan's body is out of the actor's reach
    """
    targets = [*plan.targets.all()] if targets is None else [*targets]
    known = metrics.catalogue(actor)
    year = Period.year(plan.year)
    now = Period(year.start, max(year.start, min(today, year.end)))
    asked = {t.metric: metrics.definition_of(t.metric, actor=actor, period=now) for t in targets if t.metric in known}
    if not asked:
        return [_unknown(target) for target in targets]
    where: dict[str, Any] = {"organisation": plan.organisation, "actor": actor}
    parts = [name for one in asked.values() for name in (one.numerator, one.denominator) if name in known]
    divided = [metrics.definition_of(name, actor=actor, period=now) for name in {*parts} - {*asked}]
    figures = metrics.figures([*asked.values(), *divided], period=now, **where)
    before = [metrics.figures([*asked.values()], period=Period.year(plan.year - n), **where) for n in (1, 2, 3)]
    span = Period(date(plan.year - YEARS_BACK, 1, 1), now.end)
    own = metrics.monthly([*asked.values()], period=span, **where)
    around = _around(plan.organisation, [*asked.values()], span)
    passed = progress.elapsed(plan.year, today)
    made = []
    for target in targets:
        definition = asked.get(target.metric)
        if definition is None:
            made.append(_unknown(target))
            continue
        name = definition.name
        past = [found[name] for found in before]
        one = _standing(target, definition, figures[name], past, own.get(name), around.get(name, {}), passed)
        made.append(replace(one, hint=next_step(one, definition, figures, where, now)))
    return made


def _standing(
    target: Target, definition: Definition, figure: Figure, past: Sequence[Figure], own: Months | None,
    around: Months, passed: float,
) -> Standing:  # fmt: skip
    year, value = target.plan.year, None if figure.value is None else float(figure.value)
    years, months = _kept(own or {}, year), [float((own or {}).get(year * 100 + m, 0)) for m in range(1, 13)]
    wide = [*_kept(around, year).values()]
    end = start = None
    if own is not None and definition.position:
        start = next(reversed(years.values()))[11] if years else 0.0
        end = forecasts.forecast_level([*years.values()], value or 0.0, passed)
    elif own is not None:
        added = sum(months)
        same = (value or 0.0) / added if added else 1.0  # people and records that months count again
        years = {y: [amount * same for amount in one] for y, one in years.items()}
        months = [amount * same for amount in months]
        end = forecasts.forecast([*years.values()], months, passed, wide)
    season = (1 / 12,) * 12 if definition.position else forecasts.season_of([*years.values()], wide)
    state = progress.state_of(value, float(target.goal), target.direction, end, is_over=passed >= 12)
    return Standing(
        target, figure, _baseline(target, past), state, end, season, passed, tuple(months),
        {y: tuple(one) for y, one in years.items()}, "", start,
    )  # fmt: skip


def _unknown(target: Target) -> Standing:
    say = _("没有名为“%s”的指标，它可能已改名或停用。请改这个目标。") % target.metric
    return Standing(target, None, None, progress.BEHIND, None, (1 / 12,) * 12, 0.0, (0.0,) * 12, {}, say)


def _around(organisation: Organisation, definitions: Sequence[Definition], span: Period) -> dict[str, Months]:
    """Return the months of the body above. Only how they spread over the year is used, so the platform itself asks."""
    if organisation.parent is None:
        return {}
    return metrics.monthly(definitions, period=span, organisation=organisation.parent, actor=gate.SYSTEM)


def _kept(months: Mapping[int, Any], year: int) -> dict[int, list[float]]:
    """Return the earlier years that were kept: from the first with any record on."""
    by_year: dict[int, list[float]] = defaultdict(lambda: [0.0] * 12)
    for month, amount in months.items():
        if month // 100 < year:
            by_year[month // 100][month % 100 - 1] = max(0.0, float(amount))
    first = next((y for y in sorted(by_year) if any(by_year[y])), None)
    return {y: by_year[y] for y in sorted(by_year) if first is not None and y >= first}


def _baseline(target: Target, past: Sequence[Figure]) -> Decimal | int | None:
    if target.basis == Target.Basis.TYPED:
        return None if target.baseline is None else wording.fitted(target.baseline)
    kept = [figure.value for figure in past if figure.value is not None and figure.records]
    if target.basis == Target.Basis.THREE_YEARS:
        return wording.fitted(median(kept)) if kept else None
    return wording.fitted(past[0].value) if past[0].records and past[0].value is not None else None
