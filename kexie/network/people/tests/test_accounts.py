"""Which person an account's holder is: what goes by the person goes by it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from conftest import person as user
from kexie.core.gate import SYSTEM
from kexie.core.refusals import NotAllowed, NotFound
from kexie.network.people import queries, services
from kexie.network.people.models import Account

from .make import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk_of(here):
    """Return a function that makes a user here with a role."""
    return lambda name, role: user(role, here, username=name)


def test_a_namesake_is_somebody_else_and_another_name_is_no_way_around(here, town, stranger):
    mine, other = (person(organisation=here, name="王一") for _n in range(2))
    assert queries.is_person(mine, stranger) is None  # nobody said
    services.link_account(user=stranger, person=mine, actor=SYSTEM)
    assert queries.is_person(mine, stranger) is True and queries.is_person(other, stranger) is False
    twice = person(organisation=town, name="王一（镇）", id_number="330281199001010013")
    mine.id_number = "330281199001010013"
    mine.save()
    assert queries.is_person(twice, stranger) is True  # the same identity number is the same person


def test_only_who_manages_the_user_says_it_and_nobody_of_themselves(here, elsewhere, officer, stranger, clerk_of):
    mine = person(organisation=here)
    with pytest.raises(NotAllowed):
        services.link_account(user=stranger, person=mine, actor=officer)
    boss = clerk_of("boss", "administrator")
    with pytest.raises(services.NotOneself):
        services.link_account(user=boss, person=mine, actor=boss)
    colleague = clerk_of("one", "clerk")
    with pytest.raises(NotFound):
        services.link_account(user=colleague, person=person(organisation=elsewhere), actor=boss)
    services.link_account(user=colleague, person=mine, actor=boss)
    assert Account.objects.get().person == mine


def test_the_page_offers_namesakes(client, here, clerk_of):
    boss, colleague = clerk_of("boss", "administrator"), clerk_of("one", "clerk")
    mine, other = person(organisation=here, name=colleague.name), person(organisation=here, name="别人")
    client.force_login(boss)
    page = client.get(reverse("people:link_account", args=[colleague.pk])).content.decode()
    assert f'value="{mine.pk}"' in page and f'value="{other.pk}"' not in page
    client.post(reverse("people:link_account", args=[colleague.pk]), {"person": mine.pk})
    assert queries.is_person(mine, colleague) is True
    assert "更换" in client.get(reverse("access:user_detail", args=[colleague.pk])).content.decode()
