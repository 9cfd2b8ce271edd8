"""What a figure splits into: by town, month, form and whatever else an entry says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from kexie.core import gate, wording
from kexie.core.refusals import Invalid
from kexie.network.organisations.models import Organisation
from kexie.office.ledger import measures
from kexie.office.metrics.rules import DIMENSIONS, Definition, Period, names_in, narrowed
from kexie.office.metrics.rules.definitions import PERSONS, SOURCES, START, STOCK, SUM

from .engine import answers
from .expressions import TOWN, Ask
from .figures import Limits, Number, definition_of, scaled, shown, words
from .places import Place, reach_of

MONTH, DAY, ORGANISATION = "month", "day", "organisation"
KINDS = (TOWN, MONTH, DAY, ORGANISATION, *DIMENSIONS)


@dataclass(frozen=True)
class Row:
    """One line: its keys as the ledger has them, how they are said, and what it comes to."""

    keys: tuple[Any, ...]
    labels: tuple[str, ...]
    value: Number


@dataclass(frozen=True)
class Breakdown:
    """A figure split by dimensions. `total` is the figure; the rows add up to `total` + `overlap`.

    overlap: what several rows count together, because one activity was held by bodies of several rows, or one person
    or record appears in several. None where rows are stocks of different days, which do not add up.
    """

    by: tuple[str, ...]
    rows: Sequence[Row]
    total: Number
    overlap: Number | None

    @property
    def note(self) -> str:
        """Return the sentence printed under the table, "" where the rows simply add up."""
        if self.overlap is None:
            return _("各行是不同日期的存量，不能相加。")
        if not self.overlap:
            return ""
        why = _("几家共同举办的活动在各家都算，或同一人、同一条记录出现在几行里，总数里只算一次。")
        return _("各行之和比总数多 %(more)s：%(why)s") % {"more": wording.exact(self.overlap), "why": why}


def breakdown(
    metric: str | Definition, *, by: str | Sequence[str], period: Period, organisation: Organisation | None = None,
    actor: gate.Actor, view: str = "was", known_at: datetime | None = None, limits: Limits | None = None,
) -> Breakdown:  # fmt: skip
    """Split a figure by "town" (the bodies right below), "month", "day", "organisation" or any dimension of an entry.

    limits: values of dimensions that narrow the metric first.

    :raises NotFound: the organisation is out of the actor's reach
    :raises UnknownMetric: the name is not known
    :raises Invalid: the metric is a ratio, or the dimension is not known
    """
    place = reach_of(actor, organisation, view)
    by = (by,) if isinstance(by, str) else tuple(by)
    ask = _ask(metric, by, limits, place=place, period=period, known_at=known_at, actor=actor)
    definition = ask.definition
    if MONTH in by and definition.position:
        found, total = _standing_by_month(ask)
        overlap = None
    else:
        # What several bodies hold together is one line of one day: it lies in several rows only where these are bodies.
        parts = (
            [replace(ask, what="shared"), replace(ask, what="shared", by=())] if {TOWN, ORGANISATION} & {*by} else []
        )
        split, whole, *together = answers([ask, replace(ask, by=()), *parts])
        found = {_keys(by, keys): scaled(definition, amount) for *keys, amount in split if amount}
        total = scaled(definition, whole[0][0] if whole else 0)
        if definition.aggregate in (PERSONS, SOURCES):
            overlap = sum(found.values()) - total
        else:
            apart, once = (sum(int(row[-1] or 0) for row in rows) for rows in together or ([], []))
            overlap = scaled(definition, apart - once)
    return _said(definition, by, found, total, overlap, place=place, period=period, actor=actor)


def breakdowns(
    metric: str | Definition, *, bys: Sequence[str], period: Period, organisation: Organisation | None = None,
    actor: gate.Actor, view: str = "was", known_at: datetime | None = None, limits: Limits | None = None,
) -> list[Breakdown]:  # fmt: skip
    """Split a figure by several dimensions, each alone, at about the price of one: the ledger is read once for all.

    :raises NotFound: the organisation is out of the actor's reach
    :raises UnknownMetric: the name is not known
    :raises Invalid: the metric is a ratio, or a dimension is not known
    """
    place = reach_of(actor, organisation, view)
    ask = _ask(metric, tuple(bys), limits, place=place, period=period, known_at=known_at, actor=actor)
    definition = ask.definition
    if definition.aggregate != SUM:  # people, records and stocks of a part are no sum over smaller parts
        how = {"period": period, "organisation": organisation, "actor": actor, "view": view, "known_at": known_at}
        return [breakdown(definition, by=by, **how) for by in bys]
    alone, together = answers([replace(ask, what="alone"), replace(ask, what="shared", by=())])
    once = int((together[0][0] if together else 0) or 0)
    shared = answers([replace(ask, what="shared", by=(by,)) for by in bys]) if once else [[] for _by in bys]
    total = scaled(definition, sum(int(row[-1] or 0) for row in alone) + once)
    splits = []
    for number, (by, joint) in enumerate(zip(bys, shared, strict=True)):
        sums: dict[tuple[Any, ...], int] = defaultdict(int)
        for key, amount in (*((row[number], row[-1]) for row in alone), *joint):
            sums[_keys((by,), (key,))] += int(amount or 0)
        found = {keys: scaled(definition, amount) for keys, amount in sums.items() if amount}
        apart = sum(int(amount or 0) for _key, amount in joint) - once if by in (TOWN, ORGANISATION) else 0
        where = {"place": place, "period": period, "actor": actor}
        splits.append(_said(definition, (by,), found, total, scaled(definition, apart), **where))
    return splits


def monthly(
    definitions: Sequence[Definition], *, period: Period, organisation: Organisation | None = None, actor: gate.Actor
) -> dict[str, dict[int, Number]]:
    """Return what many metrics come to in each month of a period (201305), by name, in a few statements.

    Stocks and people standing on a day give what stands at each month's end, or start. Ratios are left out: shares of
    months do not add up.

    :raises NotFound: the organisation is out of the actor's reach
    """
    place = reach_of(actor, organisation, "was")
    asks = [Ask(one, place.reach, "value", (MONTH,), period) for one in definitions if not names_in(one)]
    standing = {ask: _standing_by_month(ask)[0] for ask in asks if ask.definition.position}
    flows = [ask for ask in asks if ask not in standing]
    found = {
        ask: {(month,): scaled(ask.definition, amount) for month, amount in rows}
        for ask, rows in zip(flows, answers(flows), strict=True)
    }
    return {
        ask.definition.name: {month: by.get((month,), 0) for month in period.months}
        for ask, by in (found | standing).items()
    }


def latest_year(*, organisation: Organisation | None, actor: gate.Actor, today: date) -> int:
    """Return this year, or the last one in which any work was recorded; a body that merely stands is no work.

    :raises NotFound: the organisation is out of the actor's reach
    """
    work = tuple(measure.code for measure in measures.every() if not measure.is_stock)
    anything = Definition("", "", "", measures=work)
    place = reach_of(actor, organisation, "was")
    (rows,) = answers([Ask(anything, place.reach, "value", (MONTH,))])
    this = today.year * 100 + today.month
    months = [month for month, amount in rows if amount and month <= this]
    return max(months) // 100 if months else today.year


def _ask(
    metric: str | Definition, by: tuple[str, ...], limits: Limits | None, *, place: Place, period: Period,
    known_at: datetime | None, actor: gate.Actor,
) -> Ask:  # fmt: skip
    definition = definition_of(metric, actor=actor, period=period) if isinstance(metric, str) else metric
    definition = narrowed(definition, limits or {})
    if names_in(definition):
        raise Invalid(_("“%s”是两个指标相除，不能再分。请分别看分子和分母。") % definition.title)
    if unknown := [name for name in by if name not in KINDS]:
        raise Invalid(_("不能按“%s”分。") % unknown[0])
    return Ask(definition, place.reach, "value", by, period, known_at)


def _said(
    definition: Definition, by: tuple[str, ...], found: dict[tuple[Any, ...], Number], total: Number,
    overlap: Number | None, *, place: Place, period: Period, actor: gate.Actor,
) -> Breakdown:  # fmt: skip
    if by == (MONTH,):
        found = {(month,): found.get((month,), 0) for month in period.months}
    said = {keys: shown(value, definition.unit) for keys, value in found.items()}
    return Breakdown(by, _sorted(said, by, place, actor), shown(total, definition.unit), overlap)


def _standing_by_month(ask: Ask) -> tuple[dict[tuple[Any, ...], Number], Number]:
    """Return what stood at the end (or start) of each month, and at the end (or start) of the period."""
    definition, months = ask.definition, ask.period.months
    whole = replace(ask, by=())
    if definition.aggregate != STOCK:  # people standing on a day: one question a month
        rest = tuple(name for name in ask.by if name != MONTH)
        place = ask.by.index(MONTH)
        asks = [replace(ask, by=rest, period=_within(ask.period, month)) for month in months]
        *by_month, last = answers([*asks, whole])
        found = {
            (*keys[:place], month, *keys[place:]): scaled(definition, amount)
            for month, rows in zip(months, by_month, strict=True)
            for *keys, amount in rows
        }
        return found, scaled(definition, last[0][0] if last else 0)
    changes, last = answers([ask, whole])
    place = ask.by.index(MONTH)
    lines: dict[tuple[Any, ...], dict[int, int]] = defaultdict(dict)
    for *keys, amount in changes:
        lines[(*keys[:place], *keys[place + 1 :])][keys[place]] = int(amount)
    found = {}
    for rest, by_month in lines.items():
        for month in months:
            upto = sum(n for m, n in by_month.items() if (m < month if definition.position == START else m <= month))
            found[(*rest[:place], month, *rest[place:])] = scaled(definition, upto)
    return found, scaled(definition, last[0][0] if last else 0)


def _within(period: Period, month: int) -> Period:
    whole = Period.month(*divmod(month, 100))
    return Period(max(whole.start, period.start), min(whole.end, period.end))


def _sorted(found: Mapping[tuple[Any, ...], Number], by: Sequence[str], place: Place, actor: gate.Actor) -> list[Row]:
    said = [_labels(name, {keys[at] for keys in found}, place, actor) for at, name in enumerate(by)]
    ordered = {name: {key: rank for rank, key in enumerate(labels)} for name, labels in zip(by, said, strict=True)}

    def rank(item: tuple[tuple[Any, ...], Number]) -> tuple[Any, ...]:
        keys, value = item
        in_order = (ordered[n][k] for n, k in zip(by, keys, strict=True) if n in (TOWN, MONTH, DAY, ORGANISATION))
        return (*in_order, -value, keys)

    rows = sorted(found.items(), key=rank)
    return [Row(k, tuple(names[key] for names, key in zip(said, k, strict=True)), value) for k, value in rows]


def _labels(by: str, keys: set[Any], place: Place, actor: gate.Actor) -> dict[Any, str]:
    """Return how the keys of one dimension are said, in the order they are shown."""
    if by == MONTH:
        return {key: _("%(year)d年%(month)d月") % {"year": key // 100, "month": key % 100} for key in sorted(keys)}
    if by in (TOWN, ORGANISATION):
        return _bodies(keys, by, actor)
    if by == DAY:
        return {key: _("%(month)d月%(day)d日") % {"month": key.month, "day": key.day} for key in sorted(keys)}
    known = words().get(by, {})
    return {key: known.get(key, key) or _("（未填）") for key in sorted(keys)}


def _keys(by: Sequence[str], keys: Sequence[Any]) -> tuple[Any, ...]:
    """Return the keys of a row; days are dates, although SQLite answers some questions with text."""
    return tuple(
        date.fromisoformat(key) if name == DAY and isinstance(key, str) else key
        for name, key in zip(by, keys, strict=True)
    )


def _bodies(keys: set[Any], by: str, actor: gate.Actor) -> dict[Any, str]:
    """Return names of bodies; one that has left the actor's reach since is not named."""
    ids = {key: (int(key, 36) if by == TOWN and key else key) for key in keys}
    rows = Organisation.objects.visible_to(actor).filter(pk__in=[i for i in ids.values() if i]).order_by("path")
    names = {row.pk: row.name for row in rows.only("name", "path")}
    back = {i: key for key, i in ids.items()}
    said = {"": _("本级")} if "" in keys else {}
    said |= {back[pk]: name for pk, name in names.items()}
    said |= {key: _("已划出的单位") for key in sorted(keys - said.keys())}
    return said
