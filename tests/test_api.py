"""The partners' interface: what its document says is what it answers; every operation × every kind of key; twins."""

from __future__ import annotations

import json
import time
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver

from conftest import organisation
from kexie.core import clock
from kexie.core.gate import SYSTEM
from kexie.network.access import rules, services
from kexie.network.access.models import ApiToken
from kexie.web.api import api

from .planting import plant

pytestmark = pytest.mark.django_db
ROOT = "/api/v1"
OPEN = {"/api/v1/openapi.json"}  # what needs no key
NOBODY, MISSING = "0000000000000000", 987_654_321

# What stands for the parts of an address, and what a reading needs besides; by the address in the document.
ROWS = {
    "/organisations/{key}": lambda rows: {"key": rows["organisations.organisation"].pk},
    "/activities/{key}": lambda rows: {"key": rows["activities.activity"].public_id},
    "/activities/{key}/sessions": lambda rows: {"key": rows["activities.activity"].public_id},
    "/metrics/{name}": lambda rows: {"name": "活动数"},
}
NOWHERE = {"key": MISSING}
QUERY = {"/metrics/{name}": "?starts_on=2013-01-01&ends_on=2013-12-31"}
NEEDS = {}  # the action an operation needs, where it is not "view"


@pytest.fixture(autouse=True)
def _fresh_counter():
    cache.clear()


@pytest.fixture
def key():
    """Return a function that makes a token and returns its secret."""

    def make(where, actions=("view",), **changes):
        today = clock.today()
        token, secret = services.create_token(
            name="小程序", organisation=where, actions=actions, expires_on=today, today=today, actor=SYSTEM
        )
        ApiToken.objects.filter(pk=token.pk).update(**changes)
        return secret

    return make


def ask(secret, address, method="GET", **more):
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    return Browser(raise_request_exception=False).generic(method, f"{ROOT}{address}", headers=headers, **more)


def operations():
    """Return (address, method) of every operation in the document."""
    return [
        (path.removeprefix(ROOT), method.upper())
        for path, methods in api.get_openapi_schema()["paths"].items()
        for method in methods
    ]


def filled(address, rows):
    return address.format(**ROWS[address](rows)) if "{" in address else address


def test_the_document_is_3_1_and_says_what_is_there():
    answer = Browser().get(f"{ROOT}/openapi.json")
    said = answer.json()
    assert said["openapi"].startswith("3.1.") and "bearer" in json.dumps(said["components"]["securitySchemes"])
    routes = {
        "/" + str(pattern.pattern).replace("int:", "").replace("str:", "").replace("<", "{").replace(">", "}")
        for part in get_resolver().url_patterns
        if str(part.pattern) == "api/v1/"
        for pattern in part.url_patterns
        if isinstance(pattern, URLPattern) and pattern.name not in ("openapi-json", "api-root")
    }
    assert {path for path, _method in operations()} == routes and len(routes) >= 7
    assert all(
        operation["security"] and "4" in "".join(operation["responses"])
        for methods in said["paths"].values()
        for operation in methods.values()
    )


def test_every_operation_answers_every_kind_of_key(here, elsewhere, key):
    rows = plant(here, "本本")
    past = clock.today() - timedelta(days=1)
    keys = {
        "none": "", "wrong": "kexie_wrong", "ended": key(here, expires_on=past),
        "revoked": key(here, revoked_at=clock.now()), "blind": key(here, ("edit",)), "right": None,
        "stranger": key(elsewhere, sorted(rules.FOR_PROGRAMS)),
    }  # fmt: skip
    for address, method in operations():
        action = NEEDS.get((address, method), "view")
        keys["right"] = key(here, sorted({"view", action}))
        where = filled(address, rows) + QUERY.get(address, "")
        found = {kind: ask(secret, where, method).status_code for kind, secret in keys.items()}
        assert [found[kind] for kind in ("none", "wrong", "ended", "revoked")] == [401] * 4, (address, found)
        assert found["right"] == 200, (address, found)
        if "{key}" in address:
            assert found["stranger"] == found["blind"] == 404, (address, found)


def test_what_is_hidden_is_what_is_missing_to_the_byte(here, elsewhere, key):
    rows, secret = plant(elsewhere, "邻邻"), key(here, sorted(rules.FOR_PROGRAMS))
    for address, method in operations():
        if "{key}" in address:
            hidden, missing = ask(secret, filled(address, rows), method), ask(secret, address.format(**NOWHERE), method)
            assert hidden.status_code == missing.status_code == 404 and hidden.content == missing.content, address


