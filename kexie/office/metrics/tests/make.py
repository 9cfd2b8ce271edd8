"""Builders of metrics for tests, over the ledger's test measures."""

from __future__ import annotations

from kexie.core.gate import SYSTEM
from kexie.office.metrics import queries
from kexie.office.metrics.queries import Definition, Period

Y2013 = Period.year(2013)


def people(**fields):
    """Return a metric over the test person-times."""
    return Definition(**{"name": "人次", "unit": "人次", "chapter": "综合", "measures": ("test.people",), **fields})


def value(definition, organisation=None, period=Y2013, actor=SYSTEM, **how):
    """Return a figure's value."""
    return queries.figure(definition, period=period, organisation=organisation, actor=actor, **how).value


def rows(definition, by, organisation=None, period=Y2013, actor=SYSTEM, **how):
    """Return a breakdown as a dictionary from label to value."""
    found = queries.breakdown(definition, by=by, period=period, organisation=organisation, actor=actor, **how)
    return {row.labels[0] if len(row.labels) == 1 else row.labels: row.value for row in found.rows}
