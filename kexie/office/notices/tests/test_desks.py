import pytest
from django.urls import reverse

from kexie.core.gate import SYSTEM
from kexie.core.testing import DeskTests
from kexie.office.notices import services
from kexie.office.notices.desks import MessageDesk
from kexie.office.notices.models import Message

from . import make
from .make import AT


class TestMessageDesk(DeskTests):
    desk = MessageDesk
    make = staticmethod(make.message)
    role = "administrator"

    def make_failed(self, here):
        message = make.message(here)
        Message.objects.filter(pk=message.pk).update(state="failed", error="没有回答", attempts=6)
        return message

    def test_address_is_masked_and_body_never_shown(self, client, keeper, row):
        for address in (MessageDesk.url("list"), MessageDesk.url("detail", row.pk)):
            page = client.get(address).content.decode()
            assert "164****0001" in page and "16400000001" not in page and "5月12日见" not in page
        page = client.post(MessageDesk.url("reveal", row.pk)).content.decode()
        assert "16400000001" in page and "5月12日见" not in page

    def test_failed_is_sent_again_and_queued_given_up(self, client, keeper, here):
        failed = self.make_failed(here)
        client.post(MessageDesk.url("move", failed.pk, "resend_message"))
        failed.refresh_from_db()
        assert (failed.state, failed.attempts, failed.error) == ("queued", 0, "")
        client.post(MessageDesk.url("move", failed.pk, "cancel_message"))
        failed.refresh_from_db()
        assert failed.state == "cancelled"
        assert client.post(MessageDesk.url("move", failed.pk, "resend_message")).status_code == 409

    def test_many_at_once(self, client, keeper, here):
        rows = [self.make_failed(here), self.make_failed(here), make.message(here)]
        client.post(MessageDesk.url("bulk", "resend"), {"row": [r.pk for r in rows]})
        assert set(Message.objects.values_list("state", flat=True)) == {"queued"}
        client.post(MessageDesk.url("bulk", "cancel"), {"row": [r.pk for r in rows]})
        assert set(Message.objects.values_list("state", flat=True)) == {"cancelled"}


@pytest.fixture
def administrator(client, officer, here, grant):
    grant(officer, "administrator", here)
    client.force_login(officer)
    return officer


def test_pause_is_shown_and_ended_on_the_page(client, administrator, here):
    client.post(reverse("notices:pause"), {"reason": "换网关"})
    try:
        page = client.get(MessageDesk.url("list")).content.decode()
        assert "换网关" in page and "恢复发出" in page
        assert client.post(reverse("notices:pause")).status_code == 409
    finally:
        client.post(reverse("notices:resume"))
    assert services.paused() is None and "换网关" not in client.get(MessageDesk.url("list")).content.decode()


def test_town_administrator_sees_the_towns_messages_and_pauses_nothing(client, town, here, officer, grant):
    officer.grants.all().delete()
    grant(officer, "administrator", town)
    client.force_login(officer)
    make.message(here, subject="县里的")
    make.message(town, subject="镇里的")
    page = client.get(MessageDesk.url("list")).content.decode()
    assert "镇里的" in page and "县里的" not in page and "暂停发出" not in page
    assert client.post(reverse("notices:pause")).status_code == 403 and services.paused() is None


def test_missing_gateway_is_said(client, administrator, settings):
    assert "还没有接网关" in client.get(MessageDesk.url("list")).content.decode()
    settings.GATEWAYS = {"email": "kexie.core.gateways.Smtp", "sms": "kexie.core.gateways.HttpSms"}
    assert "还没有接网关" not in client.get(MessageDesk.url("list")).content.decode()


def test_nothing_is_said_twice(here):
    first = make.message(here, dedupe_key="offer:1")
    services.cancel(message=first, actor=SYSTEM)
    assert make.message(here, dedupe_key="offer:1", at=AT).state == "cancelled"
