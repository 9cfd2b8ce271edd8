"""What campaigns and brands came to, by the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Max, Min
from django.utils.translation import gettext_lazy as _

from kexie.core import gate
from kexie.network.organisations.models import Organisation
from kexie.office.metrics import queries as metrics
from kexie.office.metrics.queries import Definition, Period
from kexie.work.activities.models import Activity, Brand, Campaign, Session

ITEMS, HELD, PEOPLE, PERSONS, VOLUNTEERS = (
    "活动项数", "活动数", "活动参加人次", "活动参加人数", "参加志愿者人次",
)  # fmt: skip
SHOWN = (ITEMS, HELD, PEOPLE, PERSONS, VOLUNTEERS, "发放资料份数", "展板块数", "放映场次")
SPLITS = (
    ("town", _("各下级单位")), ("form", _("各种形式")), ("day", _("每一天")), ("organisation", _("各主办单位")),
    ("channel", _("线上线下")),
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One line of a table: what it says, sessions held and people who came, each with its page."""

    label: str
    held: Any
    people: Any
    held_url: str
    people_url: str


@dataclass(frozen=True)
class Table:
    """What a campaign splits into; `note` says why the lines add up to more than the figure."""

    title: str
    lines: Sequence[Line]
    note: str


@dataclass(frozen=True)
class Statistics:
    """All of one campaign's figures, and the tables below them."""

    figures: Sequence[metrics.Figure]
    tables: Sequence[Table]


def statistics(campaign: Campaign, actor: gate.Actor) -> Statistics:
    """Return what a campaign came to in its year: figures, and sessions and people by body, form, day, host, channel.

    Where it stands if the actor may see that body, else all the actor may see. Every number is a metric of the
    catalogue narrowed to the campaign, and leads to the records behind it.
    """
    where, limits = _where(campaign, actor), {"campaign": [campaign.series]}
    found = metrics.figures(SHOWN, **where, limits=limits, counts_records=False)
    usual = {HELD, PEOPLE, ITEMS}
    figures = [found[name] for name in SHOWN if found[name].value or name in usual]
    bys = [by for by, _title in SPLITS]
    held, people = (metrics.breakdowns(name, bys=bys, **where, limits=limits) for name in (HELD, PEOPLE))
    parts = zip(SPLITS, held, people, strict=True)
    return Statistics(figures, [_table(by, str(title), one, other, where, limits) for (by, title), one, other in parts])


def campaign_figures(campaign: Campaign, actor: gate.Actor) -> dict[str, Any]:
    """Return the few figures of a campaign that its page begins with, and what lists its activities."""
    where, limits = _where(campaign, actor), {"campaign": [campaign.series]}
    found = metrics.figures((HELD, PEOPLE, VOLUNTEERS), **where, limits=limits)
    by_form = metrics.breakdown(HELD, by="form", **where, limits=limits)
    query = {"campaign__series": campaign.series, "starts_on__year": campaign.year, "state": Activity.State.COMPLETED}
    if where["organisation"] is not None:
        query["organisation"] = where["organisation"].pk
    return {
        "figures": [one for one in found.values() if one.value],
        "forms": [(row.labels[0], row.value) for row in by_form.rows if row.value],
        "query": urlencode(query),
    }


@dataclass(frozen=True)
class BrandYear:
    """One year of a brand: its activities, and what they came to."""

    year: int
    activities: int
    figures: Sequence[metrics.Figure]
    query: str


OF_BRAND = (HELD, PEOPLE, PERSONS, VOLUNTEERS)


def brand_years(brand: Brand, actor: gate.Actor) -> list[BrandYear]:
    """Return what a brand came to, year by year, the latest first: metrics of the catalogue over its records alone.

    Activities of a brand are few, so its records are named; no entry has to say which brand it belongs to.
    """
    rows = Activity.objects.visible_to(actor).filter(brand=brand, state=Activity.State.COMPLETED)
    span = rows.order_by().aggregate(first=Min("starts_on"), last=Max("starts_on"), count=Count("pk"))
    if not span["count"]:
        return []
    keys: dict[int, list[int]] = {}
    for key, on in rows.order_by().values_list("pk", "starts_on"):
        keys.setdefault(on.year, []).append(key)
    found = []
    for year in range(span["last"].year, span["first"].year - 1, -1):
        here = sorted(keys.get(year, ()))
        sources = _sources(here)
        asked = [_over(name, year, actor, sources) for name in OF_BRAND]
        figures = metrics.figures(asked, period=Period.year(year), actor=actor) if here else {}
        query = urlencode({"brand": brand.pk, "starts_on__year": year})
        found.append(BrandYear(year, len(here), [*figures.values()], query))
    return found


def brand_figure(brand: Brand, year: int, name: str, actor: gate.Actor) -> tuple[metrics.Figure, metrics.Drill] | None:
    """Return one figure of a brand in a year with the records behind it; None where a brand has no such figure."""
    if name not in OF_BRAND:
        return None
    rows = Activity.objects.visible_to(actor).filter(brand=brand, state=Activity.State.COMPLETED, starts_on__year=year)
    here = sorted(rows.order_by().values_list("pk", flat=True))
    if not here:
        return None
    asked, period = _over(name, year, actor, _sources(here)), Period.year(year)
    [figure] = metrics.figures([asked], period=period, actor=actor).values()
    return figure, metrics.entries(asked, period=period, actor=actor)


def _sources(activities: Sequence[int]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    sessions = Session.objects.filter(activity__in=activities).order_by("pk").values_list("pk", flat=True)
    return (("activities.activity", tuple(activities)), ("activities.session", tuple(sessions)))


def _over(name: str, year: int, actor: gate.Actor, sources: Any) -> Definition:
    return replace(metrics.definition_of(name, actor=actor, period=Period.year(year)), sources=sources)


def _where(campaign: Campaign, actor: gate.Actor) -> dict[str, Any]:
    body = campaign.organisation
    place = body if gate.allows(actor, "view", body) else None
    return {"period": Period.year(campaign.year), "organisation": place, "actor": actor}


def _table(
    by: str, title: str, held: metrics.Breakdown, people: metrics.Breakdown, where: dict[str, Any],
    limits: dict[str, list[str]],
) -> Table:  # fmt: skip
    counts, sums = ({row.keys[0]: row.value for row in split.rows} for split in (held, people))
    labels = {row.keys[0]: row.labels[0] for row in (*held.rows, *people.rows)}
    keys = sorted(labels) if by == "day" else labels
    lines = [
        Line(
            labels[key], counts.get(key, 0), sums.get(key, 0),
            *(_address(name, by, key, where, limits) for name in (HELD, PEOPLE)),
        )
        for key in keys
    ]  # fmt: skip
    return Table(title, lines, people.note or held.note)


def _address(name: str, by: str, key: Any, where: dict[str, Any], limits: dict[str, list[str]]) -> str:
    """Return the page of one number of a table, "" where no page says just this."""
    period, body = where["period"], where["organisation"]
    if by == "day":
        return metrics.url_of(name, period=Period(key, key), organisation=body, limits=limits)
    if by == "town":
        if not key:
            if body is None:
                return ""
            return metrics.url_of(name, period=period, organisation=body, limits=limits | {"host": [str(body.pk)]})
        return metrics.url_of(name, period=period, organisation=Organisation(pk=int(key, 36)), limits=limits)
    if not key:
        return ""
    more = {"host" if by == "organisation" else by: [str(key)]}
    return metrics.url_of(name, period=period, organisation=body, limits=limits | more)
