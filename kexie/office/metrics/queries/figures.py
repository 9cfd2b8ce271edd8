"""Figures: what a metric comes to, over which days and where, and what it rests on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from difflib import get_close_matches
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from kexie.core import gate, wording
from kexie.core.refusals import NotFound
from kexie.network.organisations.models import Organisation
from kexie.office.ledger import measures
from kexie.office.ledger.models import ClosedPeriod, Evidence
from kexie.office.metrics.models import Metric
from kexie.office.metrics.rules import (
    CATALOGUE,
    CHAPTERS,
    STOCK,
    SUM,
    Definition,
    Period,
    in_force,
    names_in,
    narrowed,
    told,
)
from kexie.office.metrics.rules.definitions import ONSITE, PERSONS, SOURCES, UNSAID

from .engine import answers
from .expressions import Ask, Reach
from .places import Place, reach_of

Number = int | Decimal
Limits = Mapping[str, Sequence[str]]  # values of dimensions that narrow a metric, by dimension
Said = tuple[Mapping[str, str], Mapping[str, Mapping[str, str]]]  # titles of measures, values of dimensions


class UnknownMetric(NotFound):
    """There is no metric of this name, or the actor may not know of it."""

    code = "unknown_metric"


@dataclass(frozen=True)
class Figure:
    """What one metric comes to.

    `value` is exact: an int, a Decimal where the unit has decimals, None where a ratio has nothing to divide by.
    `evidence` gives the parts by how they were obtained (they add up to the value; empty for ratios); `records` is
    how many source records stand behind it; `unnamed`, for a count of people, is what was counted without a name.
    `published` is the value signed at closing, where it differs from `value`.
    """

    metric: str
    title: str
    value: Number | None
    unit: str
    phrase: str
    evidence: Mapping[str, Number]
    records: int
    period: Period
    organisation: str
    told: Callable[[], str] = field(repr=False, compare=False)
    published: Number | None
    url: str
    view: str = "was"
    unnamed: int = 0
    closed: ClosedPeriod | None = field(default=None, compare=False)

    @property
    def definition(self) -> str:
        """Return the definition in plain Chinese; said only where somebody reads it."""
        return self.told()

    @property
    def said(self) -> str:
        """Return the value as lists show it: with thousands separators, "—" where there is none."""
        return "—" if self.value is None else wording.exact(shown(self.value, self.unit))

    @property
    def is_corrected(self) -> bool:
        """Test whether what was published is no longer what the ledger says."""
        return self.published is not None

    @property
    def parts(self) -> list[tuple[str, str]]:
        """Return the evidence apart, as words and number."""
        return [(str(Evidence(kind).label), wording.exact(shown(n, self.unit))) for kind, n in self.evidence.items()]


def figure(
    metric: str | Definition, *, period: Period, organisation: Organisation | None = None, actor: gate.Actor,
    view: str = "was", known_at: datetime | None = None, limits: Limits | None = None,
) -> Figure:  # fmt: skip
    """Return one figure; see `figures`."""
    how = {"period": period, "organisation": organisation, "actor": actor, "view": view, "known_at": known_at}
    found = figures([metric], **how, limits=limits)
    return found[metric if isinstance(metric, str) else metric.name]


def figures(
    metrics: Iterable[str | Definition], *, period: Period, organisation: Organisation | None = None,
    actor: gate.Actor, view: str = "was", known_at: datetime | None = None, limits: Limits | None = None,
    counts_records: bool = True,
) -> dict[str, Figure]:  # fmt: skip
    """Return many figures by name, in a few statements however many they are.

    organisation: the body whose subtree counts; None means all the actor may see. view: "was" keeps every entry where
    its body stood on the day, "is" moves it to where the body stands today. known_at: what had been posted by then.
    counts_records: whether `records` is worked out, for pages that show it.
    limits: values of dimensions that narrow every metric ({"campaign": ["科技活动周"]}); its page is narrowed the same.

    :raises NotFound: the organisation is out of the actor's reach
    :raises UnknownMetric: a name is not known
    """
    place = reach_of(actor, organisation, view)
    asked = _asked([*metrics], actor, period)
    wanted = [narrowed(one, limits or {}) for one in _with_parts(asked, actor, period)]
    whats = ("value", "records", "unnamed") if counts_records else ("value", "unnamed")
    worked = _work_out(wanted, place.reach, period, known_at, whats)
    closed = _closing(place, period) if view == "was" and known_at is None else None
    signed = _work_out(wanted, place.reach, period, closed.closed_at, ("value",)) if closed else {}
    found, said = {}, cache(_said)
    for definition in asked:
        now = worked[definition.name]
        before = signed[definition.name].value if closed else now.value
        found[definition.name] = Figure(
            metric=definition.name, title=definition.title, value=now.value, unit=definition.unit,
            phrase=phrase(now.value, definition.unit), evidence=now.evidence, records=now.records, period=period,
            organisation=place.name, told=lambda definition=definition: explain(definition, said()),
            published=before if before != now.value else None,
            url=url_of(definition.name, period=period, organisation=organisation, view=view, limits=limits), view=view,
            unnamed=now.unnamed, closed=closed,
        )  # fmt: skip
    return found


def _asked(metrics: Sequence[str | Definition], actor: gate.Actor, period: Period) -> list[Definition]:
    """Return the definitions of names, those that are not built in looked up at once."""
    is_made = any(isinstance(one, str) and one not in _BUILT_IN for one in metrics)
    known = catalogue(actor) if is_made else _BUILT_IN
    return [
        (in_force(known.get(one, ()), period.end) or definition_of(one, actor=actor, period=period))
        if isinstance(one, str)
        else one
        for one in metrics
    ]


def catalogue(actor: gate.Actor) -> dict[str, list[Definition]]:
    """Return every metric the actor may use, by name, with its versions.

    The built-in ones, those people made, then one for each measure that none of the built-in ones counts.
    """
    found: dict[str, list[Definition]] = defaultdict(list)
    for definition in CATALOGUE:
        found[definition.name].append(definition)
    for row in Metric.objects.visible_to(actor):
        found[row.name].append(row.definition())
    return found | {name: versions for name, versions in _by_themselves().items() if name not in found}


def definition_of(name: str, *, actor: gate.Actor, period: Period) -> Definition:
    """Return the version of a metric that holds for a period.

    :raises UnknownMetric: there is none of this name; the message offers the nearest
    """
    known = _BUILT_IN.get(name) or [row.definition() for row in Metric.objects.visible_to(actor).filter(name=name)]
    found = in_force(known or _by_themselves().get(name, ()), period.end)
    if found is None:
        near = get_close_matches(name, catalogue(actor), n=3, cutoff=0.4)
        hint = _("相近的有：%s。") % "、".join(near) if near else ""
        facts = {"name": name[:60], "hint": hint}
        raise UnknownMetric(_("没有叫“%(name)s”的指标。%(hint)s全部指标见“指标”页。") % facts)
    return found


def explain(definition: Definition, said: Said | None = None) -> str:
    """Return a definition in plain Chinese; `said` spares looking words up again."""
    return told(definition, *(said or _said()))


def phrase(value: Number | None, unit: str = "") -> str:
    """Return a value as a summary says it: 6万余; shares, decimals and negative values exactly."""
    if value is None:
        return ""
    value = shown(value, unit)
    return wording.rounded(value) if isinstance(value, int) and value >= 0 and unit != "%" else wording.digits(value)


def shown(value: Number, unit: str = "") -> Number:
    """Return a value with the decimals it is shown with; comparisons use the exact one."""
    return wording.fitted(value, unit)


def url_of(
    name: str, *, period: Period, organisation: Organisation | None = None, view: str = "was",
    limits: Limits | None = None,
) -> str:  # fmt: skip
    """Return the address of a figure's page."""
    asked: dict[str, Any] = {"from": period.start, "to": period.end}
    if organisation is not None:
        asked["organisation"] = organisation.pk
    if view != "was":
        asked["view"] = view
    asked |= {name: values[0] for name, values in (limits or {}).items()}
    return f"{reverse('metrics:figure', args=[name])}?{urlencode(asked, quote_via=quote)}"


