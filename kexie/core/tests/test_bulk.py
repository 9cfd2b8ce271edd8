"""Rows made and written in bulk hold and store what rows made and written one by one do."""

from __future__ import annotations

import gc
from datetime import date

import pytest
from django.db import connection

from kexie.core import bulk
from kexie.core.loading import digest
from kexie.network.organisations.models import Organisation
from kexie.network.people.models import Person
from kexie.office.ledger.models import Posting
from kexie.work.activities.models import Activity, Campaign

pytestmark = pytest.mark.django_db
OWN = ("public_id",)  # drawn by lot for every row


def said(here, **more) -> dict:
    """Return what an activity is told, a relation and a choice among it."""
    return {
        "organisation": here, "name": "科普讲座", "starts_on": date(2013, 5, 12), "state": Activity.State.COMPLETED,
        "participations": 120, "more_results": {"义诊": 3}, **more,
    }  # fmt: skip


def stored(row: Activity) -> dict:
    """Return a row as the database holds it, but for its key and its moment."""
    held = type(row)._base_manager.filter(pk=row.pk).values().get()
    return {name: value for name, value in held.items() if name not in ("id", "created_at", "updated_at", "key", *OWN)}


def test_a_fresh_row_is_what_the_model_makes(here) -> None:
    """Every attribute is there, defaults included, and relations are at hand without a query."""
    made, usual = bulk.fresh(Activity, **said(here)), Activity(**said(here))
    for field in Activity._meta.concrete_fields:
        if field.name in OWN:
            assert getattr(made, field.attname) not in ("", getattr(usual, field.attname)), field.name
        else:
            assert getattr(made, field.attname) == getattr(usual, field.attname), field.name
    assert made.organisation is here
    assert made._state.adding and made._state.db is None


def test_fresh_rows_share_no_default() -> None:
    """A default that can be changed is made anew for every row."""
    one, other = bulk.fresh(Activity), bulk.fresh(Activity)
    one.kept["备注"] = "只在这一行"
    assert other.kept == {}


def test_a_fresh_row_refuses_what_the_model_has_not() -> None:
    """A misspelt field is a bug here as it is in the model's own constructor."""
    with pytest.raises(TypeError, match="partisipations"):
        bulk.fresh(Activity, partisipations=3)


def test_a_one_to_one_relation_is_set_as_ever(here) -> None:
    """What knows itself from both sides is set by its own attribute."""
    first = bulk.fresh(Posting, source_kind="x", source_id=1, organisation=here)
    first.pk = 7
    assert bulk.fresh(Posting, source_kind="x", source_id=1, organisation=here, reverses=first).reverses_id == 7


def test_inserted_rows_are_stored_as_saved_ones(here) -> None:
    """Text, numbers, days, choices, JSON and empty values reach the same columns in the same form."""
    told = [said(here), said(here, name="展览", ends_on=date(2013, 6, 1), participations=None, estimated=["leaflets"])]
    rows = bulk.insert([bulk.fresh(Activity, **each, key=digest(["bulk", n])) for n, each in enumerate(told)])
    for row, each in zip(rows, told, strict=True):
        usual = Activity(**each, key=digest(["one", row.pk]))
        usual.save()
        assert stored(row) == stored(usual)
        assert not row._state.adding


def test_rows_written_together_share_their_moment(here) -> None:
    """The rows hold the moment the database holds: on SQLite one of all, elsewhere each its own."""
    rows = bulk.insert([bulk.fresh(Activity, **said(here), key=digest([n])) for n in range(3)])
    kept = set(Activity._base_manager.filter(pk__in=[row.pk for row in rows]).values_list("created_at", flat=True))
    assert kept == {row.created_at for row in rows}
    assert len(kept) == 1 or connection.vendor != "sqlite"


def test_a_relation_stored_after_it_was_set_is_found(here) -> None:
    """A draft may refer to a draft; by the time it is written the other has its key."""
    campaign = Campaign(organisation=here, series="科普日", year=2013)
    rows = [bulk.fresh(Activity, **said(here), campaign=campaign, key=digest([n])) for n in range(2)]
    assert rows[0].campaign_id is None
    campaign.save()
    bulk.insert(rows)
    assert set(Activity._base_manager.filter(pk__in=[row.pk for row in rows]).values_list("campaign", flat=True)) == {
        campaign.pk
    }


def test_equal_personal_data_do_not_look_alike(here) -> None:
    """Each is sealed on its own, and found by its index."""
    rows = bulk.insert([Person(name=f"某某{n}", phone="16400000001", organisation=here) for n in range(2)])
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT phone, phone_index FROM "{Person._meta.db_table}"')
        kept = cursor.fetchall()
    assert len(kept) == len(rows) == 2
    assert len({phone for phone, _index in kept}) == 2
    assert len({index for _phone, index in kept}) == 1


@bulk.uncollected()
def broken() -> bool:
    """Say whether the collector ran, to nobody."""
    raise LookupError(gc.isenabled())


def test_the_collector_comes_back() -> None:
    """Whatever happens inside, collecting goes on afterwards as it did before."""
    with pytest.raises(LookupError, match="False"):
        broken()
    assert gc.isenabled()


def test_one_row_is_written_as_it_is_saved(here) -> None:
    """One statement made once stores what `save` stores, gives the row its key, and finds late relations."""
    campaign = Campaign(organisation=here, series="科普日", year=2014)
    row = bulk.fresh(Activity, **said(here, more_results={"义诊": 1}), campaign=campaign, key=digest(["add"]))
    campaign.save()
    bulk.add(row)
    usual = Activity(**said(here, more_results={"义诊": 1}), campaign=campaign, key=digest(["usual"]))
    usual.save()
    assert stored(row) == stored(usual)
    assert not row._state.adding
    assert row.created_at == Activity.objects.get(pk=row.pk).created_at


def test_a_model_that_saves_in_its_own_way_is_saved(town) -> None:
    """An organisation's path ends in its own key, however it is written."""
    row = bulk.add(Organisation(name="新会", kind="association", level="town", parent=town))
    assert row.path == Organisation.objects.get(pk=row.pk).path
    assert row.path.startswith(town.path)


def test_what_is_there_is_left_as_it_is(here) -> None:
    """Of rows that may come twice those that are new are written, the others disturb nothing."""
    kept = bulk.fresh(Activity, **said(here), key=digest([1]))
    bulk.add_missing([kept])
    bulk.add_missing([])
    again = [bulk.fresh(Activity, **said(here, name="另一个"), key=digest([n])) for n in range(3)]
    bulk.add_missing(again)
    assert {*Activity.objects.values_list("key", "name")} >= {
        (digest([0]), "另一个"), (digest([1]), "科普讲座"), (digest([2]), "另一个"),
    }  # fmt: skip
    assert Activity.objects.count() == 3
