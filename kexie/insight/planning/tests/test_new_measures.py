"""A measure an app declares is a figure at once: in a plan's choice, its standing, and the annual summary."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from kexie.core.gate import SYSTEM
from kexie.insight.planning import queries
from kexie.insight.planning.forms import metric_choices
from kexie.insight.reports.tests import make as reports
from kexie.office.ledger import measures
from kexie.office.ledger.measures import Measure
from kexie.office.ledger.tests import make as ledger
from kexie.office.metrics.models import Metric

from . import make

pytestmark = pytest.mark.django_db
KITES = Measure("kites.flown", "放飞风筝", "只")
SUMMARY = "\n= 开头\n{=年度}年放飞风筝{放飞风筝}只。\n# 打算【沿用】\n※ 先写不足。\n"


@pytest.fixture
def declared(monkeypatch):
    """The measure as another app would declare it in its measures room: this line and nothing else."""
    monkeypatch.setitem(measures._measures, KITES.code, KITES)


def choices(actor=SYSTEM):
    return {name for _chapter, group in metric_choices(actor)[1:] for name, _title in group}


def test_undeclared_it_is_nowhere():
    assert "放飞风筝" not in choices()


def test_a_plan_offers_and_counts_it(declared, here, officer, client):
    ledger.posted(here, ledger.line(7, KITES, on=date(2026, 5, 1)))
    assert "放飞风筝" in choices(officer)
    plan = make.plan(organisation=here, year=2026)
    client.force_login(officer)
    client.post(reverse("planning:target_create"), {
        "plan": plan.pk, "metric": "放飞风筝", "direction": "up", "goal": "10", "basis": "last_year",
    })  # fmt: skip
    (one,) = queries.standings(plan, actor=officer, today=date(2026, 7, 31))
    assert (one.target.metric, one.figure.value, one.unit) == ("放飞风筝", 7, "只")
    assert "7" in client.get(one.figure.url).content.decode()


def test_the_annual_summary_says_it(declared, here):
    ledger.posted(here, ledger.line(7, KITES, on=date(2013, 5, 1)))
    reports.template(here, SUMMARY)
    draft = reports.draft(reports.report(here, 2013))
    assert "2013年放飞风筝7只。" in reports.text(draft.document)
    assert [line.metric for line in draft.lines] == ["放飞风筝"]


def test_what_people_made_of_that_name_goes_first(declared, here, officer):
    ledger.posted(here, ledger.line(7, KITES, on=date(2026, 5, 1)))
    Metric.objects.create(organisation=here, name="放飞风筝", unit="项", measures=[KITES.code], aggregate="sources")
    make.target(organisation=here, plan=make.plan(organisation=here, year=2026), metric="放飞风筝", goal=3)
    (one,) = queries.standings(queries.plan_of(here, 2026, officer), actor=officer, today=date(2026, 7, 31))
    assert (one.figure.value, one.unit) == (1, "项")
