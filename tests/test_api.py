"""The partners' interface: what its document says is what it answers; every operation × every kind of key; twins."""

from __future__ import annotations

import json
import re
import time
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.db import connection, transaction
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
MISSING = 987_654_321

# What stands for the parts of an address, what a request says besides, and what it needs beyond "view".
ROWS = {
    "/organisations/{key}": lambda rows: rows["organisations.organisation"].pk,
    "/activities/{key}": lambda rows: rows["activities.activity"].public_id,
    "/activities/{key}/sessions": lambda rows: rows["activities.activity"].public_id,
    "/signups/{key}/cancel": lambda rows: rows["signups.signup"].reference,
    "/doors/devices/{key}/scans": lambda rows: rows["attendance.device"].pk,
    "/metrics/{name}": lambda rows: "活动数",
    "/certificates/{code}": lambda rows: rows["certificates.certificate"].code,
}
QUERY = {
    "/metrics/{name}": lambda rows: "?starts_on=2013-01-01&ends_on=2013-12-31",
    "/signups": lambda rows: f"?session_id={rows['activities.session'].pk}",
    "/doors/headcounts": lambda rows: f"?session_id={rows['activities.session'].pk}",
}
BODIES = {
    "/signups": lambda rows: {
        "session_id": rows["activities.session"].pk, "name": "新来的", "phone": "16400000077", "agrees": True,
        "answers": {"q1": "答"}, "group": rows["signups.signup"].group,
    },
    "/signups/{key}/cancel": lambda rows: {"note": "来不了"},
    "/doors/devices": lambda rows: {"activity_id": rows["activities.activity"].public_id, "name": "西门"},
    "/doors/devices/{key}/scans": lambda rows: {
        "sent_at": "2013-05-19T09:00:00+08:00",
        "rows": [{
            "key": "00000000-0000-4000-8000-000000000001", "session": rows["activities.session"].pk, "direction": "in",
            "how": "list", "at": "2013-05-19T08:59:00+08:00", "signup": rows["signups.signup"].pk,
        }],
    },
    "/doors/headcounts": lambda rows: {
        "session_id": rows["activities.session"].pk, "amount": 40, "method": "estimated", "note": "站着的",
    },
    "/hours": lambda rows: {
        "volunteer_id": rows["volunteering.volunteer"].pk, "what": "引导", "starts_at": "2013-05-19T08:00:00+08:00",
        "ends_at": "2013-05-19T10:00:00+08:00",
    },
}  # fmt: skip
OPEN = {"/certificates/{code}"}  # whoever holds the code may check it


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


def filled(address, method, rows, *, missing=False):
    """Return an address of the document with its parts and query; or the same pointing nowhere."""
    where = "".join(
        str(MISSING if missing else ROWS[address](rows)) if part.startswith("{") else part
        for part in re.split(r"(\{\w+\})", address)
    )
    return where + (QUERY[address](rows) if method == "GET" and address in QUERY else "")


def body(address, method, rows):
    """Return what a writing request says."""
    if method == "GET":
        return {}
    return {"data": json.dumps(BODIES[address](rows)), "content_type": "application/json"}


def row_of(address):
    return "{key}" in address or address in BODIES


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
    everything = sorted(rules.FOR_PROGRAMS)
    keys = {
        "none": "", "wrong": "kexie_wrong", "ended": key(here, expires_on=past),
        "revoked": key(here, revoked_at=clock.now()), "blind": key(here, ("report",)), "looking": key(here),
        "writing": key(here, ("view", "edit")), "all": key(here, everything), "stranger": key(elsewhere, everything),
    }  # fmt: skip
    for address, method in operations():
        asked = (filled(address, method, rows), method)
        found = {}
        for kind, secret in keys.items():
            with transaction.atomic():
                found[kind] = ask(secret, *asked, **body(address, method, rows)).status_code
                transaction.set_rollback(True)
        said = (address, method, found)
        assert [found[kind] for kind in ("none", "wrong", "ended", "revoked")] == [401] * 4, said
        assert found["writing"] == found["all"] == 200, said
        assert found["looking"] == (200 if method == "GET" else 403), said
        if row_of(address) and (method != "GET" or "{key}" in address):
            assert found["stranger"] == found["blind"] == 404, said


