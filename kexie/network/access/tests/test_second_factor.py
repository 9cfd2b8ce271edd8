"""The second factor: what opens, opens once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from conftest import person
from kexie.core import clock
from kexie.core.refusals import Invalid, Refusal
from kexie.network.access import queries, services
from kexie.network.access.models import SecondFactor

NOW = datetime(2026, 5, 1, 1, 0, 10, tzinfo=UTC)
PASSWORD = "correct horse battery"


def code_of(user, at=NOW):
    return pyotp.TOTP(SecondFactor.objects.get(user=user).seed).at(at)


@pytest.fixture
def secured(officer):
    """The officer with an authenticator, and ten recovery codes."""
    services.begin(user=officer, actor=officer)
    before = NOW - timedelta(seconds=30)
    officer.codes = services.confirm(user=officer, code=code_of(officer, before), at=before, actor=officer)
    return officer


def test_a_code_opens_once_and_only_near_its_time(secured):
    for seconds in (-90, 90, 600):
        assert not services.use_code(
            actor=secured, user=secured, code=code_of(secured, NOW + timedelta(seconds=seconds)), at=NOW
        )
    assert services.use_code(actor=secured, user=secured, code=code_of(secured), at=NOW)
    assert not services.use_code(actor=secured, user=secured, code=code_of(secured), at=NOW)
    assert not services.use_code(
        actor=secured, user=secured, code=code_of(secured, NOW - timedelta(seconds=30)), at=NOW
    )
    assert services.use_code(actor=secured, user=secured, code=code_of(secured, NOW + timedelta(seconds=30)), at=NOW)


def test_the_confirming_code_does_not_open_again(secured):
    before = NOW - timedelta(seconds=30)
    assert not services.use_code(actor=secured, user=secured, code=code_of(secured, before), at=before)


def test_recovery_codes_open_once_and_lie_hashed(secured):
    assert len(set(secured.codes)) == 10
    assert not set(secured.codes) & set(SecondFactor.objects.get(user=secured).recovery)
    assert services.use_code(actor=secured, user=secured, code=secured.codes[3], at=NOW)
    assert not services.use_code(actor=secured, user=secured, code=secured.codes[3], at=NOW)
    assert len(SecondFactor.objects.get(user=secured).recovery) == 9


@pytest.mark.parametrize("code", ["", "0", "abcdef", "１２３４５６", "000000 000000", "\x00"])
def test_nonsense_opens_nothing(secured, code):
    assert not services.use_code(actor=secured, user=secured, code=code, at=NOW)


def test_seed_is_encrypted_and_kept_out_of_the_trail(secured):
    from django.db import connection

    from kexie.core.audit.models import TrailEntry

    seed = SecondFactor.objects.get(user=secured).seed
    with connection.cursor() as cursor:
        cursor.execute("SELECT seed FROM access_secondfactor")
        assert seed not in cursor.fetchone()[0]
    assert all(seed not in str(line.changes) for line in TrailEntry.objects.all())


def test_sign_in_asks_for_it_and_password_alone_opens_nothing(client, secured):
    with clock.at(NOW):
        answer = client.post("/login/", {"username": "officer", "password": PASSWORD, "next": "/account/"})
        assert answer.status_code == 302 and answer.url.startswith("/login/code/")
        assert client.get("/account/").status_code == 302
        assert "不对" in client.post(answer.url, {"code": "000000"}).content.decode()
        done = client.post(answer.url, {"code": code_of(secured)})
        assert done.status_code == 302 and done.url == "/account/"
        assert client.get("/account/").status_code == 200


def test_code_page_needs_the_password_first_and_soon(client, secured):
    assert client.get("/login/code/").url == "/login/"
    with clock.at(NOW):
        client.post("/login/", {"username": "officer", "password": PASSWORD})
    late = NOW + timedelta(minutes=6)
    with clock.at(late):
        answer = client.post("/login/code/", {"code": code_of(secured, late)})
        assert answer.url == "/login/" and client.get("/account/").status_code == 302


def test_guessing_codes_locks_like_guessing_passwords(client, secured):
    with clock.at(NOW):
        client.post("/login/", {"username": "officer", "password": PASSWORD})
        for _n in range(4):
            assert client.post("/login/code/", {"code": "000000"}).status_code == 200
        assert client.post("/login/code/", {"code": "000000"}).status_code == 429
        assert client.post("/login/code/", {"code": code_of(secured)}).status_code == 429
        assert client.get("/account/").status_code == 302


def test_enrolling_on_the_page(client, officer):
    client.force_login(officer)
    client.post("/account/second-factor/begin/")
    page = client.get("/account/second-factor/").content.decode()
    assert 'src="data:image/svg+xml' in page and SecondFactor.objects.get().seed in page
    assert queries.second_factor(officer) is None
    assert "不对" in client.post("/account/second-factor/", {"code": "000000"}).content.decode()
    page = client.post("/account/second-factor/", {"code": code_of(officer, clock.now())}).content.decode()
    assert page.count("<li><code>") == 10 and queries.second_factor(officer)
    assert client.get("/account/second-factor/").status_code == 302  # the seed is never shown again


def test_dropping_needs_the_password(client, secured):
    client.force_login(secured)
    assert "密码不对" in client.post("/account/second-factor/drop/", {"password": "wrong"}).content.decode()
    assert client.post("/account/second-factor/drop/", {"password": PASSWORD}).status_code == 302
    assert queries.second_factor(secured) is None


@pytest.mark.parametrize("how", ["profile", "demand"])
def test_who_must_have_it_gets_nowhere_without(client, officer, here, settings, how):
    if how == "profile":
        settings.SECOND_FACTOR_REQUIRED = True
    else:
        services.demand(user=officer, needed=True, actor=person("administrator", here, username="boss"))
    client.force_login(officer)
    assert client.get("/account/").url.startswith("/account/second-factor/")
    assert client.get("/account/second-factor/").status_code == 200
    client.post("/account/second-factor/begin/")
    client.post("/account/second-factor/", {"code": code_of(officer, clock.now())})
    assert client.get("/account/").status_code == 200
    with pytest.raises(Invalid, match="不能停用"):
        services.drop(user=officer, password=PASSWORD, actor=officer)


def test_a_lost_telephone_is_reset_by_an_administrator_only(secured, here, stranger):
    with pytest.raises(Refusal):
        services.reset(user=secured, actor=stranger)
    services.reset(user=secured, actor=person("administrator", here, username="boss"))
    assert queries.second_factor(secured) is None
