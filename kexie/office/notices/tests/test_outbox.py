from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from kexie.core import clock
from kexie.core.audit.models import TrailEntry
from kexie.core.flow import WrongState
from kexie.core.gate import SYSTEM
from kexie.core.refusals import NotAllowed
from kexie.network.people.models import Person
from kexie.office.notices import services
from kexie.office.notices.models import Message

AT = datetime(2013, 5, 12, 9, 0, tzinfo=clock.ZONE)


@pytest.fixture
def send(here):
    """Return a function that queues a message, with what differs."""

    def queue(**given):
        said = {"purpose": "signup", "to": "16400000001", "subject": "报名成功", "body": "5月12日见。", "actor": SYSTEM}
        return services.send(**{"organisation": here, "dedupe_key": "signup:1", "at": AT, **said, **given})

    return queue


def person(here, **facts):
    return Person.objects.create(organisation=here, name="陈小明", **facts)


def test_message_waits_in_the_outbox_under_its_key(send, here):
    message = send()
    assert (message.channel, message.state, message.next_at) == ("sms", "queued", AT)
    again = send(body="另一段话", to="16400000002")
    assert again.pk == message.pk and again.body == "5月12日见。"
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("facts", "channel", "address"),
    [
        ({"phone": "164 0000 0001", "email": "Chen@Example.cn"}, "sms", "16400000001"),
        ({"phone": "0574-62700000", "email": "Chen@Example.cn"}, "email", "chen@example.cn"),
        ({"email": "chen@example.cn"}, "email", "chen@example.cn"),
    ],
)
def test_channel_is_what_the_person_has(send, here, facts, channel, address):
    message = send(to=person(here, **facts))
    assert (message.channel, message.address) == (channel, address)


def test_unreachable_person_is_kept_as_failed(send, here):
    message = send(to=person(here, phone="0574-62700000"))
    assert message.state == "failed" and "没有登记手机" in message.error


@pytest.mark.parametrize("wrong", ["", "chen", "12345", "0574-62700000", "chen@"])
def test_typed_address_must_be_mobile_or_mail(send, wrong):
    with pytest.raises(services.NoAddress):
        send(to=wrong)
    assert Message.objects.count() == 0


def test_message_goes_with_its_transaction(send):
    with transaction.atomic():
        send()
        transaction.set_rollback(True)
    assert Message.objects.count() == 0


def test_who_does_not_see_the_organisation_sends_nothing(send, stranger, officer):
    with pytest.raises(NotAllowed):
        send(actor=stranger)
    assert send(actor=officer).pk


def test_address_and_body_lie_sealed(send):
    message = send()
    with connection.cursor() as cursor:
        cursor.execute("SELECT address, body FROM notices_message WHERE id = %s", [message.pk])
        assert not any("16400000001" in kept or "5月" in kept for kept in cursor.fetchone())
    line = TrailEntry.objects.get(model="notices.message", did="queue_message")
    assert "16400000001" not in str(line.changes) and "5月12日见" not in str(line.changes)


def test_only_who_manages_jobs_sees_messages(send, officer, stranger, here, grant):
    send()
    assert not Message.objects.visible_to(officer).exists()
    grant(officer, "administrator", here)
    administrator = type(officer).objects.get(pk=officer.pk)
    assert Message.objects.visible_to(administrator).exists()
    assert not Message.objects.visible_to(stranger).exists()


class TestErasing:
    LATER = AT + timedelta(days=181)

    def test_address_and_text_go_after_half_a_year_and_the_row_stays(self, send):
        message = send()
        Message.objects.update(state="sent", sent_at=AT)
        assert services.erase_old(actor=SYSTEM, at=AT + timedelta(days=179)) == 0
        assert services.erase_old(actor=SYSTEM, at=self.LATER) == 1
        message.refresh_from_db()
        assert (message.address, message.body, message.address_index, message.body_index) == ("", "", "", "")
        assert (message.subject, message.state, message.sent_at) == ("报名成功", "sent", AT)
        assert services.erase_old(actor=SYSTEM, at=self.LATER) == 0

    def test_what_has_not_left_is_kept_and_what_is_erased_is_not_sent_again(self, send):
        send()
        assert services.erase_old(actor=SYSTEM, at=self.LATER) == 0
        Message.objects.update(state="failed")
        services.erase_old(actor=SYSTEM, at=self.LATER)
        with pytest.raises(WrongState, match="不能再发"):
            services.resend(message=Message.objects.get(), actor=SYSTEM, at=self.LATER)

    def test_only_the_platform_does_it(self, officer):
        with pytest.raises(NotAllowed):
            services.erase_old(actor=officer, at=AT)
