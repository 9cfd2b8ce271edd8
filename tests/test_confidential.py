"""Why somebody is helped: kept sealed, shown to those who must know, and found nowhere else in the house."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from conftest import person as user_of
from kexie.core import clock
from kexie.core.gate import SYSTEM
from kexie.network.people import services as people
from kexie.network.people.tests.make import person
from kexie.web.navigation import WINGS
from kexie.work.contacts import services
from kexie.work.contacts.desks import HelpVisitDesk, PairingDesk
from kexie.work.contacts.models import HelpVisit
from kexie.work.contacts.tests import make
from kexie.work.contacts.tests.make import AT

pytestmark = pytest.mark.django_db
CAUSE, NOTE = "尿毒症透析甲乙丙", "家里断炊丁戊己"
ROLES = ("officer", "checker", "administrator", "carer")


@pytest.fixture
def helped(here):
    """A pairing with its cause, changed once, and a visit with a note; made by a clerk of their own."""
    maker = user_of("clerk", here, username="maker")
    who = person(organisation=here, name="孙某某")
    pair = make.pairing(organisation=here, made_by=maker, helped=who, cause=CAUSE)
    pair.cause = f"{CAUSE}加重"
    services.keep_pairing(pairing=pair, agrees=False, actor=maker, at=AT)
    visit = make.help_visit(organisation=here, pairing=pair)
    visit.note = NOTE
    services.log_help(visit=visit, actor=maker, at=AT, did="change")
    return {"maker": maker, "pair": pair, "visit": HelpVisit.objects.get(), "who": who}


def is_told(content):
    return any(word.encode() in content for word in (CAUSE, NOTE))


def unpacked(answer):
    """Return what an answer holds, a workbook with all its parts."""
    content = b"".join(answer)
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return b"".join(book.read(name) for name in book.namelist())
    return content


def signed_in(user):
    browser = Client()
    browser.force_login(user)
    return browser


def everywhere(helped):
    """Return the addresses where something might be told of it: every page of the navigation, the rows, searches."""
    rows = (helped["pair"], helped["visit"])
    places = [reverse(entry.url_name) for wing in WINGS for entry in wing.entries]
    places += [f"/contacts/pairings/{rows[0].pk}/", f"/contacts/help-visits/{rows[1].pk}/"]
    places += [f"/people/people/{helped['who'].pk}/", "/contacts/pairings/", "/contacts/help-visits/"]
    lists = (reverse("web:search"), "/contacts/pairings/", reverse("audit:trailentry_list"))
    return places + [f"{place}?q={word[:3]}" for place in lists for word in (CAUSE, NOTE)]


@pytest.mark.parametrize("role", ROLES)
def test_no_page_no_list_and_no_search_tells_it(here, helped, role):
    browser = signed_in(user_of(role, here, username=f"{role}2"))
    for address in everywhere(helped):
        answer = browser.get(address, follow=True)
        assert not is_told(unpacked(answer)), (role, address)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("who", ["maker", "carer"])
def test_no_export_tells_it_to_those_who_may_open_it(here, helped, who, kind):
    user = helped["maker"] if who == "maker" else user_of("carer", here, username="carer2")
    browser = signed_in(user)
    for desk in ("pairings", "help-visits"):
        answer = browser.post(f"/contacts/{desk}/export/{kind}/")
        content = unpacked(answer)
        assert answer.status_code == 200 and "孙某某".encode() in content, desk
        assert not is_told(content), desk


@pytest.mark.parametrize("role", ["reader", "clerk", "officer", "checker", "administrator"])
def test_only_its_maker_and_carers_open_the_row(here, helped, role):
    browser = signed_in(user_of(role, here, username=f"{role}2"))
    for desk, row in ((PairingDesk, helped["pair"]), (HelpVisitDesk, helped["visit"])):
        assert browser.get(desk.url("detail", row.pk)).status_code == 404
        assert browser.post(desk.url("reveal", row.pk)).status_code == 404
    carer = signed_in(user_of("carer", here, username="carer2"))
    assert not is_told(unpacked(carer.get(f"/contacts/pairings/{helped['pair'].pk}/")))  # masked until asked for
    assert is_told(unpacked(carer.post(PairingDesk.url("reveal", helped["pair"].pk))))


def test_the_database_holds_no_word_of_it(here, helped):
    """What a backup packs: no table has it in plain text, neither the trail, nor the ledger, nor what was sent."""
    make.tie(organisation=here, person=helped["pair"].helper, visits=12)
    services.remind_overdue(actor=SYSTEM, at=AT)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                told = repr([bytes(value) if isinstance(value, memoryview) else value for value in row])
                assert CAUSE not in told and NOTE not in told, table
                assert repr(CAUSE.encode())[2:-1] not in told, table


def test_what_is_taken_back_is_gone(here, helped):
    (given,) = helped["who"].consents.filter(purpose="help")
    people.withdraw_consent(consent=given, actor=SYSTEM, at=clock.now())
    assert services.forget_causes(actor=SYSTEM, at=clock.now()) == 1
    helped["pair"].refresh_from_db()
    assert helped["pair"].cause == ""