def scaled(definition: Definition, amount: int | Decimal | None) -> Number:
    """Return an amount of the ledger in the metric's unit: fen become yuan, minutes hours. None (nothing) is 0."""
    amount = int(amount or 0)
    if definition.aggregate in (PERSONS, SOURCES) or not definition.measures:
        return amount
    measure = measures.get(definition.measures[0])
    if measure.per != 1:
        return Decimal(amount) / measure.per
    return Decimal(amount).scaleb(-measure.scale) if measure.scale else amount


@dataclass
class _Worked:
    value: Number | None = 0
    evidence: dict[str, Number] = field(default_factory=dict)
    records: int = 0
    unnamed: int = 0


def _work_out(
    definitions: Sequence[Definition], reach: Reach, period: Period, known_at: datetime | None,
    whats: Sequence[str],
) -> dict[str, _Worked]:  # fmt: skip
    asks, places = [], []
    for definition in definitions:
        if names_in(definition):
            continue
        for what in whats:
            if what != "unnamed" or definition.aggregate == PERSONS:
                by = ("evidence",) if what == "value" else ()
                asks.append(Ask(definition, reach, what, by, period, known_at))
                places.append((definition, what))
    found: dict[str, _Worked] = defaultdict(_Worked)
    for (definition, what), rows in zip(places, answers(asks), strict=True):
        worked = found[definition.name]
        if what == "value":
            parts = {kind: scaled(definition, amount) for kind, amount in sorted(rows) if amount}
            # Added up first and turned into the unit then: thirds of an hour make whole hours.
            worked.evidence, worked.value = parts, scaled(definition, sum(amount or 0 for _kind, amount in rows))
        else:
            setattr(worked, what, int(rows[0][0] or 0) if rows else 0)
    for definition in definitions:
        if parts := names_in(definition):
            over, under = (found[name].value for name in parts)
            share = None if over is None or not under else Decimal(over) / Decimal(under)
            found[definition.name].value = share * 100 if share is not None and definition.unit == "%" else share
            found[definition.name].records = sum(found[name].records for name in parts)
    return found


