"""A prepared question gives what its queryset gives, whatever values it is asked with."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.models import Count, F, Q

from kexie.core.loading import digest
from kexie.core.prepared import Given, Prepared, named, several
from kexie.network.people.models import Person
from kexie.work.activities.models import Activity

pytestmark = pytest.mark.django_db


def activities(here, count: int) -> list[Activity]:
    """Keep some activities, of two forms, each on its own day."""
    return [
        Activity.objects.create(
            organisation=here, name=f"讲座 {n}", form=("讲座", "展览")[n % 2], starts_on=date(2013, 5, n + 1),
            key=digest(["prepared", n]), more_results={"义诊": n},
        )
        for n in range(count)
    ]  # fmt: skip


def test_rows_are_those_of_the_queryset(here, django_assert_num_queries) -> None:
    """Fields of every kind, relations read along and annotations are what the queryset makes of them."""
    activities(here, 4)
    day = Activity._meta.get_field("starts_on")
    usual = Activity.objects.select_related("organisation").annotate(people=Count("parties")).order_by("pk")
    question = Prepared(usual.filter(form=Given("form"), starts_on__lte=Given("day", day)))
    for form, until in (("讲座", date(2013, 5, 4)), ("展览", date(2013, 5, 2)), ("展览", date(2012, 1, 1))):
        expected = [*usual.filter(form=form, starts_on__lte=until)]
        with django_assert_num_queries(1):
            found = question.rows(form=form, day=until)
            assert [row.organisation.name for row in found] == [here.name] * len(expected)
        held = [{name: value for name, value in row.__dict__.items() if name != "_state"} for row in found]
        assert held == [{n: v for n, v in row.__dict__.items() if n != "_state"} for row in expected]
        assert not any(row._state.adding for row in found)
    assert question.first(form="论坛", day=date(2013, 5, 4)) is None


def test_several_values(here) -> None:
    """Room for so many values, among them keys of relations and conditions that nothing can fit."""
    rows = activities(here, 4)
    wanted = [rows[1].pk, rows[3].pk]
    question = Prepared(Activity.objects.filter(pk__in=several("key", 2)).order_by("pk").values_list("pk", "name"))
    assert question.rows(**named("key", wanted)) == [(row.pk, row.name) for row in (rows[1], rows[3])]
    either = Q(organisation__pk__in=several("body", 1)) | Q(pk__in=several("key", 0))
    assert len(Prepared(Activity.objects.filter(either)).rows(**named("body", [here.pk]))) == 4
    assert Prepared(Activity.objects.filter(pk__in=several("key", 0))).rows() == []


def test_personal_data_are_opened(here) -> None:
    """What is sealed in the database is plain in the row, and rows of some fields fetch the others when asked."""
    Person.objects.create(organisation=here, name="某某", phone="16400000001")
    question = Prepared(Person.objects.only("phone", "organisation").filter(name=Given("name")))
    found = question.first(name="某某")
    assert found.phone == "16400000001"
    assert found.get_deferred_fields() >= {"name", "email"}
    assert found.name == "某某"


def test_dictionaries_cannot_be_prepared(here) -> None:
    """Only rows and tuples are made."""
    with pytest.raises(TypeError):
        Prepared(Activity.objects.annotate(said=F("name")).values("said")).rows()
