"""Out of the outbox: messages are leased, handed to their gateway, and what became of them is written down.

What a message went through stands on the message itself (state, attempts, reason), so these steps write no trail lines.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from kexie.core import clock, gate, gateways
from kexie.core.audit import trail
from kexie.core.refusals import Refusal
from kexie.network.organisations.models import Organisation
from kexie.office.notices.models import Message

log = logging.getLogger(__name__)
BATCH = 40  # messages one round takes
AT_ONCE = 8  # of them, how many are with the gateway at the same time
ROUND = 45  # seconds a round waits for its gateway; whoever has not answered by then is left behind
LEASE = timedelta(minutes=3)
AGAIN_AFTER = (1, 5, 15, 60, 240)  # minutes until the next try; after the last of them a message has failed


class NoPause(Refusal):
    """The outbox is not paused (or is already)."""

    code = "no_pause"


def deliver_due(*, channel: str, actor: gate.Actor, at: datetime) -> int:
    """Hand what is due on a channel to its gateway and return how many messages were taken over.

    Each message is leased first, so that two of these never hold the same one. A message whose gateway may have taken
    it (no answer, our process died) is not sent again by itself unless the gateway drops repeats: it fails and says
    so, and a person decides. Nothing leaves while the outbox is paused.

    :raises NotAllowed: only the platform itself, or who manages its jobs, delivers
    """
    gate.require(actor, "manage_jobs", Message)
    if paused() is not None:
        return 0
    way = gateways.gateway(channel)
    _give_up_lost(channel, at, repeats=way.repeats)
    leased = _lease(channel, at)
    return sum(_settle(message, way, outcome, at) for message, outcome in _handed(way, leased))


def paused() -> dict[str, str] | None:
    """Return since when and why nothing leaves, or None."""
    try:
        return json.loads(Path(settings.OUTBOX_PAUSE).read_text())
    except OSError:
        return None


def pause(*, reason: str, actor: gate.Actor, at: datetime) -> None:
    """Let nothing leave until somebody resumes.

    It is a file in the data home, for it has to hold before a restored database is even up to date.

    :raises NotAllowed: the actor does not manage the jobs of the whole association
    :raises NoPause: it is paused already
    """
    _require_whole(actor)
    if paused() is not None:
        raise NoPause(_("发件箱已经暂停。"))
    halt(reason, at)
    trail.write_event(actor=actor, did="pause_outbox", note=reason)


def halt(reason: str, at: datetime) -> None:
    """Put the mark of a pause there, nothing else: also where there is no database yet."""
    said = {"since": f"{at.astimezone(clock.ZONE):%Y-%m-%d %H:%M}", "reason": reason}
    Path(settings.OUTBOX_PAUSE).write_text(json.dumps(said, ensure_ascii=False))


def resume(*, actor: gate.Actor) -> None:
    """Let messages leave again.

    :raises NotAllowed: the actor does not manage the jobs of the whole association
    :raises NoPause: it is not paused
    """
    _require_whole(actor)
    if paused() is None:
        raise NoPause(_("发件箱没有暂停，不用恢复。"))
    Path(settings.OUTBOX_PAUSE).unlink()
    trail.write_event(actor=actor, did="resume_outbox")


def may_steer(actor: gate.Actor) -> bool:
    """Test whether somebody may pause and resume the outbox: it is one for the whole association."""
    return gate.allows(actor, "manage_jobs", _whole())


def _require_whole(actor: gate.Actor) -> None:
    gate.require(actor, "manage_jobs", _whole())


def _whole() -> Organisation:
    return Organisation.objects.filter(parent=None).order_by("pk").first() or Organisation(path="/")


def _give_up_lost(channel: str, at: datetime, *, repeats: bool) -> None:
    lost = Message.objects.filter(channel=channel, state=Message.State.SENDING, leased_until__lt=at)
    if repeats:
        lost.update(state=Message.State.QUEUED, next_at=at, leased_until=None)
    else:
        lost.update(
            state=Message.State.FAILED, leased_until=None,
            error=_("发送时后台进程中断，不清楚是否已发出。请核对后决定是否再发。"),
        )  # fmt: skip


def _lease(channel: str, at: datetime) -> list[Message]:
    waiting = Message.objects.filter(channel=channel, state=Message.State.QUEUED)
    waiting.filter(expires_at__lte=at).update(state=Message.State.FAILED, error=_("过了时限，没有再发。"))
    due = waiting.filter(next_at__lte=at)
    mine, until = [], at + LEASE
    for pk in [*due.order_by("next_at", "pk").values_list("pk", flat=True)[:BATCH]]:
        # One statement decides: of two at the same message only one finds it still queued.
        if due.filter(pk=pk).update(state=Message.State.SENDING, leased_until=until, attempts=F("attempts") + 1):
            mine.append(pk)
    return [*Message.objects.filter(pk__in=mine).order_by("pk")]


Outcome = gateways.NotDelivered | None


def _handed(way: gateways.Gateway, messages: list[Message]) -> Iterable[tuple[Message, Outcome]]:
    """Yield each message with what its gateway said, as the answers come; nobody waits behind one who is silent."""
    if not messages:
        return
    pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="gateway")
    asked: dict[Future, Message] = {pool.submit(_hand, way, message): message for message in messages}
    until = time.monotonic() + ROUND
    try:
        while asked and (left := until - time.monotonic()) > 0:
            for future in wait(asked, left, "FIRST_COMPLETED").done:
                yield asked.pop(future), future.result()
        for future, message in asked.items():
            reason = _("网关 %d 秒没有回答") % ROUND
            is_unsure = not future.cancel()  # whose turn had not come was surely not sent
            said = reason + (_("，不清楚是否已发出。") if is_unsure else _("。"))
            yield message, gateways.NotDelivered(said, is_unsure=is_unsure)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _hand(way: gateways.Gateway, message: Message) -> Outcome:
    letter = gateways.Letter(message.dedupe_key, message.address, message.subject, message.body)
    try:
        way.deliver(letter)
    except gateways.NotDelivered as outcome:
        return outcome
    except Exception as error:  # a poison message must not stop the others
        log.exception("message %s", message.pk)
        return gateways.NotDelivered(_("这条消息发不了（%s）。") % type(error).__name__, is_final=True)
    return None


def _settle(message: Message, way: gateways.Gateway, outcome: Outcome, at: datetime) -> bool:
    """Write down what became of a message, unless its lease has passed to somebody else; return whether it left."""
    changes: dict[str, object] = {"leased_until": None, "via": way.name}
    if outcome is None:
        changes |= {"state": Message.State.SENT, "sent_at": at, "error": ""}
    else:
        is_over = outcome.is_final or message.attempts > len(AGAIN_AFTER) or (outcome.is_unsure and not way.repeats)
        changes |= {"state": Message.State.FAILED if is_over else Message.State.QUEUED, "error": outcome.reason[:300]}
        if not is_over:
            changes["next_at"] = at + timedelta(minutes=AGAIN_AFTER[message.attempts - 1])
    if message.is_secret and changes["state"] != Message.State.QUEUED:
        changes |= {"body": "", "body_index": ""}
    with transaction.atomic():
        held = Message.objects.filter(pk=message.pk, state=Message.State.SENDING, leased_until=message.leased_until)
        return bool(held.update(**changes)) and outcome is None
