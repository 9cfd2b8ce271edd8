from __future__ import annotations

from datetime import date

import pytest

from conftest import person
from kexie.office.ledger.desks import EntryDesk
from kexie.office.ledger.models import ClosedPeriod, Entry

from .make import COUNT, line, post, posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client, officer):
    client.force_login(officer)
    return client


def test_the_ledger_lists_filters_and_opens(signed_in, here, elsewhere):
    posted(here, line(607, form="咨询"), line(1, COUNT))
    posted(elsewhere, line(8888))
    page = signed_in.get(EntryDesk.url("list")).content.decode()
    assert "607" in page
    assert "8,888" not in page
    narrowed = signed_in.get(EntryDesk.url("list") + "?measure=test.count").content.decode()
    assert "607" not in narrowed
    assert "计量项：场次" in narrowed
    entry = Entry.objects.get(amount=607)
    assert "咨询" in signed_in.get(EntryDesk.url("detail", entry.pk)).content.decode()
    hidden = Entry.objects.get(amount=8888)
    assert signed_in.get(EntryDesk.url("detail", hidden.pk)).status_code == 404


def test_all_a_record_posted_is_shown_with_its_reversals(signed_in, here, elsewhere):
    row = posted(here, line(500))
    post(row, line(480))
    page = signed_in.get(f"/ledger/source/organisations.alias/{row.pk}/").content.decode()
    for said in ("第 1 版", "冲销第 1 版", "第 2 版", "-500", "480", str(row)):
        assert said in page
    hidden = posted(elsewhere, line(1))
    assert signed_in.get(f"/ledger/source/organisations.alias/{hidden.pk}/").status_code == 404
    assert signed_in.get(f"/ledger/source/no.such/{row.pk}/").status_code == 404


def test_a_checker_closes_and_reopens_on_the_page(client, here):
    client.force_login(person("checker", here))
    given = {"organisation": here.pk, "starts_on": "2013-01-01", "ends_on": "2013-12-31", "note": ""}
    assert client.post("/ledger/closings/", given).status_code == 302
    closed = ClosedPeriod.objects.get()
    again = client.post("/ledger/closings/", given)
    assert again.status_code == 422
    assert "已经关账" in again.content.decode()
    client.post(f"/ledger/closings/{closed.pk}/reopen/", {"reason": ""})
    assert ClosedPeriod.objects.get().reopened_at is None
    client.post(f"/ledger/closings/{closed.pk}/reopen/", {"reason": "补报"})
    assert ClosedPeriod.objects.get().note == "补报"
    assert "已重新打开" in client.get("/ledger/closings/").content.decode()


def test_only_checkers_close_and_only_their_own(signed_in, client, here, elsewhere):
    given = {"organisation": here.pk, "starts_on": date(2013, 1, 1), "ends_on": date(2013, 12, 31)}
    assert "关账由审核人办理" in signed_in.get("/ledger/closings/").content.decode()
    assert signed_in.post("/ledger/closings/", given).status_code == 403
    client.force_login(person("checker", here))
    assert client.post("/ledger/closings/", {**given, "organisation": elsewhere.pk}).status_code == 422
    assert not ClosedPeriod.objects.exists()
