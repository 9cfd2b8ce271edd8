"""Out of the outbox: through real servers on the loopback, through gateways that hang, break and lie."""

from __future__ import annotations

import http.server
import json
import socket
import threading
import time
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from django.db import connections

from kexie.core import gateways
from kexie.core.gate import SYSTEM
from kexie.core.refusals import NotAllowed
from kexie.office.notices import services
from kexie.office.notices.models import Message
from kexie.office.notices.services import delivery

from . import make
from .make import AT

LATER = timedelta(hours=5)


class Mailbox:
    """An SMTP server's side: keeps what comes, and answers as told."""

    def __init__(self):
        self.letters, self.answer = [], "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody"):
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.answer.startswith("250"):
            self.letters.append(envelope)
        return self.answer


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def mailbox(settings):
    box = Mailbox()
    server = Controller(box, hostname="127.0.0.1", port=free_port())
    server.start()
    settings.GATEWAYS = {**settings.GATEWAYS, "email": "kexie.core.gateways.Smtp"}
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", server.port, False
    settings.DEFAULT_FROM_EMAIL = "kexie@example.cn"
    yield box
    server.stop()


class Provider(http.server.BaseHTTPRequestHandler):
    """A provider of text messages: keeps what it is asked, and answers as told."""

    asked: list = []
    status, answer, sleeps = 200, {"code": 0}, 0.0

    def do_POST(self):
        given = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        type(self).asked.append((given, dict(self.headers)))
        time.sleep(self.sleeps)
        body = json.dumps(self.answer).encode()
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


class Busy(http.server.ThreadingHTTPServer):
    request_queue_size = 128


@pytest.fixture
def provider(settings):
    side = type("Side", (Provider,), {"asked": []})
    server = Busy(("127.0.0.1", 0), side)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.GATEWAYS = {**settings.GATEWAYS, "sms": "kexie.core.gateways.HttpSms"}
    settings.SMS = {
        "url": f"http://127.0.0.1:{server.server_port}/send?v=1", "headers": {"Authorization": "Bearer x"},
        "fields": {"to": ["{phone}"], "text": "【科协】{body}", "id": "{key}"}, "accepted": {"code": 0},
        "reason": "message", "repeats": False,
    }  # fmt: skip
    yield side
    server.shutdown()
    server.server_close()


def deliver(channel, at=AT):
    return services.deliver_due(channel=channel, actor=SYSTEM, at=at)


def fresh(message):
    return Message.objects.get(pk=message.pk)


