from datetime import timedelta

import pytest

from kexie.core.audit.models import TrailEntry
from kexie.core.gate import SYSTEM
from kexie.office.notices import services
from kexie.office.notices.models import Challenge, Message

from .make import AT

PHONE = "16400000001"


@pytest.fixture
def ask(here):
    """Return a function that asks for a code and returns it."""

    def challenge(contact=PHONE, *, at=AT, asked_from="10.0.0.1", is_known=True, purpose="mine"):
        services.challenge(
            organisation=here, contact=contact, purpose=purpose, asked_from=asked_from, is_known=is_known,
            actor=SYSTEM, at=at,
        )  # fmt: skip
        body = Message.objects.latest("pk").body
        return next(iter([word for word in body.replace("，", " ").split() if word.isdigit()]), "")

    return challenge


def prove(code, contact=PHONE, *, at=AT, purpose="mine"):
    try:
        services.prove(contact=contact, purpose=purpose, code=code, at=at)
    except services.WrongCode:
        return False
    return True


def other(code):
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_code_opens_once(ask):
    code = ask("+86 164-0000-0001")
    assert len(code) == 6 and not prove(other(code))
    assert prove(f" {code} ") and not prove(code)


def test_code_is_for_its_contact_and_purpose(ask):
    code = ask()
    assert not prove(code, "16400000002") and not prove(code, purpose="other") and not prove(code, "x")
    assert prove(code)


def test_code_lasts_ten_minutes(ask):
    code = ask()
    assert not prove(code, at=AT + timedelta(minutes=10))
    assert prove(code, at=AT + timedelta(minutes=9, seconds=59))


def test_five_tries(ask):
    code = ask()
    assert not any(prove(other(code)) for _n in range(5))
    assert not prove(code)


def test_newer_code_ends_the_older(ask):
    first = ask()
    second = ask(at=AT + timedelta(minutes=2))
    assert first == second or not prove(first, at=AT + timedelta(minutes=2))
    assert prove(second, at=AT + timedelta(minutes=2))


def test_limits_of_a_contact(ask):
    ask()
    with pytest.raises(services.TooMany):
        ask(at=AT + timedelta(seconds=59), asked_from="10.0.0.2")
    for n in range(1, 5):
        ask(at=AT + timedelta(minutes=2 * n), asked_from=f"10.0.1.{n}")
    with pytest.raises(services.TooMany):
        ask(at=AT + timedelta(minutes=30))
    ask(at=AT + timedelta(minutes=61))


def test_limits_of_an_address(ask):
    for n in range(20):
        ask(f"164000001{n:02d}")
    with pytest.raises(services.TooMany):
        ask("16400000199")
    ask("16400000199", asked_from="10.0.0.2")


def test_unknown_contact_is_answered_alike_and_gets_nothing(ask):
    ask("16400000008", is_known=False)
    message = Message.objects.get()
    assert message.state == "cancelled" and message.body == ""
    assert not prove("", "16400000008") and not prove("000000", "16400000008")
    with pytest.raises(services.TooMany):
        ask("16400000008", is_known=False)
    with pytest.raises(services.NoAddress):
        ask("8")


def test_code_is_nowhere_to_be_read(ask):
    code = ask()
    row = Challenge.objects.get()
    assert code not in (row.code, row.contact) and PHONE not in str(vars(row))
    assert not TrailEntry.objects.filter(path="").exclude(model="").exists()
    assert not [line for line in TrailEntry.objects.all() if code in str(line.changes) or PHONE in str(line.changes)]
    services.deliver_due(channel="sms", actor=SYSTEM, at=AT)
    message = Message.objects.get()
    assert message.state == "sent" and message.body == "" and message.body_index == ""


def test_old_codes_are_forgotten(ask):
    ask()
    services.forget_old(actor=SYSTEM, at=AT + timedelta(days=1))
    assert Challenge.objects.exists()
    services.forget_old(actor=SYSTEM, at=AT + timedelta(days=3))
    assert not Challenge.objects.exists()
