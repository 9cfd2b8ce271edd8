"""The named cast of the tests, and a database that tests may empty although parts of it only grow."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from hypothesis import settings as hypothesis_settings
from pytest_django.plugin import blocking_manager_key

from kexie.core import append_only, keys

# How long one example takes says more about the machine than about the code; the same code gets the same verdict.
hypothesis_settings.register_profile("kexie", hypothesis_settings(), deadline=None, derandomize=True)
hypothesis_settings.load_profile("kexie")

GROWING = (
    "audit_trailentry", "ledger_posting", "ledger_entry", "reports_reportversion", "certificates_certificate",
    "certificates_revocation", "attendance_scan", "assessment_round", "assessment_assessment", "votes_outcome",
)  # fmt: skip


@pytest.fixture(scope="session", autouse=True)
def key_ring(tmp_path_factory):
    """Give the session a key ring of its own, so that no test touches a real data home."""
    from django.conf import settings

    home = tmp_path_factory.mktemp("home")
    settings.KEY_RING = home / "keys.json"
    settings.FILES_ROOT = home / "files"
    settings.COLUMNS_ROOT = home / "columns"
    settings.JOBS_ROOT = home / "jobs"
    settings.OUTBOX_PAUSE = home / "outbox-paused.json"
    settings.JOBS_AT_ONCE = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]
    settings.STORAGES["default"]["OPTIONS"]["location"] = str(settings.FILES_ROOT)
    # The live server finds files as they lie; hashed names are there only after collectstatic.
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    keys.make(settings.KEY_RING)
    keys.forget()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, tmp_path_factory):
    """Keep SQLite's test database in a file, so that several real connections can work in it as in production."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


def pytest_collection_modifyitems(items):
    """Begin with the files that hold slow tests, so that no worker is left alone with one of them at the end."""
    slow = {item.path for item in items if item.get_closest_marker("slow") or item.get_closest_marker("browser")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """Let a transactional test's database be emptied: that flush is the one delete these tables allow."""
    marker = item.get_closest_marker("django_db")
    is_emptied = "transactional_db" in item.fixturenames or bool(marker and marker.kwargs.get("transaction"))
    frozen = []
    if is_emptied:
        _for_growing_tables(item, append_only.release)
        frozen = _lift(item)
    try:
        return (yield)
    finally:
        if is_emptied and nextitem is not None:  # after the last test the database itself is gone
            _for_growing_tables(item, append_only.release)
            _for_growing_tables(item, append_only.guard)
            _put_back(item, frozen)


def _lift(item):
    """Take the triggers of frozen rows away and return them; PostgreSQL's flush does not wake its own."""
    if connection.vendor != "sqlite":
        return []
    with item.config.stash[blocking_manager_key].unblock(), connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%% is frozen%%'")
        found = cursor.fetchall()
        for name, _sql in found:
            cursor.execute(f"DROP TRIGGER {name}")
    return [sql for _name, sql in found]


def _put_back(item, frozen):
    with item.config.stash[blocking_manager_key].unblock(), connection.cursor() as cursor:
        for sql in frozen:
            cursor.execute(sql)


def _for_growing_tables(item, act):
    with item.config.stash[blocking_manager_key].unblock():
        for table in GROWING:
            act(connection, table)


@pytest.fixture
def here(db):
    """A county association with a key to everything in its tree."""
    return organisation("某市科协")


@pytest.fixture
def elsewhere(db):
    """Its twin next door, which must never be seen from here."""
    return organisation("邻市科协")


@pytest.fixture
def town(here):
    """A town below it."""
    return organisation("泗门镇科协", parent=here, level="town")


@pytest.fixture
def officer(here):
    """The officer of `here`."""
    return person("officer", here)


@pytest.fixture
def stranger(elsewhere):
    """The officer next door."""
    return person("officer", elsewhere, username="stranger")


@pytest.fixture
def grant():
    """Return a function that gives a user a role somewhere."""
    return give


def organisation(name, parent=None, kind="association", level="county", **fields):
    """Return a stored organisation with its placement, straight into the database."""
    from kexie.core.paths import segment
    from kexie.network.organisations.models import Organisation, Placement

    row = Organisation.objects.create(name=name, parent=parent, kind=kind, level=level, path=f"?{name}", **fields)
    row.path = (parent.path if parent else "") + segment(row.pk)
    row.save()
    Placement.objects.create(organisation=row, parent=parent, starts_on=date(2000, 1, 1))
    return row


def person(role, where, username=""):
    """Return a user who holds `role` at an organisation."""
    from kexie.network.access.models import User

    user = User.objects.create(username=username or role, name=username or role, organisation=where)
    user.set_password("correct horse battery")
    user.save()
    give(user, role, where)
    return user


def give(user, role, where, starts_on=date(2000, 1, 1), ends_on=None):
    """Give a user a role at an organisation."""
    from kexie.network.access.models import Grant

    return Grant.objects.create(user=user, role=role, organisation=where, starts_on=starts_on, ends_on=ends_on)