def _with_parts(asked: Sequence[Definition], actor: gate.Actor, period: Period) -> list[Definition]:
    """Return the definitions with those that ratios divide before them; a ratio of ratios is worked out inside out."""
    ordered: dict[str, Definition] = {}

    def add(definition: Definition, above: tuple[str, ...]) -> None:
        for name in names_in(definition):
            if name in above:
                raise UnknownMetric(_("指标“%s”直接或间接除以自己，请修改它的口径。") % name)
            if name not in ordered:
                add(definition_of(name, actor=actor, period=period), (*above, definition.name))
        ordered[definition.name] = definition

    for definition in asked:
        add(definition, ())
    return [*ordered.values()]


def _closing(place: Place, period: Period) -> ClosedPeriod | None:
    """Return the latest closing that signed this period for the whole place."""
    for closed in place.closings:
        signed = closed.organisation.path
        if Period(closed.starts_on, closed.ends_on).holds(period) and all(t.startswith(signed) for t in place.tops):
            return closed
    return None


def _said() -> Said:
    return {measure.code: str(measure.title) for measure in measures.every()}, words()


def words() -> dict[str, dict[str, str]]:
    """Return how codes in dimensions are said."""
    kinds = {str(code): str(title) for code, title in Organisation.Kind.choices}
    kinds |= {"farm_station": _("农技站"), "unnamed": _("没有列名")}  # of the three heads, beside 医院 and 学校
    levels = {str(code): str(title) for code, title in Organisation._meta.get_field("level").choices or ()}
    channels = {"online": _("线上"), ONSITE: _("线下"), "both": _("线上线下同时"), UNSAID: _("没有写明（按线下计）")}
    evidence = {str(code): str(title) for code, title in Evidence.choices}
    return {"kind": kinds, "form": levels, "channel": channels, "evidence": evidence}


def _by_themselves() -> dict[str, list[Definition]]:
    """Return a metric for each measure no built-in metric counts: declaring a measure is enough to see its figure."""
    return {
        str(measure.title): [
            Definition(
                str(measure.title), measure.unit, CHAPTERS[0], STOCK if measure.is_stock else SUM, (measure.code,)
            )
        ]
        for measure in measures.every()
        if measure.unit and measure.code not in _COUNTED and str(measure.title) not in _BUILT_IN
    }


_BUILT_IN: dict[str, list[Definition]] = {}
for _definition in CATALOGUE:
    _BUILT_IN.setdefault(_definition.name, []).append(_definition)
_COUNTED = {code for definition in CATALOGUE for code in definition.measures}
