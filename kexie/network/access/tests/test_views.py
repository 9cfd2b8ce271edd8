"""Pages of users and rights."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from conftest import person
from kexie.core import clock
from kexie.network.access.models import Grant, User


@pytest.fixture
def boss(client, here):
    user = person("administrator", here, username="boss")
    client.force_login(user)
    return user


def url(name, *args):
    return reverse(f"access:{name}", args=args)


def test_making_an_account_shows_its_password_once(client, boss, here):
    given = {"username": "泗门陈", "name": "陈某", "organisation": here.pk}
    page = client.post(url("user_create"), given)
    made = re.search(r"<code>(.+?)</code>", page.content.decode()).group(1)
    user = User.objects.get(username="泗门陈")
    assert user.check_password(made) and page["Cache-Control"] == "no-store"
    assert made not in client.get(url("user_detail", user.pk)).content.decode()


def test_more_fields_than_asked_for_change_nothing(client, boss, here, officer):
    before = User.objects.get(pk=officer.pk)
    extra = {"is_active": "", "is_superuser": "on", "username": "root", "password": "x", "must_change_password": "on"}
    client.post(url("user_update", officer.pk), {"name": "改名", "organisation": here.pk, **extra})
    after = User.objects.get(pk=officer.pk)
    assert after.name == "改名" and (after.username, after.password, after.is_active, after.must_change_password) == (
        before.username, before.password, True, False,
    )  # fmt: skip
    page = client.post(
        url("user_create"), {"username": "n", "name": "n", "organisation": here.pk, "password": "chosen"}
    )
    assert page.status_code == 200 and not User.objects.get(username="n").check_password("chosen")


def test_an_account_cannot_be_put_out_of_reach_or_taken_from_elsewhere(client, boss, elsewhere, officer, stranger):
    page = client.post(url("user_update", officer.pk), {"name": "x", "organisation": elsewhere.pk})
    assert page.status_code == 422 and User.objects.get(pk=officer.pk).organisation != elsewhere
    assert elsewhere.name not in page.content.decode()
    assert client.post(url("user_update", stranger.pk), {"name": "x"}).status_code == 404


def test_granting_and_taking_back(client, boss, here, town, officer, elsewhere):
    given = {"role": "checker", "organisation": town.pk, "starts_on": "2013-01-01", "ends_on": ""}
    page = client.post(url("grant", officer.pk), given, follow=True).content.decode()
    assert ("泗门镇科协 · 审核人 · 自 2013-01-01" in page and "签" in page) or "核" in page
    grant = Grant.objects.get(role="checker")
    assert client.get(url("grant_detail", grant.pk)).status_code == 200
    client.post(url("change_term", grant.pk), {"ends_on": "2099-12-31"})
    assert str(Grant.objects.get(pk=grant.pk).ends_on) == "2099-12-31"
    assert "不能早于今天" in client.post(url("change_term", grant.pk), {"ends_on": "2013-12-31"}).content.decode()
    client.post(url("end_grant", grant.pk))
    assert not Grant.objects.get(pk=grant.pk).is_valid_on(clock.today())
    page = client.post(url("grant", officer.pk), {**given, "organisation": elsewhere.pk})
    assert page.status_code == 422 and not Grant.objects.filter(user=officer, organisation=elsewhere).exists()


def test_roles_on_offer_are_those_one_may_give(client, boss, officer):
    page = client.get(url("grant", officer.pk)).content.decode()
    assert "信息员" in page and "审计管理员" not in page


def test_officers_see_neither_users_nor_their_pages(client, officer, here):
    client.force_login(officer)
    other = person("clerk", here, username="other")
    assert "other" not in client.get(url("user_list")).content.decode()
    hidden = client.get(url("user_detail", other.pk))
    assert (hidden.status_code, hidden.content) == (404, client.get(url("user_detail", 10**6)).content)
    for verb in ("disable", "enable", "reset_password", "reset_second_factor", "demand_second_factor", "grant"):
        assert client.post(url(verb, other.pk)).status_code == 404
        assert client.post(url(verb, officer.pk)).status_code == 403  # oneself, seen but not to be acted on
    assert client.get(url("user_create")).status_code == 403


def test_ones_own_page_says_where_rights_come_from(client, officer):
    client.force_login(officer)
    page = client.get(url("account")).content.decode()
    assert "某市科协 · 科协干部 · 自 2000-01-01" in page


@pytest.mark.parametrize("verb", ["disable", "reset_password", "reset_second_factor", "demand_second_factor"])
def test_verbs_are_never_links(client, boss, officer, verb):
    assert client.get(url(verb, officer.pk)).status_code == 405


def test_disabling_and_opening_again(client, boss, officer):
    page = client.post(url("disable", officer.pk), follow=True).content.decode()
    assert "已停用" in page and not User.objects.get(pk=officer.pk).is_active
    client.post(url("enable", officer.pk))
    assert User.objects.get(pk=officer.pk).is_active
    refused = client.post(url("disable", boss.pk))
    assert refused.status_code == 403 and "自己的账号" in refused.content.decode()
