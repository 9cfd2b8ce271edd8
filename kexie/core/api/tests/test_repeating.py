"""What is sent again is done once; errors have one shape; pages neither repeat nor skip."""

import json
import threading
from types import SimpleNamespace

import pytest
from django.db import connection, connections
from django.test import Client, override_settings
from django.urls import include, path
from ninja import NinjaAPI, Router, Schema
from ninja.decorators import decorate_view
from ninja.security import HttpBearer

from kexie.core import clock
from kexie.core.api.errors import ERRORS, install
from kexie.core.api.models import KeptAnswer
from kexie.core.api.paging import Limit, Page, page_of
from kexie.core.api.repeating import forget_answers, repeatable
from kexie.core.gate import SYSTEM
from kexie.core.refusals import Invalid
from kexie.core.terms.models import Term

router = Router()


class WordIn(Schema):
    name: str


class WordOut(Schema):
    id: int
    name: str


@router.post("", response={200: WordOut, **ERRORS})
@decorate_view(repeatable)
def add_word(request, given: WordIn):
    if given.name == "坏":
        raise Invalid("这个词不行。", fields={"name": []})
    if given.name == "破":
        raise ZeroDivisionError
    return Term.objects.create(path="/", kind="test", name=given.name)


@router.get("", response={200: Page[WordOut], **ERRORS})
def list_words(request, cursor: str = "", limit: Limit = 50):
    return page_of(Term.objects.filter(kind="test"), cursor=cursor, limit=limit)


class Anybody(HttpBearer):
    def authenticate(self, request, token):
        request.auth = SimpleNamespace(pk=-1, path="")
        return request.auth


api = NinjaAPI(urls_namespace="test-api", auth=Anybody(), docs_url=None, openapi_url=None)
install(api)
api.add_router("/words", router)
patterns, app_name, namespace = api.urls
for pattern in patterns:
    pattern.callback.login_required = False
urlpatterns = [path("api/test/", include((patterns, app_name), namespace)), path("", include("kexie.web.urls"))]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def post(name, key="", *, holder="a", raw=None):
    headers = {"Authorization": f"Bearer {holder}"} | ({"Idempotency-Key": key} if key else {})
    body = json.dumps({"name": name}) if raw is None else raw
    return Client(raise_request_exception=False).post(
        "/api/test/words", body, content_type="application/json", headers=headers
    )


def get(query=""):
    return Client().get(f"/api/test/words{query}", headers={"Authorization": "Bearer a"})


def words():
    return Term.objects.filter(kind="test").count()


def test_same_key_same_content_is_done_once_and_answered_alike():
    first, again = post("甲", "k1"), post("甲", "k1")
    assert first.status_code == again.status_code == 200 and first.json() == again.json()
    assert again["Idempotency-Replayed"] == "true" and "Idempotency-Replayed" not in first
    assert words() == 1


def test_same_key_other_content_is_refused():
    post("甲", "k1")
    other = post("乙", "k1")
    assert (other.status_code, other.json()["error"]["code"]) == (422, "key_reused") and words() == 1


def test_keys_belong_to_their_holder_and_none_is_none():
    post("甲", "k1")
    post("乙", "k1", holder="b")
    post("丙")
    assert words() == 3 and post("丙").status_code == 500  # done twice: the second is one too many


def test_what_was_refused_is_tried_again():
    assert post("坏", "k1").json() == {"error": {"code": "invalid", "message": "这个词不行。", "field": "name"}}
    assert not KeptAnswer.objects.exists()
    assert post("甲", "k1").status_code == 200


def test_a_key_is_short_and_printable():
    assert post("甲", "k" * 101).json()["error"]["code"] == "bad_key"


def test_answers_lie_sealed_and_are_forgotten():
    post("甲乙丙丁", "k1")
    with connection.cursor() as cursor:
        cursor.execute("SELECT answer FROM api_keptanswer")
        assert "甲乙丙丁" not in cursor.fetchone()[0]
    forget_answers(actor=SYSTEM, at=clock.now())
    assert KeptAnswer.objects.exists()
    from datetime import timedelta

    forget_answers(actor=SYSTEM, at=clock.now() + timedelta(hours=49))
    assert not KeptAnswer.objects.exists()


@pytest.mark.parametrize(
    ("raw", "status"),
    [("{", 400), ("{}", 422), ('{"name": 1}', 422), ("x" * 2_000_000, 413), ('{"name": "破"}', 500), ("[]", 422)],
)
def test_errors_have_one_shape(raw, status):
    answer = post("", raw=raw)
    assert answer.status_code == status and set(answer.json()["error"]) <= {"code", "message", "field"}
    assert answer["Cache-Control"] == "no-store"


def test_pages_hold_every_row_once():
    made = [Term.objects.create(path="/", kind="test", name=f"词{n}").pk for n in range(7)]
    seen, cursor = [], ""
    while True:
        page = get(f"?limit=3&cursor={cursor}").json()
        seen += [item["id"] for item in page["items"]]
        if not (cursor := page["next"]):
            break
    assert seen == made


@pytest.mark.parametrize(
    "query", ["?limit=0", "?limit=201", "?limit=x", "?cursor=x", "?cursor=YWZ0ZXIgMTsg", "?cursor=%F0%9F%98%80"]
)
def test_bad_pages_are_refused(query):
    assert get(query).status_code in (400, 422) and get(query).json()["error"]["message"]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_the_same_key_from_many_at_once_is_done_once():
    answers, start = [], threading.Barrier(8)

    def work():
        with override_settings(ROOT_URLCONF=__name__):
            start.wait()
            answers.append(post("甲", "k1").json())
        connections.close_all()

    threads = [threading.Thread(target=work) for _n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert words() == 1 and all(answer == answers[0] for answer in answers) and len(answers) == 8