def test_lists_leave_the_twin_out(here, elsewhere, key):
    plant(elsewhere, "邻邻")
    plant(here, "本本")
    secret = key(here, sorted(rules.FOR_PROGRAMS))
    for address, method in operations():
        if "{" not in address and method == "GET":
            said = ask(secret, address).content.decode()
            assert "邻邻" not in said, address
    assert "本本" in ask(secret, "/organisations").content.decode()
    assert ask(secret, f"/organisations?under={elsewhere.pk}").status_code == 404
    window = "starts_on=2013-01-01&ends_on=2013-12-31"
    assert ask(secret, f"/metrics/活动数?{window}&organisation={elsewhere.pk}").status_code == 404


def test_a_key_reaches_down_and_not_up(here, town, key):
    secret = key(town)
    assert [row["name"] for row in ask(secret, "/organisations").json()["items"]] == ["泗门镇科协"]
    assert ask(secret, f"/organisations/{here.pk}").status_code == 404


def test_rights_end_at_the_next_request(here, key):
    secret = key(here)
    assert ask(secret, "/organisations").status_code == 200
    services.revoke_token(token=ApiToken.objects.get(), actor=SYSTEM, at=clock.now())
    assert ask(secret, "/organisations").status_code == 401


def test_a_session_of_the_pages_opens_nothing(here, officer):
    browser = Browser()
    browser.force_login(officer)
    assert browser.get(f"{ROOT}/organisations").status_code == 401


@pytest.mark.parametrize(
    ("address", "method", "status"),
    [
        ("/nothing", "GET", 404), ("/organisations", "DELETE", 405), ("/organisations", "PATCH", 405),
        ("/organisations?limit=500", "GET", 422), ("/organisations/99999999999999999999", "GET", 404),
        ("/metrics/没有这个?starts_on=2013-01-01&ends_on=2013-12-31", "GET", 404),
        ("/metrics/活动数?starts_on=2013-01-01", "GET", 422),
        ("/metrics/活动数?starts_on=2013-02-01&ends_on=2013-01-01", "GET", 422),
        ("/activities?since=昨天", "GET", 422), ("/activities?cursor=" + "A" * 3000, "GET", 400),
    ],
)  # fmt: skip
def test_errors_have_one_shape(here, key, address, method, status):
    answer = ask(key(here), address, method)
    assert answer.status_code == status, answer.content
    assert set(answer.json()) == {"error"} and answer.json()["error"]["message"]
    assert answer["Cache-Control"] == "no-store" and answer["Content-Type"].startswith("application/json")


def test_too_fast_is_429(here, key, settings):
    settings.API_PER_MINUTE = 2
    secret = key(here)
    answers = [ask(secret, "/organisations") for _n in range(3)]
    assert [a.status_code for a in answers] == [200, 200, 429] and answers[2]["Retry-After"] == "60"


def test_reading_writes_nothing_after_the_first_time_on_a_day(here, key):
    rows, secret = plant(here, "本本"), key(here)
    ask(secret, "/organisations")
    assert ApiToken.objects.latest("pk").last_used_on == clock.today()
    for address, method in operations():
        if method == "GET":
            with CaptureQueriesContext(connection) as asked:
                ask(secret, filled(address, rows) + QUERY.get(address, ""))
            written = [q["sql"] for q in asked if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
            assert written == [], address


def test_activities_are_found_by_day_state_and_place(here, town, key):
    rows = plant(here, "本本")
    secret = key(here)
    one = rows["activities.activity"]
    (found,) = ask(secret, "/activities?since=2013-05-19&until=2013-05-19&state=completed").json()["items"]
    assert found["id"] == one.public_id and found["participations"] == 77 and found["campaign"] == "2013年本本周"
    assert ask(secret, "/activities?since=2013-05-20").json() == {"items": [], "next": ""}
    assert ask(secret, f"/activities?organisation={town.pk}").json()["items"] == []
    value = ask(secret, "/metrics/活动参加人次?starts_on=2013-01-01&ends_on=2013-12-31").json()
    assert value["value"] == 77 and value["organisation_id"] == here.pk


def test_no_contact_leaves_by_the_interface(here, key):
    type(here).objects.filter(pk=here.pk).update(phone="16400000001", contact="陈小明")
    said = ask(key(here, sorted(rules.FOR_PROGRAMS)), f"/organisations/{here.pk}").content.decode()
    assert "16400000001" not in said and "陈小明" not in said


def test_fifty_rows_cost_little(here, key):
    for n in range(60):
        organisation(f"第{n}学会", parent=here, kind="society")
    secret, browser, took = key(here), Browser(), []
    for _n in range(7):
        begun = time.process_time()
        answer = browser.get(f"{ROOT}/organisations", headers={"Authorization": f"Bearer {secret}"})
        took.append(time.process_time() - begun)
    assert len(answer.json()["items"]) == 50
    with CaptureQueriesContext(connection) as asked:
        ask(secret, "/organisations")
    assert len(asked) <= 3, [q["sql"] for q in asked]
    assert min(took) <= 0.012, took  # seconds of processor time, the test client's own included