def test_what_is_hidden_is_what_is_missing_to_the_byte(here, elsewhere, key):
    rows, secret = plant(elsewhere, "邻邻"), key(here, sorted(rules.FOR_PROGRAMS))
    for address, method in operations():
        if "{key}" in address:
            hidden, missing = (
                ask(secret, filled(address, method, rows, missing=gone), method, **body(address, method, rows))
                for gone in (False, True)
            )
            assert hidden.status_code == missing.status_code == 404 and hidden.content == missing.content, address


def test_lists_leave_the_twin_out(here, elsewhere, key):
    theirs, ours = plant(elsewhere, "邻邻"), plant(here, "本本")
    secret = key(here, sorted(rules.FOR_PROGRAMS))
    for address, method in operations():
        if "{" not in address and method == "GET":
            assert "邻邻" not in ask(secret, filled(address, method, theirs)).content.decode(), address
            assert ask(secret, filled(address, method, ours)).json() not in ({"items": [], "next": ""}, []), address
    assert ask(secret, f"/organisations?under={elsewhere.pk}").status_code == 404
    window = "starts_on=2013-01-01&ends_on=2013-12-31"
    assert ask(secret, f"/metrics/活动数?{window}&organisation={elsewhere.pk}").status_code == 404


def test_foreign_keys_in_bodies_are_missing(here, elsewhere, key):
    """A body that names somebody else's session beside one's own volunteer opens nothing."""
    theirs, ours = plant(elsewhere, "邻邻"), plant(here, "本本")
    said = {**BODIES["/hours"](ours), "session_id": theirs["activities.session"].pk}
    answer = ask(key(here, ("view", "edit")), "/hours", "POST", data=json.dumps(said), content_type="application/json")
    assert answer.status_code == 404
    scans = BODIES["/doors/devices/{key}/scans"](theirs)
    address = filled("/doors/devices/{key}/scans", "POST", ours)
    answer = ask(key(here, ("view", "edit")), address, "POST", data=json.dumps(scans), content_type="application/json")
    assert [row["kept"] for row in answer.json()] == [False]


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
        ("/activities?since=昨天", "GET", 422), ("/activities?since=0001-01-01", "GET", 422),
        ("/activities?organisation=99999999999999999999", "GET", 422), ("/activities?state=%00", "GET", 400),
        ("/activities/%00", "GET", 400), ("/sessions?until=9999-12-31", "GET", 422), ("/signups", "GET", 422),
        ("/certificates/AAAA", "GET", 404), ("/hours?state=%E2%80%AE", "GET", 400),
        ("/activities?cursor=" + "A" * 3000, "GET", 400),
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
                ask(secret, filled(address, method, rows))
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


def test_a_partner_signs_up_scans_and_proposes(here, key):
    """The way of a whole day, each step sent twice under one key and done once."""
    rows = plant(here, "本本")
    secret = key(here, ("view", "edit"))

    def twice(address, said, mark):
        headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": mark}
        first, again = (
            Browser().post(f"{ROOT}{address}", json.dumps(said), content_type="application/json", headers=headers)
            for _n in range(2)
        )
        assert first.status_code == 200, first.content
        assert first.content == again.content and again["Idempotency-Replayed"] == "true"
        return first.json()

    signup = twice("/signups", BODIES["/signups"](rows), "a")
    assert (signup["state"], signup["phone"]) == ("confirmed", "164****0077")
    listed = ask(secret, f"/signups?session_id={rows['activities.session'].pk}&state=confirmed").json()["items"]
    assert signup["reference"] in [row["reference"] for row in listed]
    device = twice("/doors/devices", BODIES["/doors/devices"](rows), "b")
    scan = twice(f"/doors/devices/{device['id']}/scans", BODIES["/doors/devices/{key}/scans"](rows), "c")
    assert [row["kept"] for row in scan] == [True]
    assert twice("/doors/headcounts", BODIES["/doors/headcounts"](rows), "d")["recorded_by"] == "接口：小程序"
    hours = twice("/hours", BODIES["/hours"](rows), "e")
    assert hours["minutes"] == 120 and hours["state"] in ("proposed", "held")
    gone = twice(f"/signups/{signup['reference']}/cancel", {"note": "来不了"}, "f")
    assert gone["state"] == "cancelled"
    checked = ask(secret, filled("/certificates/{code}", "GET", rows)).json()
    assert checked["state"] == "valid" and checked["lines"]


