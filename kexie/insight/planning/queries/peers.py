"""One's own figures beside those of bodies one chose: what they rest on first, the distance after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.core import gate, wording
from kexie.core.refusals import NotFound
from kexie.insight.planning.models import Peer, Plan
from kexie.insight.planning.rules import progress
from kexie.network.organisations.models import Organisation
from kexie.office.ledger.models import Evidence
from kexie.office.metrics import queries as metrics
from kexie.office.metrics.queries import Period

from .population import People, people_at, people_of_peers
from .standing import Standing, standings

Figures = dict[str, metrics.Figure]
HEADS = 10_000  # figures are compared by so many people
STAGES = {
    progress.SEEK: gettext_lazy("寻标"), progress.COMPARE: gettext_lazy("对标"), progress.REACH: gettext_lazy("达标"),
    progress.LEAD: gettext_lazy("夺标"), progress.SET: gettext_lazy("创标"),
}  # fmt: skip
FAR, OLD = 2, 6  # years between populations compared, and from a population to the plan, from which on that is said
FIRM = ("counted", "imported")  # evidence that was counted one by one


@dataclass(frozen=True)
class Quality:
    """What the figures of one body rest on. `reported`: in how many of the window's months anything was recorded."""

    name: str
    kind: str
    people: People | None
    reported: int | None
    counted: int | None  # per cent of its amounts that were counted, not estimated or reported
    why: str = ""
    is_own: bool = False


@dataclass(frozen=True)
class Value:
    """One figure of one body; `by_head` is per 10,000 people."""

    value: Decimal | int | None
    by_head: Decimal | None
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class Line:
    """One metric: one's own figure, those of the others in the order they were chosen, and the distance in words.

    `gap` is "" where there is nothing to compare.
    """

    metric: str
    title: str
    unit: str
    own: Value
    others: tuple[Value, ...]
    gap: str
    is_by_head: bool  # compared by 10,000 people
    stage: str  # 寻标, 对标, 达标, 夺标, 创标


@dataclass(frozen=True)
class Benchmark:
    """A comparison: its window, what it rests on, its lines; `is_by_head` where all populations are known."""

    window: Period
    months: int
    bodies: tuple[Quality, ...]
    lines: tuple[Line, ...]
    is_by_head: bool
    doubts: tuple[str, ...]

    @property
    def said(self) -> str:
        """The window in words."""
        first, last = self.window.start, self.window.end
        if first == last:
            return _("%(year)d年年初（还没有过完一个整月）") % {"year": first.year}
        if last.month == 1:
            return _("%(year)d年1月（1个整月）") % {"year": first.year}
        facts = {"year": first.year, "last": last.month, "n": self.months}
        return _("%(year)d年1月至%(last)d月（%(n)d个整月）") % facts

    @property
    def alone(self) -> list[Line]:
        """The lines of metrics that no other body has a figure of."""
        return [line for line in self.lines if not line.gap]


def window_of(plan: Plan, today: date) -> Period:
    """Return the whole months of a plan's year that are over; before its first is, the day it begins."""
    year = Period.year(plan.year)
    end = min(today.replace(day=1) - timedelta(days=1), year.end)
    return Period(year.start, max(end, year.start))


def benchmark(plan: Plan, *, actor: gate.Actor, today: date) -> Benchmark:
    """Return a plan's figures beside its peers', over the same whole months.

    A peer the actor may not see stays by name, without figures.
    """
    window, peers = window_of(plan, today), [*plan.peers.select_related("body").prefetch_related("figures")]
    known = metrics.catalogue(actor)
    targets = [target for target in plan.targets.all() if target.metric in known]
    asked = [metrics.definition_of(t.metric, actor=actor, period=window) for t in targets]
    own = _of(plan.organisation, asked, window, actor) or {}
    found = [_of(peer.body, asked, window, actor) if peer.body else None for peer in peers]
    us = plan.organisation
    here = people_at([us], plan.year, actor).get(us.pk)
    there = people_of_peers(peers, plan.year, actor)
    is_by_head = here is not None and len(there) == len(peers)
    bodies = [_quality(str(us), us, here, own, asked, window, actor, is_own=True)]
    for peer, theirs in zip(peers, found, strict=True):
        bodies.append(_quality(str(peer), peer.body, there.get(peer.pk), theirs, asked, window, actor, why=peer.why))
    stands = {one.target.metric: one for one in standings(plan, actor=actor, today=today, targets=targets)}
    lines = []
    for definition in asked:
        figure = own.get(definition.name)
        mine = _value(figure.value if figure else None, here, figure.url if figure else "")
        others = tuple(_others(peers, found, there, definition.name))
        is_summed = is_by_head and not definition.position and definition.aggregate != "ratio"
        lines.append(_line(definition, mine, others, stands[definition.name], is_summed=is_summed))
    doubts = (*_doubts(bodies, window), *_other_days(peers, {t.metric for t in targets}, window))
    return Benchmark(window, len(window.months), tuple(bodies), tuple(lines), is_by_head, doubts)


def _of(body: Organisation, asked: Sequence[Any], window: Period, actor: gate.Actor) -> Figures | None:
    try:
        return metrics.figures(asked, period=window, organisation=body, actor=actor)
    except NotFound:
        return None


