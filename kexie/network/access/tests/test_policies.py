"""Whoever reaches every body is asked for no condition on bodies; nobody else goes without."""

import pytest

from kexie.network.access import policies
from kexie.network.access.models import Grant, User
from kexie.network.organisations.models import Alias, Organisation

pytestmark = pytest.mark.django_db


def again(user):
    """Return the user as the next request has them."""
    return User.objects.get(pk=user.pk)


def seen_at(user, *bodies):
    """Return the bodies whose aliases a user sees, one made at each."""
    for body in bodies:
        Alias.objects.get_or_create(organisation=body, text=f"{body.name}（旧称）")
    return {row.organisation for row in Alias.objects.visible_to(again(user))}


def test_only_the_whole_tree_is_seen_without_a_condition(here, town, officer):
    assert policies.reaches_all(officer)
    assert "path" not in str(Alias.objects.visible_to(officer).order_by().query)
    assert seen_at(officer, here, town) == {here, town}


def test_a_second_tree_brings_the_condition_back(here, town, officer, elsewhere):
    assert not policies.reaches_all(officer)
    assert seen_at(officer, here, town, elsewhere) == {here, town}


def test_keys_to_both_trees_open_both(here, officer, elsewhere, grant):
    grant(officer, "reader", elsewhere)
    officer = again(officer)
    assert policies.reaches_all(officer) and not policies.reaches_all(officer, "edit")
    assert seen_at(officer, here, elsewhere) == {here, elsewhere}


def test_a_town_never_reaches_all(here, town, grant, officer):
    Grant.objects.filter(user=officer).delete()
    grant(officer, "officer", town)
    assert not policies.reaches_all(again(officer))
    assert seen_at(officer, here, town) == {town}


def test_whoever_has_no_grant_sees_nothing(here, officer):
    Grant.objects.filter(user=officer).delete()
    assert not policies.reaches_all(again(officer)) and seen_at(officer, here) == set()


def test_branches_are_bodies_at_paths_and_below(here, town, elsewhere):
    for body in (here, town, elsewhere):
        Alias.objects.create(organisation=body, text=f"{body.name}（旧称）")

    def found(*bodies):
        rows = Alias.objects.filter(organisation__in_branches=[body.path for body in bodies])
        return {row.organisation for row in rows}

    assert found(here) == {here, town} and found(town) == {town} and found(town, elsewhere) == {town, elsewhere}
    outside = Alias.objects.exclude(organisation__in_branches=[here.path])
    assert {row.organisation for row in outside} == {elsewhere}


def test_rows_that_may_hang_on_no_body_keep_the_condition():
    assert policies._is_always_set(Alias, "organisation")
    assert not policies._is_always_set(Organisation, "parent")
