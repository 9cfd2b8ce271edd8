"""Builders of bodies with a history in the ledger, and of what was said of them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from conftest import organisation
from kexie.core.gate import SYSTEM
from kexie.insight.assessment import services
from kexie.insight.assessment.models import Assessment, Round, RuleVersion
from kexie.insight.assessment.rules import Parameters
from kexie.network.organisations.models import Alias
from kexie.office.ledger import services as ledger

TODAY = date(2013, 12, 31)
AT = datetime(2014, 1, 2, 1, 0, tzinfo=UTC)


def body(parent, name="梨园农技协", kind="farm_association", level="town", known_on=date(2010, 1, 1), **fields):
    """Return a stored body that is known since long."""
    return organisation(name, parent=parent, kind=kind, level=level, known_on=known_on, **fields)


def did(where, *days, measure="activities.held", amount=1, at=None):
    """Post one amount of a measure on each day, each by a record of its own; return the records."""
    return [posted(where, [ledger.Line(measure, amount, day)], at=at) for day in days]


def posted(where, lines, at=None):
    """Return a new record that has posted these lines."""
    row = Alias.objects.create(organisation=where, text=f"记录{Alias.objects.count()}")
    ledger.post(source=ledger.Source(row, where, lines), actor=SYSTEM, at=at)
    return row


def monthly(year=2013, months=range(1, 13)):
    """Return the tenth of some months."""
    return [date(year, month, 10) for month in months]


def assessed(root, on=TODAY):
    """Assess everything under an association, and return {name: assessment}."""
    services.assess(organisation=root, on=on, actor=SYSTEM, at=AT)
    made = Round.objects.filter(organisation=root, on=on).first()
    return {row.organisation.name: row for row in made.assessments.select_related("organisation", "round")}


def assessment(organisation):
    """Return what a round says of one more body at an association."""
    rule = rule_version(organisation) if not RuleVersion.objects.filter(organisation=organisation).exists() else None
    rule = rule or RuleVersion.objects.filter(organisation=organisation).first()
    made = Round.objects.filter(organisation=organisation).first() or Round.objects.create(
        organisation=organisation, on=TODAY, rule=rule, made_at=AT, made_by="test", bodies=1,
        groups=[{"group": ["", ""], "bodies": 1, "middle": 0, "kinds": {}, "season": [1] * 12}],
    )  # fmt: skip
    where = body(organisation, name=f"{organisation.name}第{Assessment.objects.count()}农技协")
    return Assessment.objects.create(
        round=made, organisation=where, on=made.on, band="dormant", sure=100, points=0, causes="silent、one_kind",
        doubts="copied", last_on=date(2012, 5, 1), dormant_on=date(2013, 5, 1),
        evidence={"gatherings": [0, 0, "2012-05-01"]},
    )  # fmt: skip


def rule_version(organisation, starts_on=date(2000, 1, 1)):
    """Return a stored version of the rules."""
    return RuleVersion.objects.create(
        organisation=organisation, starts_on=starts_on, parameters=Parameters().stored(), note="首版"
    )
