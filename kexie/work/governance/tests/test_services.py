"""What the ledger says of bodies as they come, change and go."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.models import Sum

from kexie.core.gate import SYSTEM
from kexie.core.refusals import NotAllowed
from kexie.network.organisations import services as organisations
from kexie.network.organisations.models import Organisation
from kexie.office.ledger.models import Entry, Posting
from kexie.work.governance import services

pytestmark = pytest.mark.django_db
Kind = Organisation.Kind
DAY = date(2013, 6, 18)


def stock(measure="governance.bodies", on=date(2030, 1, 1), **by):
    return Entry.objects.filter(measure=measure, on__lte=on, **by).aggregate(n=Sum("amount"))["n"] or 0


def found(here, actor, **fields):
    return organisations.found(
        **{"name": "某厂科协", "kind": Kind.ENTERPRISE, "parent": here, "actor": actor, **fields}
    )


def test_a_founded_body_counts_from_its_day(here, officer):
    found(here, officer, founded_on=DAY)
    assert (stock(on=date(2013, 6, 17)), stock(on=DAY), stock("governance.founded")) == (0, 1, 1)


def test_one_without_a_day_counts_from_the_day_it_is_registered(here, officer):
    found(here, officer, today=date(2014, 2, 3))
    assert (stock(on=date(2014, 2, 2)), stock(on=date(2014, 2, 3)), stock("governance.founded")) == (0, 1, 0)


def test_a_suggested_body_counts_nowhere_until_it_is_confirmed(here, officer):
    body = found(here, officer, state=Organisation.State.SUGGESTED)
    assert not Posting.objects.exists()
    organisations.confirm(organisation=body, actor=officer, today=date(2014, 2, 3))
    assert stock(on=date(2014, 2, 3)) == 1


def test_a_corrected_day_and_kind_put_the_figures_right(here, officer):
    body = found(here, officer, founded_on=DAY)
    body.founded_on = date(2012, 6, 18)
    body = organisations.amend(organisation=body, actor=officer)
    assert (stock(on=date(2012, 12, 31)), stock()) == (1, 1)
    organisations.change_kind(organisation=body, kind=Kind.PARK, actor=officer)
    assert (stock(kind=Kind.ENTERPRISE), stock(kind=Kind.PARK)) == (0, 1)


def test_dissolved_it_counts_until_its_day_and_reopened_as_if_never_gone(here, officer):
    body = found(here, officer, founded_on=DAY)
    body = organisations.dissolve(organisation=body, on=date(2020, 3, 1), actor=officer)
    assert (stock(on=date(2020, 2, 29)), stock(), stock("governance.dissolved")) == (1, 0, 1)
    organisations.reopen(organisation=body, actor=officer)
    assert (stock(), stock("governance.dissolved")) == (1, 0)


def test_said_again_nothing_is_posted(here, officer):
    body = found(here, officer, founded_on=DAY)
    assert services.count_bodies(bodies=[body], actor=officer) == 0


def test_a_reader_may_not_count(here, grant):
    from conftest import person

    body = found(here, SYSTEM, founded_on=DAY)
    with pytest.raises(NotAllowed):
        services.count_bodies(bodies=[body], actor=person("reader", here))
