"""Rules of security that hold for every page, tried on every page."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as house
from django.db import connection
from django.template.loaders.app_directories import get_app_template_dirs
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conftest import person
from kexie.core.desk import Desk
from kexie.core.personal import IdNumberField, PhoneField
from kexie.network.people.models import Person

from .planting import own, plant
from .test_gate_matrix import ADDRESSES, MARK, arguments, every_desk

ROOT = Path(__file__).parents[1]
TEMPLATES = [
    path for folder in get_app_template_dirs("templates") if "kexie" in str(folder) for path in folder.rglob("*.html")
]
STYLES = [p for p in (ROOT / "kexie").rglob("static/**/*") if p.suffix in (".css", ".js") and "vendor" not in p.parts]
PHONE, ID_NUMBER = "16400000001", "110101199003071233"


@pytest.fixture
def boss(here):
    return person("administrator", here, username="boss")


@pytest.fixture
def signed_in(boss):
    client = Client()
    client.force_login(boss)
    client.get(reverse("access:account"))
    return client


@pytest.fixture
def pages(here, boss):
    """Every address that can be opened, with rows behind it."""
    rows = {**plant(here, MARK), **own(boss, here, MARK)}
    return {name: reverse(name, kwargs=arguments(name, p, rows)) for name, p in ADDRESSES.items()}


def run(code, **environment):
    """Run Python in a fresh process, as a server would start."""
    given = {**os.environ, "DJANGO_SETTINGS_MODULE": "kexie.web.settings", **environment}
    return subprocess.run([sys.executable, "-c", code], env=given, capture_output=True, text=True, cwd=ROOT)


SAME_FOR_ALL = {  # these say nothing of whoever asks
    "access:login", "access:code", "access:healthy", "attendance:door_worker",
    "portal:find", "portal:calendar", "portal:activity", "portal:activity_calendar", "portal:campaign",
    "portal:posts", "portal:post",
}  # fmt: skip


class TestHeaders:
    def policy(self, answer):
        said = answer["Content-Security-Policy"]
        return {part.split()[0]: part.split()[1:] for part in said.split(";") if part.strip()}

    def test_every_page_and_refusal_carries_them(self, pages, signed_in):
        for name, address in {**pages, "missing": "/no/such/page/"}.items():
            answer = signed_in.get(address)
            assert answer["X-Content-Type-Options"] == "nosniff", name
            # A link that is a key goes nowhere at all.
            assert answer["Referrer-Policy"] in ("same-origin", "no-referrer"), name
            if "sandbox" in answer["Content-Security-Policy"]:  # somebody's file, sent to be kept and not shown
                assert answer["Content-Disposition"].startswith("attachment"), name
                continue
            policy = self.policy(answer)
            assert policy["default-src"] == policy["script-src"] == policy["style-src"] == ["'self'"], name
            assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == ["'none'"], name
            assert policy["form-action"] == ["'self'"] and policy["img-src"] == ["'self'", "data:"], name

    def test_no_page_of_somebody_signed_in_is_kept_by_anybody(self, pages, signed_in):
        for name, address in pages.items():
            if name not in SAME_FOR_ALL:
                assert "no-store" in signed_in.get(address).headers.get("Cache-Control", "no-store"), name
        assert "no-store" in signed_in.get("/account/")["Cache-Control"]

    def test_frames_are_denied(self, signed_in):
        for address in ("/account/", "/users/", "/no/such/page/"):
            assert signed_in.get(address)["X-Frame-Options"] == "DENY"

    def test_cookies(self, client, boss):
        client.post("/login/", {"username": "boss", "password": "correct horse battery"})
        session = client.cookies["sessionid"]
        assert session["httponly"] and session["samesite"] == "Lax" and not session["max-age"]

    def test_behind_https_everything_is_secure(self, tmp_path):
        code = (
            "import django; django.setup()\n"
            "from django.conf import settings as s\n"
            "from django.test import RequestFactory\n"
            "from django.middleware.security import SecurityMiddleware\n"
            "from django.http import HttpResponse\n"
            "m = SecurityMiddleware(lambda r: HttpResponse())\n"
            "print(m(RequestFactory().get('/', secure=True, HTTP_HOST='k.example'))['Strict-Transport-Security'])\n"
            "print(m(RequestFactory().get('/x/', HTTP_HOST='k.example')).url)\n"
            "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.CSRF_TRUSTED_ORIGINS)\n"
        )
        done = run(code, KEXIE_HTTPS="1", KEXIE_HOSTS="k.example", KEXIE_HOME=str(tmp_path))
        assert done.stdout.splitlines() == [
            "max-age=31536000", "https://k.example/x/", "True True ['https://k.example']",
        ], done.stderr  # fmt: skip


class TestRequests:
    def test_another_host_is_refused(self, signed_in):
        assert signed_in.get("/account/", headers={"host": "evil.example"}).status_code == 400
        inside = signed_in.get("/account/", headers={"x-forwarded-host": "evil.example"}).content.decode()
        assert "evil.example" not in inside

    def test_every_post_needs_the_token(self, pages, boss):
        client = Client(enforce_csrf_checks=True)
        client.force_login(boss)
        for name, address in pages.items():
            answer = client.post(address)
            assert answer.status_code in (403, 405), f"{name}: {answer.status_code}"
            if answer.status_code == 403 and name != "attendance:door_scans":  # has its device's secret in a header
                assert "页面已过期" in answer.content.decode(), name

    def test_signing_in_needs_the_token_too(self, boss):
        client = Client(enforce_csrf_checks=True)
        assert client.post("/login/", {"username": "boss", "password": "correct horse battery"}).status_code == 403

    def test_reading_never_writes(self, pages, signed_in):
        for name, address in pages.items():
            with CaptureQueriesContext(connection) as asked:
                answer = signed_in.get(address)
            if answer.status_code == 403:
                continue  # a refusal is written down, and nothing else
            written = [
                q["sql"][:120] for q in asked
                if re.match(r"\s*(INSERT|UPDATE|DELETE|REPLACE)\b", q["sql"], re.I) and "django_session" not in q["sql"]
            ]  # fmt: skip
            assert written == [], name

    @pytest.mark.parametrize(
        "address",
        ["/.git/config", "/.env", "/keys.json", "/kexie.sqlite3", "/var/keys.json", "/admin/", "/static/../settings.py",
         "/static/%2e%2e/%2e%2e/web/settings.py", "/files/../../keys.json", "/files/x/", "/metrics", "/__debug__/"],
    )  # fmt: skip
    def test_nothing_lies_open(self, client, db, address):
        answer = client.get(address)
        whole = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert answer.status_code in (302, 301, 404), address
        assert b"SECRET_KEY" not in whole and b'"secret"' not in whole

    def test_a_body_beyond_the_limit_is_refused(self, signed_in, settings):
        answer = signed_in.post("/account/password/", {"old": "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)})
        assert answer.status_code in (400, 413)

    def test_too_many_fields_are_refused(self, signed_in):
        assert signed_in.post("/account/password/", {f"f{n}": "x" for n in range(5001)}).status_code == 400

    @pytest.mark.parametrize(
        "typed", ["\x00", "a\x00b", "\ud800", "' OR 1=1 --", "<script>alert(1)</script>", "x" * 5000]
    )
    def test_nonsense_in_addresses_is_no_error(self, signed_in, pages, typed):
        for name in ("access:user_list", "audit:trailentry_list", "web:search", "organisations:organisation_list"):
            for query in ({"q": typed}, {"sort": typed}, {"page": typed}, {"organisation": typed}, {"at_from": typed}):
                given = {key: value.encode("utf-8", "surrogatepass") for key, value in query.items()}
                answer = signed_in.get(pages[name], given)
                assert answer.status_code < 500, f"{name} {query}"
                assert b"<script>alert(1)</script>" not in answer.content


class TestProxies:
    CODE = (
        "import io\nfrom kexie.web import wsgi\n"
        "def start(status, headers, exc=None): print(status)\n"
        "e = {'REQUEST_METHOD': 'GET', 'PATH_INFO': '/x/', 'SERVER_NAME': 'k.example', 'SERVER_PORT': '80', "
        "'HTTP_HOST': 'k.example', 'REMOTE_ADDR': %r, 'HTTP_X_FORWARDED_FOR': '203.0.113.9, 10.0.0.7', "
        "'HTTP_X_FORWARDED_PROTO': 'https', 'wsgi.input': io.BytesIO(), 'wsgi.url_scheme': 'http'}\n"
        "list(wsgi.application(e, start)); print(e['REMOTE_ADDR'], e['wsgi.url_scheme'])\n"
    )

    @pytest.mark.parametrize(("asker", "believed"), [("127.0.0.1", True), ("198.51.100.1", False)])
    def test_only_the_named_proxy_is_believed(self, tmp_path, asker, believed):
        given = {"KEXIE_HTTPS": "1", "KEXIE_HOSTS": "k.example", "KEXIE_PROXIES": "127.0.0.1"}
        done = run(self.CODE % asker, KEXIE_HOME=str(tmp_path), **given)
        status, seen = done.stdout.splitlines()
        # Of a chain of addresses the last is the one the proxy itself saw.
        assert seen == ("10.0.0.7 https" if believed else f"{asker} http"), done.stderr
        assert status.startswith("404" if believed else "301")


class TestForms:
    def test_every_desk_names_its_fields(self):
        for desk in every_desk(Desk):
            if desk.form is not None:
                assert isinstance(desk.form._meta.fields, list | tuple), desk.__name__
                hidden = {"path", "key", "password", "sessions_ended", "created_at", "updated_at", "owner_id"}
                assert hidden.isdisjoint(desk.form._meta.fields), desk.__name__


class TestPersonalData:
    def test_nothing_plain_lies_in_the_database_trail_or_log(self, client, here, boss, caplog):
        """A stolen database file names nobody's telephone or identity number."""
        client.force_login(boss)
        given = {"name": "陈某某", "organisation": here.pk, "phone": PHONE, "id_number": ID_NUMBER, "version": ""}
        with caplog.at_level("DEBUG"):
            answer = client.post(reverse("people:person_create"), given)
            assert answer.status_code == 302, answer.content.decode()
            one = Person.objects.get(name="陈某某")
            assert (one.phone, one.id_number) == (PHONE, ID_NUMBER)
            client.get(reverse("people:person_list"), {"q": PHONE})
            client.post(reverse("people:person_reveal", args=[one.pk]))
        for table in connection.introspection.table_names():
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                said = str(cursor.fetchall())
            assert PHONE not in said and ID_NUMBER not in said, table
        logged = "".join(r.getMessage() for r in caplog.records if r.name != "django.db.backends")
        assert PHONE not in logged and ID_NUMBER not in logged

    def test_masked_until_somebody_asks_and_then_it_is_written_down(self, client, here, boss):
        from kexie.core.audit.models import TrailEntry

        one = Person.objects.create(organisation=here, name="陈某某", phone=PHONE, id_number=ID_NUMBER)
        client.force_login(boss)
        for address in (reverse("people:person_list"), reverse("people:person_detail", args=[one.pk])):
            page = client.get(address).content.decode()
            assert PHONE not in page and ID_NUMBER not in page
        shown = client.post(reverse("people:person_reveal", args=[one.pk])).content.decode()
        assert PHONE in shown and TrailEntry.objects.filter(did="reveal", row_id=one.pk, actor="boss").count() == 1

    def test_readers_cannot_ask(self, client, here):
        one = Person.objects.create(organisation=here, name="陈某某", phone=PHONE)
        client.force_login(person("reader", here))
        assert client.post(reverse("people:person_reveal", args=[one.pk])).status_code == 403

    @pytest.mark.parametrize(("kind", "value"), [(PhoneField, PHONE), (IdNumberField, ID_NUMBER)])
    def test_masks_keep_too_little_to_go_by(self, kind, value):
        assert sum(a == b for a, b in zip(kind().mask(value), value, strict=True)) <= 8


