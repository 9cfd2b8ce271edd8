"""Accounts and grants: what works, what is refused, what takes effect at once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from conftest import give, organisation, person
from kexie.core import clock
from kexie.core.audit.models import TrailEntry
from kexie.core.gate import SYSTEM
from kexie.core.refusals import Invalid, NotAllowed
from kexie.network.access import queries, services
from kexie.network.access.models import Grant, User
from kexie.network.access.policies import scope
from kexie.network.access.services.accounts import OutOfReach
from kexie.network.access.services.grants import CannotGrant, LastAdministrator
from kexie.network.organisations.models import Organisation

TODAY = date(2026, 5, 1)


@pytest.fixture
def boss(here):
    return person("administrator", here, username="boss")


@pytest.fixture
def town_boss(town):
    return person("administrator", town, username="town_boss")


def granted(user, role, where, actor, **more):
    more = {"starts_on": TODAY, "today": TODAY, **more}
    return services.grant(user=user, role=role, organisation=where, actor=actor, **more)


def test_an_account_is_made_without_rights_and_with_a_password_of_chance(here, boss):
    user, made = services.create_user(user=User(username="陈", name="陈", organisation=here), actor=boss)
    assert user.check_password(made) and user.must_change_password and scope(user) == []
    line = TrailEntry.objects.get(did="create_user")
    assert made not in str(line.changes) and "已加密" in str(line.changes["password"])


@pytest.mark.parametrize("name", ["", "a b", "<script>", "x" * 41, "a\u202eb"])
def test_unfit_user_names(here, boss, name):
    with pytest.raises(Invalid):
        services.create_user(user=User(username=name, name="x", organisation=here), actor=boss)


def test_accounts_only_where_one_manages_users(here, town, elsewhere, boss, town_boss, officer):
    for actor, where in ((boss, elsewhere), (town_boss, here), (officer, here), (officer, town)):
        with pytest.raises(NotAllowed):
            services.create_user(user=User(username="x", name="x", organisation=where), actor=actor)


def test_a_right_says_where_it_comes_from(here, town, boss):
    user = person("clerk", town, username="u")
    give(user, "reader", here, starts_on=date(2013, 1, 1), ends_on=date(2014, 12, 31))
    said = [(right.grant.sentence, right.is_valid) for right in queries.rights(user, TODAY)]
    assert said == [
        ("泗门镇科协 · 信息员 · 自 2000-01-01", True),
        ("某市科协 · 查阅人 · 自 2013-01-01 至 2014-12-31", False),
    ]


def test_grants_reach_the_subtree_and_the_union_of_two_branches(here, town, boss):
    village = organisation("村", parent=town, level="village")
    second = organisation("临山镇科协", parent=here, level="town")
    user = person("clerk", village, username="u")
    assert scope(user) == [village.path]
    granted(user, "reader", second, boss)
    user = User.objects.get(pk=user.pk)
    seen = set(Organisation.objects.visible_to(user))
    assert seen == {village, second} and scope(user, "edit") == [village.path]


def test_a_term_begins_and_ends_on_its_days(here, officer):
    grant = officer.grants.get()
    grant.starts_on, grant.ends_on = date(2026, 5, 1), date(2026, 5, 31)
    grant.save()
    for day, holds in (
        (date(2026, 4, 30), False),
        (date(2026, 5, 1), True),
        (date(2026, 5, 31), True),
        (date(2026, 6, 1), False),
    ):
        from datetime import datetime, time

        for at in (time(0, 0), time(23, 59, 59)):
            with clock.at(datetime.combine(day, at, clock.ZONE)):
                assert bool(scope(User.objects.get(pk=officer.pk))) is holds


def test_ending_a_grant_takes_effect_at_the_next_request_the_same_day(client, here, officer, boss):
    client.force_login(boss)
    services.end_grant(given=officer.grants.get(), today=clock.today(), actor=boss)
    assert scope(User.objects.get(pk=officer.pk)) == []
    assert officer.grants.get().ends_on == clock.today() - timedelta(days=1)
    given = granted(officer, "clerk", here, boss)
    key = given.pk
    services.end_grant(given=given, today=TODAY, actor=boss)
    assert not Grant.objects.filter(pk=key).exists()
    assert TrailEntry.objects.filter(did="end_grant", row_id=key).exists()


def test_nobody_grants_above_or_beside_themselves(here, town, elsewhere, town_boss, boss):
    user = person("reader", town, username="u")
    for where in (here, elsewhere):
        with pytest.raises(NotAllowed):
            granted(user, "reader", where, town_boss)
    with pytest.raises(CannotGrant) as refused:
        granted(town_boss, "officer", town, town_boss)
    assert refused.value.facts["reason"] == "self"
    assert granted(user, "checker", town, town_boss)


@pytest.mark.parametrize("role", ["officer", "clerk", "checker", "reader"])
def test_working_roles_grant_nothing(here, town, role):
    actor = person(role, here, username="actor")
    user = person("reader", town, username="u")
    with pytest.raises(NotAllowed):
        granted(user, "reader", town, actor)


def test_the_same_grant_twice_and_days_in_the_wrong_order(here, boss, officer):
    granted(officer, "clerk", here, boss)
    with pytest.raises(Invalid, match="已经有了"):
        granted(officer, "clerk", here, boss)
    with pytest.raises(Invalid, match="不能早于起始"):
        granted(officer, "reader", here, boss, ends_on=TODAY - timedelta(days=1))


def test_the_last_administrator_stays(here, boss, officer):
    with pytest.raises(LastAdministrator):
        services.end_grant(given=boss.grants.get(), today=TODAY, actor=SYSTEM)
    with pytest.raises(LastAdministrator):
        services.disable(user=boss, today=TODAY, actor=SYSTEM)
    with pytest.raises(LastAdministrator):
        services.change_term(given=boss.grants.get(), ends_on=TODAY, today=TODAY, actor=SYSTEM)
    assert User.objects.get(pk=boss.pk).is_active
    second = person("administrator", here, username="second")
    services.disable(user=second, today=TODAY, actor=boss)
    with pytest.raises(LastAdministrator):  # a closed account is nobody
        services.end_grant(given=boss.grants.get(), today=TODAY, actor=SYSTEM)
    services.enable(user=second, actor=boss)
    services.end_grant(given=boss.grants.get(), today=TODAY, actor=second)


def test_a_town_may_lose_its_administrator_for_the_county_has_one(boss, town_boss):
    services.end_grant(given=town_boss.grants.get(), today=TODAY, actor=boss)


def test_an_account_with_rights_above_is_out_of_reach(here, town, town_boss, boss):
    """Or a town's administrator would reset the password of the county's, and sign in as them."""
    user = person("reader", town, username="u")
    give(user, "checker", here)
    for act in (
        lambda: services.reset_password(user=user, actor=town_boss),
        lambda: services.disable(user=user, today=TODAY, actor=town_boss),
        lambda: services.reset(user=user, actor=town_boss),
        lambda: services.demand(user=user, needed=True, actor=town_boss),
        lambda: services.change_user(user=user, actor=town_boss),
    ):
        with pytest.raises(OutOfReach):
            act()
    assert services.reset_password(user=user, actor=boss)


def test_nobody_resets_or_disables_themself(boss):
    with pytest.raises(OutOfReach):
        services.reset_password(user=boss, actor=boss)
    with pytest.raises(OutOfReach):
        services.disable(user=boss, today=TODAY, actor=boss)


def test_passwords_from_the_server_are_the_servers_alone(boss, officer):
    with pytest.raises(NotAllowed):
        services.set_password_from_server(user=officer, actor=boss)
    services.disable(user=officer, today=TODAY, actor=boss)
    made = services.set_password_from_server(user=officer)
    officer.refresh_from_db()
    assert officer.is_active and officer.check_password(made)


class TestSeparation:
    """三员分立: one sets up, one authorises, one audits; none of them works, and nobody is two of them."""

    @pytest.fixture(autouse=True)
    def separated(self, settings):
        settings.SEPARATE_ADMINISTRATORS = True

    @pytest.fixture
    def three(self, here):
        return {role: person(f"{role}_administrator", here) for role in ("system", "security", "audit")}

    def test_each_does_its_own_and_nothing_else(self, here, three, officer):
        new = User(username="新", name="新", organisation=here)
        user, _made = services.create_user(user=new, actor=three["system"])
        for other in ("security", "audit"):
            with pytest.raises(NotAllowed):
                services.create_user(user=User(username="x", name="x", organisation=here), actor=three[other])
        granted(user, "clerk", here, three["security"])
        for other in ("system", "audit"):
            with pytest.raises(NotAllowed):
                granted(user, "reader", here, three[other])
        assert TrailEntry.objects.visible_to(three["audit"]).exists()
        for other in ("system", "security"):
            assert not TrailEntry.objects.visible_to(three[other]).exists()
        for one in three.values():
            assert not Organisation.objects.visible_to(one).exists() and scope(one, "edit") == []

    def test_the_combined_administrator_loses_all_three_powers(self, here, officer):
        boss = person("administrator", here, username="boss")
        assert scope(boss, "edit") == [here.path]
        for power in ("manage_users", "grant", "view_trail"):
            assert scope(boss, power) == []

    def test_nobody_is_two_of_them_or_works_beside(self, here, three, officer):
        user = person("audit_administrator", here, username="second_auditor")
        for role in ("system_administrator", "security_administrator", "reader", "administrator"):
            with pytest.raises(CannotGrant) as refused:
                granted(user, role, here, three["security"])
            assert refused.value.facts["reason"] == "kept_apart"
        with pytest.raises(CannotGrant):
            granted(officer, "audit_administrator", here, three["security"])

    def test_the_system_administrator_cannot_become_the_auditor_by_a_new_password(self, three):
        for other in ("security", "audit"):
            with pytest.raises(OutOfReach) as refused:
                services.reset_password(user=three[other], actor=three["system"])
            assert refused.value.facts["reason"] == "kept_apart"

    def test_the_last_of_each_stays(self, three):
        for one in three.values():
            with pytest.raises(LastAdministrator):
                services.end_grant(given=one.grants.get(), today=TODAY, actor=SYSTEM)

    def test_not_before_it_is_switched_on(self, here, settings, officer):
        settings.SEPARATE_ADMINISTRATORS = False
        with pytest.raises(CannotGrant, match="没有启用三员分立"):
            granted(officer, "audit_administrator", here, SYSTEM)
