"""Codes by which somebody shows that a telephone or mailbox is theirs, without an account."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from kexie.core import gate, records
from kexie.core.audit import trail
from kexie.core.personal import blind
from kexie.core.refusals import Refusal
from kexie.network.organisations.models import Organisation
from kexie.office.notices.models import Challenge, Message

from .outbox import way_to

LASTS = timedelta(minutes=10)
MOST_TRIES = 5
MOST_OF_CONTACT = ((timedelta(minutes=1), 1), (timedelta(hours=1), 5), (timedelta(days=1), 10))
MOST_OF_ADDRESS = ((timedelta(hours=1), 20), (timedelta(days=1), 100))


class TooMany(Refusal):
    """Too many codes were asked for."""

    code = "too_many"
    status = 429


class WrongCode(Refusal):
    """The code does not prove anything: wrong, used, too old, tried too often or never sent; which is not said."""

    code = "wrong_code"
    status = 422


def challenge(
    *, organisation: Organisation, contact: str, purpose: str, asked_from: str, is_known: bool, actor: gate.Actor,
    at: datetime,
) -> Challenge:  # fmt: skip
    """Send a six-digit code to a mobile number or e-mail address; a newer code ends the ones before it.

    `asked_from` is the asker's network address. A contact nobody knows (`is_known` false) gets nothing, and everything
    else is the same: limits, rows, answers. The code lasts ten minutes and five tries, and opens once.

    :raises NotAllowed: the actor does not see the organisation
    :raises NoAddress: the contact is neither mobile nor e-mail
    :raises TooMany: the contact had one within a minute, five within an hour or ten within a day; or the network
        address asked for 20 within an hour or 100 within a day
    """
    gate.require(actor, "view", organisation)
    channel, address = way_to(contact)
    code = f"{secrets.randbelow(1_000_000):06d}"
    row = Challenge(
        organisation=organisation, purpose=purpose, contact=blind(address),
        asked_from=blind(asked_from), code=_digest(purpose, address, code),
        asked_at=at, expires_at=at + LASTS,
    )  # fmt: skip
    with transaction.atomic():
        trail.take_turn()  # of two at once the second sees the first
        _refuse_too_many(row, at)
        records.save(row, actor=actor, did="challenge")
        said = _("您的验证码是 %(code)s，%(minutes)d 分钟内有效。不是您本人操作，请不要理会，也不要告诉别人。")
        message = Message(
            organisation=organisation, channel=channel, purpose="code", address=address, subject=_("验证码"),
            body=said % {"code": code, "minutes": LASTS // timedelta(minutes=1)}, dedupe_key=f"code:{row.pk}",
            next_at=at, expires_at=row.expires_at, is_secret=True,
        )  # fmt: skip
        if not is_known:
            message.state, message.body = Message.State.CANCELLED, ""
            message.error = _("没有人登记过这个号码，没有发。")
        records.save(message, actor=actor, did="queue_message")
    return row


def prove(*, contact: str, purpose: str, code: str, at: datetime) -> None:
    """Take a code as proof that whoever typed it reads that contact's messages; return quietly or refuse.

    Call it outside a transaction: a wrong try is counted even though this refuses.

    :raises WrongCode: wrong, used, too old, tried five times, or never sent
    """
    try:
        address = way_to(contact)[1]
    except Refusal:
        address = ""
    with transaction.atomic():
        row = Challenge.objects.filter(contact=blind(address), purpose=purpose).order_by("-pk").first()
        # One statement counts the try: of many at once no more than five are looked at.
        open_ = Challenge.objects.filter(
            pk=row.pk if row else None, used_at=None, expires_at__gt=at, tries__lt=MOST_TRIES
        )
        is_open = bool(open_.update(tries=F("tries") + 1))
        expected = row.code if row else ""
        is_right = hmac.compare_digest(expected, _digest(purpose, address, code.strip())) and is_open
        is_proved = is_right and bool(Challenge.objects.filter(pk=row.pk, used_at=None).update(used_at=at))
    if not is_proved:
        raise WrongCode(_("验证码不对，或已过期。请核对；还不行就重新获取一个。"))


def forget_old(*, actor: gate.Actor, at: datetime) -> None:
    """Delete codes nobody can use any more and that no limit counts any more.

    :raises NotAllowed: only the platform does this
    """
    gate.require(actor, "forget", Challenge)
    Challenge.objects.filter(asked_at__lt=at - timedelta(days=2)).delete()


def _refuse_too_many(row: Challenge, at: datetime) -> None:
    for field, limits in (("contact", MOST_OF_CONTACT), ("asked_from", MOST_OF_ADDRESS)):
        earlier = Challenge.objects.filter(**{field: getattr(row, field)})
        for span, most in limits:
            if earlier.filter(asked_at__gt=at - span).count() >= most:
                raise TooMany(_("获取验证码太频繁了，请过一会儿再试；已收到的验证码十分钟内有效。"))


def _digest(purpose: str, address: str, code: str) -> str:
    return blind(f"{purpose}|{address}|{code}")