class TestSettings:
    @pytest.mark.parametrize(
        ("environment", "said"),
        [
            ({"KEXIE_DEBUG": "1", "KEXIE_HTTPS": "1"}, "KEXIE_DEBUG"),
            ({"KEXIE_PROFILE": "level9"}, "KEXIE_PROFILE"),
            ({"DATABASE_URL": "mysql://x/y"}, "DATABASE_URL"),
        ],
    )
    def test_unsafe_or_unknown_settings_do_not_start(self, environment, said, tmp_path):
        done = run("import django; django.setup()", KEXIE_HOME=str(tmp_path), **environment)
        assert done.returncode and said in done.stderr

    def test_dengbao3_tightens(self, tmp_path):
        code = (
            "import django; django.setup()\nfrom django.conf import settings as s\n"
            "print(s.SECOND_FACTOR_REQUIRED, s.SEPARATE_ADMINISTRATORS, s.SESSION_COOKIE_AGE)"
        )
        done = run(code, KEXIE_PROFILE="dengbao3", KEXIE_HOME=str(tmp_path))
        assert done.stdout.split() == ["True", "True", "900"], done.stderr

    def test_safe_by_default(self):
        assert not house.DEBUG and house.SESSION_COOKIE_AGE <= 1800 and "*" not in house.ALLOWED_HOSTS
        assert house.DATABASES["default"]["ENGINE"].endswith("postgresql") or (
            house.DATABASES["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
            and "synchronous=FULL" in house.DATABASES["default"]["OPTIONS"]["init_command"]
        )

    @pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "requirements-build.txt"])
    def test_every_dependency_is_pinned_by_hash(self, name):
        text = (ROOT / name).read_text().replace("\\\n", " ")
        lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
        assert lines and all("==" in line and "--hash=sha256:" in line for line in lines)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_hold_nothing_the_policy_forbids(path):
    text = path.read_text()
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>", text), "inline script"
    assert not re.search(r"<style\b", text), "inline style sheet"
    assert not re.search(r"<[^>]*\sstyle=", text), "style attribute"
    assert not re.search(r"<[^>]*\son[a-z]+=\"", text), "event handler"
    assert not re.search(r"(src|href|action)=\"(https?:)?//", text), "foreign origin"
    assert "javascript:" not in text and "|safe" not in text


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_styles_and_scripts_reach_for_nothing_foreign(path):
    text = re.sub(r"http://www\.w3\.org/\S+", "", path.read_text())
    assert not re.search(r"(url\(|import\s|fetch\(|@import)\s*['\"]?(https?:)?//", text)
    assert "eval(" not in text and "new Function" not in text and ".innerHTML =" not in text


def test_every_line_of_the_trail_stands_somewhere(here, boss):
    """A line without a place would be nobody's to read, or everybody's."""
    from kexie.core.audit.models import TrailEntry

    rows = plant(here, MARK)
    assert rows
    nowhere = TrailEntry.objects.filter(path="").exclude(model="").values_list("model", "did")
    assert list(nowhere) == []