def _quality(
    name: str, body: Organisation | None, people: People | None, figures: Figures | None,
    asked: Sequence[Any], window: Period, actor: gate.Actor, *, why: str = "", is_own: bool = False,
) -> Quality:  # fmt: skip
    kind = f"{body.get_level_display()}{body.get_kind_display()}" if body else _("平台外，数字由人填报")
    if figures is None:
        return Quality(name, kind, people, None, None, why, is_own)
    flows = [one for one in asked if not one.position]
    by_month = metrics.monthly(flows, period=window, organisation=body, actor=actor)
    reported = {month for months in by_month.values() for month, amount in months.items() if amount}
    parts: dict[str, float] = {}
    for figure in figures.values():
        whole = sum(abs(float(n)) for n in figure.evidence.values())
        for code, amount in figure.evidence.items() if whole else ():
            parts[code] = parts.get(code, 0.0) + abs(float(amount)) / whole  # each metric weighs the same
    counted = round(100 * sum(parts.get(code, 0.0) for code in FIRM) / sum(parts.values())) if parts else None
    return Quality(name, kind, people, len(reported), counted, why, is_own)


def _others(
    peers: Sequence[Peer], found: Sequence[Figures | None], there: Mapping[int, People], name: str
) -> list[Value]:
    values = []
    for peer, theirs in zip(peers, found, strict=True):
        typed = next((one for one in peer.figures.all() if one.metric == name), None)
        if theirs is not None:
            values.append(_value(theirs[name].value, there.get(peer.pk), theirs[name].url))
        elif typed is not None:
            facts = {"until": typed.until, "how": Evidence(typed.evidence).label, "source": typed.source}
            note = _("统计到 %(until)s，%(how)s，来源：%(source)s") % facts
            values.append(_value(wording.fitted(typed.value), there.get(peer.pk), "", note))
        else:
            values.append(Value(None, None, note=_("没有数据")))
    return values


def _value(value: Decimal | int | None, people: People | None, url: str, note: str = "") -> Value:
    by_head = Decimal(value) * HEADS / people.amount if value is not None and people else None
    return Value(value, by_head, url, note)


def _line(
    definition: Any, own: Value, others: tuple[Value, ...], standing: Standing, *, is_summed: bool
) -> Line:  # fmt: skip
    pick = (lambda v: v.by_head) if is_summed else (lambda v: v.value)
    mine, theirs = pick(own), [float(n) for v in others if (n := pick(v)) is not None]
    centre = progress.middle(theirs)
    if mine is None or centre is None:
        gap = ""
    else:
        unit = definition.unit + (_("／万人") if is_summed else "")
        apart = Decimal(str(round(float(mine) - centre, 2)))
        facts = {"n": wording.exact(wording.fitted(abs(apart))), "unit": unit}
        facts["middle"] = wording.exact(wording.fitted(Decimal(str(round(centre, 2)))))
        facts["more"] = _("多") if apart > 0 else _("少")
        say = _("比对标单位的中间数 %(middle)s%(unit)s%(more)s %(n)s%(unit)s")
        gap = (say if apart else _("与对标单位的中间数 %(middle)s%(unit)s 相同")) % facts
    stage = progress.stage_of(
        state=standing.state, has_peers=bool(others), value=None if mine is None else float(mine),
        own_best=max((sum(year) for year in standing.years.values()), default=None) if not is_summed else None,
        peers=theirs,
    )  # fmt: skip
    return Line(definition.name, definition.title, definition.unit, own, others, gap, is_summed, str(STAGES[stage]))


def _other_days(peers: Sequence[Peer], metrics_asked: set[str], window: Period) -> list[str]:
    """Say which typed figures count until another day than one's own."""
    said = _("%(name)s的“%(metric)s”统计到 %(until)s，和本单位的期间不一样。")
    return [
        said % {"name": peer, "metric": one.metric, "until": one.until}
        for peer in peers
        for one in peer.figures.all()
        if one.metric in metrics_asked and one.until != window.end
    ]


def _doubts(bodies: Sequence[Quality], window: Period) -> list[str]:
    """Say what makes the comparison weak, before anybody reads a distance."""
    said, months = [], len(window.months)
    years = sorted({body.people.year for body in bodies if body.people and body.people.year})
    if years and years[-1] - years[0] > FAR:
        say = _("人口不是同一时候的：早的是 %(first)d 年，晚的是 %(last)d 年。")
        said.append(say % {"first": years[0], "last": years[-1]})
    if years and window.start.year - years[0] > OLD:
        said.append(_("人口是 %(first)d 年的，已经旧了。") % {"first": years[0]})
    for body in bodies:
        facts = {"name": body.name, "n": body.reported or 0, "months": months, "counted": body.counted}
        if body.people is None:
            said.append(_("%(name)s没有登记人口，只能比总数。") % facts)
        if body.reported is not None and body.reported < months:
            said.append(_("%(name)s %(months)d 个月里只有 %(n)d 个月有记录。") % facts)
        if body.counted is not None and body.counted < 80:
            said.append(_("%(name)s的数字按指标平均只有 %(counted)d%% 是逐条记下的，其余是估计或上报。") % facts)
    return said
