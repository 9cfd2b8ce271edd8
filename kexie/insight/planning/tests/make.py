"""Builders: one call gives one valid stored row."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from kexie.core import records
from kexie.core.gate import SYSTEM
from kexie.insight.planning.models import Peer, PeerFigure, Plan, Population, Target
from kexie.office.ledger.tests import make as ledger
from kexie.office.metrics.models import Metric

METRIC = "受众人次"


def metric(organisation, name=METRIC, **fields) -> Metric:
    """Return a metric of the test's person-times."""
    given = {"unit": "人次", "measures": ["test.people"], **fields}
    return Metric.objects.filter(name=name).first() or Metric.objects.create(
        organisation=organisation, name=name, **given
    )


def plan(*, organisation, year=None, **fields) -> Plan:
    """Return a plan; of the next year that has none yet."""
    taken = Plan.objects.filter(organisation=organisation).order_by("-year").values_list("year", flat=True).first()
    row = Plan.of_year(organisation, year or (taken or 2025) + 1)
    for name, value in fields.items():
        setattr(row, name, value)
    return records.save(row, actor=SYSTEM, did="create")


def target(*, organisation, plan=None, goal=1200, metric=METRIC, **fields) -> Target:
    """Return a target on person-times, of a plan of its own unless one is given."""
    row = Target(plan=plan or globals()["plan"](organisation=organisation), metric=metric, goal=Decimal(goal), **fields)
    return records.save(row, actor=SYSTEM, did="create")


def peer(*, organisation, plan=None, **fields) -> Peer:
    """Return a body outside the platform to compare with."""
    given = {
        "name": f"外市科协{Peer.objects.count()}",
        "population": 500_000,
        "population_source": "2024 年末，统计公报",
        **fields,
    }
    row = Peer(plan=plan or globals()["plan"](organisation=organisation), **given)
    return records.save(row, actor=SYSTEM, did="create")


def population(*, organisation, year=None, **fields) -> Population:
    """Return how many people live there; of the next year that is not registered yet."""
    given = {"people": 800_000, "source": "统计年鉴", **fields}
    row = Population(organisation=organisation, year=year or 2020 + Population.objects.count(), **given)
    return records.save(row, actor=SYSTEM, did="create")


def peer_figure(*, organisation, peer=None, **fields) -> PeerFigure:
    """Return a typed figure of a body outside."""
    given = {"metric": "活动参加人次", "value": Decimal(900), "until": date(2025, 12, 31), "source": "年报", **fields}
    row = PeerFigure(peer=peer or globals()["peer"](organisation=organisation), **given)
    return records.save(row, actor=SYSTEM, did="create")


def held(organisation, on, people, form="讲座", **fields):
    """Post an activity's people."""
    return ledger.posted(organisation, ledger.line(people, on=on, form=form, **fields))


def kept_years(organisation, years=(2023, 2024, 2025), month=100):
    """Post an even year after the other: so many people on the tenth of each month."""
    for year in years:
        for number in range(1, 13):
            held(organisation, date(year, number, 10), month)
