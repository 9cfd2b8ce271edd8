import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from conftest import person
from kexie.core.audit.models import TrailEntry
from kexie.core.gate import SYSTEM
from kexie.core.testing import DeskTests
from kexie.office.notices import queries, services
from kexie.office.notices.desks import NoticeDesk
from kexie.office.notices.models import Notice, Receipt, Relay

from .make import AT


def draft(organisation, **given):
    return Notice.objects.create(**{"organisation": organisation, "title": "防台风", "body": "请转发。", **given})


class TestNoticeDesk(DeskTests):
    desk = NoticeDesk
    make = staticmethod(draft)
    new = {"title": "又一个"}
    change = {"title": "防强台风"}


@pytest.fixture
def clerk(town):
    return person("clerk", town, username="clerk")


@pytest.fixture
def sent(here, town, clerk):
    row = draft(here)
    services.attach(notice=row, name="海报.txt", content=["海报".encode()], actor=SYSTEM)
    return services.send_notice(notice=row, actor=SYSTEM, at=AT)


def test_officer_writes_attaches_and_sends(client, officer, here, town, clerk):
    client.force_login(officer)
    form = {"title": "防台风", "body": "请转发。", "kinds": ["association"], "organisation": here.pk, "is_urgent": "on"}
    client.post(NoticeDesk.url("create"), form)
    row = Notice.objects.get()
    assert row.kinds == ["association"] and row.is_urgent
    client.post(reverse("notices:attach", args=[row.pk]), {"file": SimpleUploadedFile("海报.txt", b"x")})
    assert client.post(NoticeDesk.url("move", row.pk, "send_notice")).status_code == 302
    row.refresh_from_db()
    assert row.state == "sent" and row.attachments.count() == 1
    assert client.post(NoticeDesk.url("update", row.pk), form).status_code == 403


def test_reader_below_sees_the_bell_opens_and_passes_on(client, clerk, town, sent):
    client.force_login(clerk)
    home = client.get("/").content.decode()
    assert "通知：防台风" in home and "<b>1</b>" in home
    page = client.get(NoticeDesk.url("detail", sent.pk)).content.decode()
    assert "请转发。" in page and 'hx-trigger="load"' in page and "报转达" in page and "看送达情况" not in page
    assert queries.unread_count(clerk) == 1  # a GET writes nothing
    assert client.post(reverse("notices:open", args=[sent.pk]), headers={"HX-Request": "true"}).status_code == 204
    assert Receipt.objects.get().opened_at and "<b>1</b>" not in client.get("/").content.decode()
    attachment = sent.attachments.get()
    answer = client.get(reverse("notices:attachment", args=[attachment.pk]))
    assert b"".join(answer.streaming_content).decode() == "海报" and answer["Content-Disposition"].startswith("attach")
    relay = {"organisation": town.pk, "channel": "board", "reach": "120", "on": "2013-05-13"}
    assert client.post(reverse("notices:report_relay", args=[sent.pk]), relay).status_code == 302
    assert "120 人次（上报）" in client.get(NoticeDesk.url("detail", sent.pk)).content.decode()
    client.post(reverse("notices:retract_relay", args=[Relay.objects.get().pk]))
    assert not Relay.objects.exists()


def test_relay_with_mistakes_stays_on_the_form(client, clerk, town, sent):
    client.force_login(clerk)
    answer = client.post(reverse("notices:report_relay", args=[sent.pk]), {"organisation": town.pk, "reach": "很多"})
    assert answer.status_code == 422 and "很多" in answer.content.decode()


def test_sender_sees_whom_to_call_and_asks_for_numbers(client, officer, town, sent):
    type(town).objects.filter(pk=town.pk).update(phone="16400000001", contact="陈小明")
    client.force_login(officer)
    page = client.get(reverse("notices:reach", args=[sent.pk])).content.decode()
    assert "164****0001" in page and "16400000001" not in page and "陈小明" not in page
    page = client.post(reverse("notices:phones", args=[sent.pk])).content.decode()
    assert "16400000001" in page and "陈小明" in page
    assert TrailEntry.objects.filter(did="reveal", model="notices.notice", actor_id=officer.pk).exists()
    assert client.post(reverse("notices:remind", args=[sent.pk])).status_code == 302
    assert client.post(reverse("notices:remind", args=[sent.pk])).status_code == 409


def test_recalled_shows_that_and_no_more(client, clerk, sent):
    services.recall_notice(notice=sent, actor=SYSTEM, at=AT, note="发错了")
    client.force_login(clerk)
    page = client.get(NoticeDesk.url("detail", sent.pk)).content.decode()
    assert "撤回" in page and "请转发。" not in page
    for name, pk in (("print", sent.pk), ("attachment", sent.attachments.get().pk)):
        assert client.get(reverse(f"notices:{name}", args=[pk])).status_code == 404


def test_print_is_a_plain_sheet(client, clerk, sent):
    client.force_login(clerk)
    page = client.get(reverse("notices:print", args=[sent.pk])).content.decode()
    assert "请转发。" in page and "主导航" not in page
