"""Many metrics by month in a few statements."""

from __future__ import annotations

from datetime import date

import pytest

from kexie.core.gate import SYSTEM
from kexie.office.ledger.tests.make import MEMBERS, line, posted
from kexie.office.metrics import queries

from .make import Y2013, people


@pytest.mark.django_db
def test_many_metrics_by_month_are_what_each_is_alone(here, django_assert_max_num_queries):
    for month, amount in ((1, 40), (5, 60), (5, 5), (12, 7)):
        posted(here, line(amount, on=date(2013, month, 9)))
    posted(here, line(100, MEMBERS, date(2012, 3, 1)), line(-20, MEMBERS, date(2013, 6, 1)))
    flow = people()
    stock = people(name="会员", measures=("test.members",), aggregate="stock")
    share = people(name="比", measures=(), aggregate="ratio", numerator="人次", denominator="会员")
    how = {"period": Y2013, "organisation": here, "actor": SYSTEM}
    with django_assert_max_num_queries(8):
        found = queries.monthly([flow, stock, share], **how)
    assert sorted(found) == ["人次", "会员"]
    for definition in (flow, stock):
        alone = {row.keys[0]: row.value for row in queries.breakdown(definition, by="month", **how).rows}
        assert found[definition.name] == alone
    assert found["人次"][201305] == 65 and found["会员"][201305] == 100 and found["会员"][201306] == 80