def test_refusals_of_services_come_as_errors(here, key):
    rows = plant(here, "本本")
    said = {**BODIES["/signups"](rows), "agrees": False}
    answer = ask(
        key(here, ("view", "edit")), "/signups", "POST", data=json.dumps(said), content_type="application/json"
    )
    assert answer.status_code in (409, 422) and answer.json()["error"]["message"]


def test_codes_cannot_be_guessed_at_speed(here, key):
    secret = key(here)
    statuses = [ask(secret, f"/certificates/{n:012d}").status_code for n in range(31)]
    assert statuses == [404] * 30 + [429]


ODD = [
    None, True, "", "甲" * 3000, "\x00", "\ud800", 0, -1, 2**63, 1e308, [], {}, [[]], {"a": {"b": []}}, "2013-13-45",
    "0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59+14:00", "2013-05-19T09:00:00", "=1+1", "<script>", "' OR 1=1 --",
]  # fmt: skip


@pytest.mark.slow
def test_odd_values_in_bodies_and_queries_never_break(here, key, settings):
    settings.API_PER_MINUTE = 1_000_000
    rows, secret = plant(here, "本本"), key(here, ("view", "edit"))
    browser = Browser(raise_request_exception=False)
    headers = {"Authorization": f"Bearer {secret}"}
    tried = 0
    for address, method in operations():
        if method == "POST":
            where, said = ROOT + filled(address, method, rows), BODIES[address](rows)
            bodies = [{**said, name: odd} for name in said for odd in ODD] + ODD
            for each in bodies:
                with transaction.atomic():
                    answer = browser.post(where, json.dumps(each), content_type="application/json", headers=headers)
                    transaction.set_rollback(True)
                assert answer.status_code < 500, (where, each, answer.content)
                tried += 1
        else:
            document = api.get_openapi_schema()["paths"][ROOT + address]["get"]
            for parameter in document.get("parameters", []):
                for odd in ODD:
                    text = str(odd).encode("utf-8", "surrogateescape" if odd != "\ud800" else "replace").decode()
                    query = urlencode({parameter["name"]: text})
                    answer = browser.get(f"{ROOT}{filled(address, 'POST', rows)}?{query}", headers=headers)
                    assert answer.status_code < 500, (address, query, answer.content)
                    tried += 1
    assert tried > 900


def test_that_somebody_was_helped_is_said_and_neither_whom_nor_why(here, key):
    """Even a key with every right reads no cause, no note and no name; one without "help" not that there was any."""
    plant(here, "本本")
    answer = ask(key(here, sorted(rules.FOR_PROGRAMS)), "/help-visits")
    (row,) = answer.json()["items"]
    assert set(row) == {"id", "organisation_id", "on", "amount"}
    assert not any(word in answer.content.decode() for word in ("本本病", "本本情", "本本帮扶"))
    assert ask(key(here, ("view", "edit", "export", "view_personal")), "/help-visits").json()["items"] == []
    document = json.dumps(api.get_openapi_schema(), ensure_ascii=False)
    assert '"cause"' not in document


def test_ties_and_contacts_are_found_by_what_they_reach_and_when(here, key):
    rows = plant(here, "本本")
    tie, visit, secret = rows["contacts.tie"], rows["contacts.visit"], key(here)
    (found,) = ask(secret, f"/ties?body_id={tie.body_id}&is_running=true").json()["items"]
    assert (found["person"], found["end"], found["method"]) == ("本本领导", "本本村", "fixed")
    assert ask(secret, "/ties?is_running=false").json()["items"] == []
    assert ask(secret, f"/ties?due_before={tie.due_on}").json()["items"] == []
    (found,) = ask(secret, f"/visits?tie_id={tie.pk}&since={visit.on}&until={visit.on}").json()["items"]
    assert (found["note"], found["way"], found["person_id"]) == ("本本走访", "onsite", visit.person_id)
    said = ask(secret, "/ties").content.decode() + ask(secret, "/visits").content.decode()
    assert "16400000031" not in said