class TestMail:
    def test_leaves_by_smtp_once(self, here, mailbox):
        sent = make.message(here, to="chen@example.cn", subject="报名成功", body="5月12日见。")
        make.message(here, to="16400000001")
        assert deliver("email") == 1
        assert deliver("email", AT + LATER) == 0
        (letter,) = mailbox.letters
        assert letter.rcpt_tos == ["chen@example.cn"] and letter.mail_from == "kexie@example.cn"
        assert b"Message-ID: <" in letter.content
        assert (fresh(sent).state, fresh(sent).via, fresh(sent).sent_at, fresh(sent).attempts) == (
            "sent",
            "smtp",
            AT,
            1,
        )

    def test_unknown_mailbox_fails_at_once_and_says_why(self, here, mailbox):
        lost, good = make.message(here, to="nobody@example.cn"), make.message(here, to="chen@example.cn")
        assert deliver("email") == 1
        assert fresh(lost).state == "failed" and "550" in fresh(lost).error
        assert fresh(good).state == "sent"

    def test_busy_server_is_asked_again_ever_later_until_it_has_failed(self, here, mailbox):
        mailbox.answer = "451 try again later"
        message, at, waits = make.message(here, to="chen@example.cn"), AT, []
        while (kept := fresh(message)).state == "queued":
            waits.append((kept.next_at - at) // timedelta(minutes=1))
            at = kept.next_at
            deliver("email", at)
        assert waits == [0, 1, 5, 15, 60, 240]
        assert kept.attempts == 6 and kept.state == "failed" and "451" in kept.error
        assert mailbox.letters == []

    def test_server_that_is_away_is_asked_again(self, here, mailbox, settings):
        settings.EMAIL_PORT = free_port()
        message = make.message(here, to="chen@example.cn")
        assert deliver("email") == 0
        assert fresh(message).state == "queued" and "连不上" in fresh(message).error

    def test_silence_before_the_text_is_asked_again(self, here, mailbox, settings, monkeypatch):
        monkeypatch.setattr(gateways, "PATIENCE", 0.3)
        with socket.create_server(("127.0.0.1", 0)) as silent:  # accepts, never greets
            settings.EMAIL_PORT = silent.getsockname()[1]
            message = make.message(here, to="chen@example.cn")
            assert deliver("email") == 0
        assert fresh(message).state == "queued" and "没有回答" in fresh(message).error

    def test_silence_after_the_text_is_for_a_person_to_decide(self, here, mailbox, monkeypatch):
        async def sleep(server, session, envelope):
            import asyncio

            mailbox.letters.append(envelope)
            await asyncio.sleep(1.5)
            return "250 OK"

        monkeypatch.setattr(gateways, "PATIENCE", 0.3)
        mailbox.handle_DATA = sleep
        message = make.message(here, to="chen@example.cn")
        assert deliver("email") == 0
        assert fresh(message).state == "failed" and "不清楚是否已发出" in fresh(message).error
        assert deliver("email", AT + LATER) == 0 and len(mailbox.letters) == 1

    def test_poison_stops_nobody(self, here, mailbox):
        poison = make.message(here, to="chen@example.cn")
        Message.objects.filter(pk=poison.pk).update(subject="a\nBcc: all@example.cn")
        good = make.message(here, to="li@example.cn")
        assert deliver("email") == 1
        assert fresh(poison).state == "failed" and "BadHeaderError" in fresh(poison).error
        assert fresh(good).state == "sent" and len(mailbox.letters) == 1


class TestSms:
    def test_leaves_as_the_provider_wants_it(self, here, provider):
        message = make.message(here, to="16400000001", body="见 {phone}", dedupe_key="signup:7")
        assert deliver("sms") == 1
        ((given, headers),) = provider.asked
        assert given == {"to": ["16400000001"], "text": "【科协】见 {phone}", "id": "signup:7"}
        assert headers["Authorization"] == "Bearer x"
        assert fresh(message).via == "http"

    @pytest.mark.parametrize(
        ("status", "answer", "state", "said"),
        [
            (200, {"code": 7, "message": "模板不对"}, "failed", "模板不对"),
            (400, {"code": 0}, "failed", "400"),
            (302, {"code": 0}, "failed", "302"),
            (503, {}, "queued", "503"),
            (429, {}, "queued", "429"),
            (500, {}, "failed", "不清楚是否已发出"),
            (200, ["?"], "failed", "没有收下"),
        ],
    )
    def test_answers_mean_what_they_say(self, here, provider, status, answer, state, said):
        provider.status, provider.answer = status, answer
        message = make.message(here)
        assert deliver("sms") == 0
        assert fresh(message).state == state and said in fresh(message).error

    def test_silent_gateway_times_out_and_is_not_asked_twice(self, here, provider, monkeypatch):
        monkeypatch.setattr(gateways, "PATIENCE", 0.3)
        provider.sleeps = 2.0
        messages = [make.message(here) for _n in range(6)]
        begun = time.monotonic()
        assert deliver("sms") == 0
        assert time.monotonic() - begun < 1.5  # together, not one after the other
        assert {fresh(m).state for m in messages} == {"failed"}
        deliver("sms", AT + LATER)
        assert len(provider.asked) == 6

    def test_silent_gateway_that_drops_repeats_is_asked_again(self, here, provider, settings, monkeypatch):
        monkeypatch.setattr(gateways, "PATIENCE", 0.3)
        settings.SMS = {**settings.SMS, "repeats": True}
        provider.sleeps = 1.0
        message = make.message(here)
        deliver("sms")
        assert fresh(message).state == "queued"
        provider.sleeps = 0.0
        assert deliver("sms", AT + LATER) == 1
        assert {given["id"] for given, _headers in provider.asked} == {message.dedupe_key}

    def test_whoever_never_answers_is_left_behind(self, here, monkeypatch, settings):
        settings.GATEWAYS = {**settings.GATEWAYS, "sms": f"{__name__}.Stuck"}
        monkeypatch.setattr(delivery, "ROUND", 0.3)
        monkeypatch.setattr(delivery, "AT_ONCE", 2)
        messages = [make.message(here) for _n in range(4)]
        assert deliver("sms") == 0
        Stuck.free.set()
        states = sorted(fresh(m).state for m in messages)
        assert states == ["failed", "failed", "queued", "queued"]  # those with the gateway, those not yet


class Stuck:
    name, repeats, free = "stuck", False, threading.Event()

    def deliver(self, letter):
        self.free.wait(20)


def test_console_is_the_default_and_masks(here, caplog, settings):
    with caplog.at_level("INFO", "kexie.core.gateways"):
        message = make.message(here, body="打 16400000009 找我")
        assert deliver("sms") == 1
    assert fresh(message).via == "console"
    assert "164****0001" in caplog.text and "16400000001" not in caplog.text and "16400000009" not in caplog.text


def test_lease_of_a_dead_worker_is_for_a_person_to_decide(here, provider):
    message = make.message(here)
    assert [m.pk for m in delivery._lease("sms", AT)] == [message.pk]  # and then it was killed
    assert deliver("sms", AT + timedelta(minutes=1)) == 0 and fresh(message).state == "sending"
    assert deliver("sms", AT + LATER) == 0
    assert fresh(message).state == "failed" and "中断" in fresh(message).error and provider.asked == []
    services.resend(message=message, actor=SYSTEM, at=AT + LATER)
    assert deliver("sms", AT + LATER) == 1 and len(provider.asked) == 1


def test_late_answer_changes_nothing_that_was_decided_meanwhile(here):
    message = make.message(here)
    (leased,) = delivery._lease("sms", AT)
    delivery._give_up_lost("sms", AT + LATER, repeats=False)
    services.cancel(message=message, actor=SYSTEM)
    assert not delivery._settle(leased, gateways.Console(), None, AT + LATER)
    assert fresh(message).state == "cancelled"


def test_what_is_too_late_is_not_sent(here, provider):
    message = make.message(here, expires_at=AT + timedelta(minutes=10))
    assert deliver("sms", AT + timedelta(minutes=11)) == 0
    assert fresh(message).state == "failed" and "时限" in fresh(message).error and provider.asked == []


def test_paused_outbox_keeps_everything(here, provider, officer):
    make.message(here)
    services.pause(reason="换网关", actor=SYSTEM, at=AT)
    try:
        assert deliver("sms") == 0 and services.paused()["reason"] == "换网关"
        with pytest.raises(NotAllowed):
            services.resume(actor=officer)
        with pytest.raises(services.NoPause):
            services.pause(reason="", actor=SYSTEM, at=AT)
    finally:
        services.resume(actor=SYSTEM)
    assert deliver("sms") == 1
    with pytest.raises(services.NoPause):
        services.resume(actor=SYSTEM)


def test_only_the_platform_delivers(here, officer):
    with pytest.raises(NotAllowed):
        services.deliver_due(channel="sms", actor=officer, at=AT)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_outbox_send_each_message_once(provider):
    from conftest import organisation

    here = organisation("某市科协")
    messages = [make.message(here) for _n in range(30)]
    start = threading.Barrier(4)

    def work():
        start.wait()
        for _round in range(3):
            deliver("sms")
        connections.close_all()

    threads = [threading.Thread(target=work) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {(m.state, m.error) for m in Message.objects.all()} == {("sent", "")}
    ids = [given["id"] for given, _headers in provider.asked]
    assert sorted(ids) == sorted(m.dedupe_key for m in messages)
