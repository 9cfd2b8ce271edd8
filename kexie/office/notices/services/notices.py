"""Notices to officers: sent, opened, passed on, reminded of, recalled."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.core import clock, gate, records
from kexie.core.files import services as files
from kexie.core.files.models import StoredFile
from kexie.core.personal import is_mobile
from kexie.core.refusals import Refusal
from kexie.network.organisations.models import Organisation
from kexie.office.ledger import services as ledger
from kexie.office.ledger.models import Evidence
from kexie.office.notices import measures, queries
from kexie.office.notices.flows import NOTICE
from kexie.office.notices.models import Attachment, Notice, Receipt, Relay

from .outbox import send

REMIND_AFTER = timedelta(hours=1)
MOST_FILES = 10


class NobodyThere(Refusal):
    """A notice is addressed to no body at all."""

    code = "nobody_there"
    status = 422


class TooManyFiles(Refusal):
    """A notice carries a limited number of files."""

    code = "too_many_files"
    status = 422


class NotNow(Refusal):
    """What is to be done to a notice does not fit its state, or was done just now."""

    code = "not_now"


def send_notice(*, notice: Notice, actor: gate.Actor, at: datetime, note: str = "") -> Notice:
    """Send a notice to whoever keeps the records of the bodies it is addressed to today; an urgent one also by text.

    :raises NotAllowed: the actor may not send notices there
    :raises WrongState: it is no draft
    :raises NobodyThere: no body below is of the kinds and levels it names
    """
    with transaction.atomic():
        notice = NOTICE.walk(notice, "send_notice", actor=actor, note=note, sent_at=at)
        bodies = queries.addressed(notice)
        if not bodies.exists():
            raise NobodyThere(_("下级里没有您选的这些类型、级别的单位。请改一改发给谁，再发出。"))
        pairs = dict.fromkeys(queries.officers_of(bodies, clock.day(at)))
        receipts = [Receipt(notice=notice, organisation_id=body, user_id=user) for body, user in pairs]
        records.add_many(receipts, actor=actor, did="send_notice", path=notice.organisation.path, note=notice.title)
        if notice.is_urgent:
            _text(notice, bodies, _("紧急通知"), "sent", actor=actor, at=at)
    return notice


def recall_notice(*, notice: Notice, actor: gate.Actor, at: datetime, note: str) -> Notice:
    """Take a notice back: its readers see that and why, no longer what it said.

    :raises NotAllowed: the actor may not send notices there
    :raises WrongState: it was not sent, or no reason is given
    """
    return NOTICE.walk(notice, "recall_notice", actor=actor, note=note, recalled_at=at)


def open_notice(*, notice: Notice, actor: gate.Actor, at: datetime) -> int:
    """Note that somebody has opened a notice that lies before them; return for how many bodies they did.

    :raises NotAllowed: the actor does not see it
    """
    gate.require(actor, "view", notice)
    with transaction.atomic():
        mine = Receipt.objects.select_for_update().filter(notice=notice, user_id=actor.pk, opened_at=None)
        receipts = [*mine.order_by("pk")]
        for receipt in receipts:
            receipt.opened_at = at
        records.change_many(
            receipts, ["opened_at"], actor=actor, did="open_notice", path=notice.organisation.path, note=notice.title
        )
    return len(receipts)


def remind(*, notice: Notice, actor: gate.Actor, at: datetime) -> int:
    """Remind the bodies none of whose officers has opened a notice; return how many bodies that were.

    The notice still counts as unread with them; the registered contact of each body gets a text message too.

    :raises NotAllowed: the actor may not send notices there
    :raises NotNow: it is not out, or the same was done within the hour
    """
    gate.require(actor, "send_notice", notice)
    with transaction.atomic():
        notice = Notice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
        if notice.state != Notice.State.SENT:
            raise NotNow(_("“%s”没有在发，不用提醒。") % notice)
        receipts = Receipt.objects.filter(notice=notice)
        if receipts.filter(reminded_at__gt=at - REMIND_AFTER).exists():
            raise NotNow(_("一小时内刚提醒过，请过一会儿再提醒，或直接打电话。"))
        silent = queries.addressed(notice).exclude(
            pk__in=receipts.filter(opened_at__isnull=False).values("organisation")
        )
        waiting = [*receipts.filter(organisation__in=silent.values("pk")).order_by("pk")]
        for receipt in waiting:
            receipt.reminded_at = at
        records.change_many(
            waiting, ["reminded_at"], actor=actor, did="remind", path=notice.organisation.path, note=notice.title
        )
        _text(notice, silent, _("请看通知"), f"{at:%Y%m%d%H%M}", actor=actor, at=at)
        return silent.count()


def attach(*, notice: Notice, name: str, content: Iterable[bytes], actor: gate.Actor) -> Attachment:
    """Add a file to a draft.

    :raises NotAllowed: the actor may not edit it, or it is no draft
    :raises TooManyFiles: it carries ten already
    :raises TooLarge: the file is larger than one may be
    """
    gate.require(actor, "edit", notice)
    if notice.attachments.count() >= MOST_FILES:
        raise TooManyFiles(_("一个通知最多带 %d 个附件。") % MOST_FILES)
    with transaction.atomic():
        file = files.store(name=name, content=content, organisation=notice.organisation, purpose="notice", actor=actor)
        return records.save(Attachment(notice=notice, file=file), actor=actor, did="attach", note=name)


def detach(*, attachment: Attachment, actor: gate.Actor) -> None:
    """Take a file off a draft.

    :raises NotAllowed: the actor may not edit the notice, or it is no draft
    """
    gate.require(actor, "edit", attachment.notice)
    with transaction.atomic():
        file: StoredFile = attachment.file
        records.remove(attachment, actor=actor, did="detach", note=file.name)
        files.discard(file=file, actor=gate.SYSTEM)


def report_relay(
    *, notice: Notice, organisation: Organisation, channel: str, reach: int, on: date, actor: gate.Actor
) -> Relay:
    """Keep how a body passed a notice on and whom it says that reached; post it as reported.

    The same day and way again replaces the number; the ledger keeps both.

    :raises NotAllowed: the actor may not edit at this body
    :raises NotNow: the notice is not out, or went out after that day
    """
    gate.require(actor, "edit", organisation)
    gate.require(actor, "view", notice)
    if notice.state != Notice.State.SENT or on < clock.day(notice.sent_at):
        raise NotNow(_("“%s”没有在发，或那一天还没有发，不能报转达。") % notice)
    with transaction.atomic():
        row = Relay.objects.filter(notice=notice, organisation=organisation, channel=channel, on=on).first()
        row = row or Relay(notice=notice, organisation=organisation, channel=channel, on=on)
        row.reach = reach
        records.save(row, actor=actor, did="report_relay", note=notice.title)
        line = ledger.Line(measures.REACH.code, reach, on, evidence=Evidence.REPORTED, kind=channel)
        ledger.post(source=ledger.Source(row, organisation, [line]), actor=actor)
    return row


def retract_relay(*, relay: Relay, actor: gate.Actor) -> None:
    """Take a wrongly reported relay back.

    :raises NotAllowed: the actor may not edit at its body
    """
    gate.require(actor, "edit", relay)
    with transaction.atomic():
        ledger.withdraw(model=Relay, keys=[relay.pk], actor=actor)
        records.remove(relay, actor=actor, did="retract_relay")


def _text(
    notice: Notice, bodies: Iterable[Organisation], subject: str, mark: str, *, actor: gate.Actor, at: datetime
) -> None:
    """Text the registered contact of each body that has a mobile number; the message names the notice only."""
    said = _("【%(from)s】%(subject)s：%(title)s。请登录系统查看并转达。")
    body = said % {"from": notice.organisation, "subject": subject, "title": notice.title}
    for organisation in bodies:
        if is_mobile(organisation.phone):
            send(
                organisation=notice.organisation, purpose="notice", to=organisation.phone, body=body,
                subject=f"{subject}：{notice.title}"[:120], actor=actor, at=at,
                dedupe_key=f"notice:{notice.pk}:{organisation.pk}:{mark}",
            )  # fmt: skip
