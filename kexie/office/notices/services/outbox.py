"""Into the outbox: what is to be told is written beside what happened, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kexie.core import gate, records
from kexie.core.personal import is_email, is_mobile
from kexie.core.refusals import Invalid
from kexie.network.organisations.models import Organisation
from kexie.network.people.models import Person
from kexie.office.notices.flows import MESSAGE
from kexie.office.notices.models import Message

KEPT = timedelta(days=180)  # address and text, after a message is done with
MOST_ERASED = 500  # at a time


class NoAddress(Invalid):
    """What was given is neither a mobile number nor an e-mail address."""

    code = "no_address"


def send(
    *, organisation: Organisation, purpose: str, to: Person | str, subject: str, body: str, dedupe_key: str,
    actor: gate.Actor, at: datetime, expires_at: datetime | None = None,
) -> Message:  # fmt: skip
    """Put a message into the outbox, in the caller's transaction, and return it; it leaves after that commits.

    `to` is a person (their mobile if they have one, else their e-mail) or an address as typed. `purpose` is a short
    code of the event ("signup", "offer"), `dedupe_key` names the event itself ("signup:17:confirmed"): asked twice,
    the message that is already there is returned as it is, whatever its state. A person who cannot be reached is no
    reason to undo what happened: their message is kept as failed and says why. `subject` holds no personal data; a
    text message is sent without it. After `expires_at` it is not worth sending any more.

    :raises NotAllowed: the actor does not see the organisation
    :raises NoAddress: an address as typed is neither mobile nor e-mail
    """
    gate.require(actor, "view", organisation)
    channel, address = way_to(to)
    message = Message(
        organisation=organisation, channel=channel, purpose=purpose, address=address, subject=subject, body=body,
        dedupe_key=dedupe_key, next_at=at, expires_at=expires_at,
    )  # fmt: skip
    if not address:
        message.state, message.error = Message.State.FAILED, _("没有登记手机，也没有登记邮箱。")
    records.check(message, but=["organisation"])
    try:
        with transaction.atomic():
            return records.save(message, actor=actor, did="queue_message", is_checked=True)
    except IntegrityError:  # the same event was told before
        if (known := Message.objects.filter(dedupe_key=dedupe_key).first()) is not None:
            return known
        raise


def erase_old(*, actor: gate.Actor, at: datetime) -> int:
    """Erase address and text of what was done with 180 days ago; that it was sent, and when, stays. Return how many.

    :raises NotAllowed: only the platform does this
    """
    gate.require(actor, "forget", Message)
    done = (Message.State.SENT, Message.State.FAILED, Message.State.CANCELLED)
    old = Message.objects.filter(state__in=done, next_at__lt=at - KEPT).exclude(sent_at__gte=at - KEPT)
    rows = [*old.exclude(address_index="", body_index="").order_by("pk")[:MOST_ERASED]]
    for row in rows:
        row.address = row.body = ""
    sealed = ["address", "body", "address_index", "body_index"]
    records.change_many(rows, sealed, actor=actor, did="erase_messages", path="")
    return len(rows)


def resend(*, message: Message, actor: gate.Actor, at: datetime, note: str = "") -> Message:
    """Queue a failed message again, as new.

    :raises NotAllowed: the actor does not manage jobs there
    :raises WrongState: it has not failed
    """
    return MESSAGE.walk(message, "resend_message", actor=actor, note=note, attempts=0, next_at=at, error="")


def cancel(*, message: Message, actor: gate.Actor, note: str = "") -> Message:
    """Give a message up that has not left.

    :raises NotAllowed: the actor does not manage jobs there
    :raises WrongState: it has left, or is leaving
    """
    return MESSAGE.walk(message, "cancel_message", actor=actor, note=note)


def resend_many(*, messages: Sequence[Message], actor: gate.Actor, at: datetime) -> str:
    """Queue the failed ones among many messages again and say how many that were."""
    done = [resend(message=row, actor=actor, at=at) for row in messages if row.state == Message.State.FAILED]
    return _("%d 条已排队再发。") % len(done)


def cancel_many(*, messages: Sequence[Message], actor: gate.Actor) -> str:
    """Give up those among many messages that have not left and say how many that were."""
    waiting = (Message.State.QUEUED, Message.State.FAILED)
    done = [cancel(message=row, actor=actor) for row in messages if row.state in waiting]
    return _("%d 条不再发。") % len(done)


def way_to(to: Person | str) -> tuple[str, str]:
    """Return the channel and normalised address that reach somebody; the address is "" for an unreachable person.

    :raises NoAddress: an address as typed is neither mobile nor e-mail
    """
    given = [to.phone, to.email] if isinstance(to, Person) else [to]
    field = Message._meta.get_field("address")
    for text in map(field.normal, given):
        if is_mobile(text):
            return Message.Channel.SMS, text
        if is_email(text):
            return Message.Channel.EMAIL, text
    if isinstance(to, Person):
        return Message.Channel.SMS, ""
    raise NoAddress(_("“%s”不是手机号，也不是邮箱。请核对后再填。") % field.mask(field.normal(to)))
