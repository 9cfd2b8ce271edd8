"""Notices, and the outbox as administrators see it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from kexie.core import clock, gateways
from kexie.core.desk import Bulk, Column, Desk, Related

from . import queries, services
from .flows import MESSAGE, NOTICE
from .forms import NoticeForm
from .models import Message, Notice

MOST_RELAYS = 50  # a notice's page shows; the reach page has all


def _resend(rows: Sequence[Message], *, actor: Any, note: str) -> str:
    return services.resend_many(messages=rows, actor=actor, at=clock.now())


def _cancel(rows: Sequence[Message], *, actor: Any, note: str) -> str:
    return services.cancel_many(messages=rows, actor=actor)


class MessageDesk(Desk):
    """What leaves the house: to whom (masked), in which state, and why it did not arrive. Never what it says."""

    model = Message
    slug = "outbox"
    title = _("发件箱")
    lead = _("短信和邮件先放在这里再发出。号码只显示一部分，内容不显示；办完 180 天后都自动删除，只留记录。")
    columns = [
        Column("created_at", _("时间")), "subject", "address", "channel", "state", Column("error", _("原因")),
        Column("attempts", hidden=True), Column("next_at", hidden=True), "sent_at", Column("via", hidden=True),
        Column("organisation", hidden=True),
    ]  # fmt: skip
    facts = [
        "subject", "address", "channel", "state", "purpose", "organisation", "attempts", "error", "next_at", "sent_at",
        "expires_at", "via",
    ]  # fmt: skip
    search = ["subject", "address"]
    filters = ["state", "channel", "organisation", "created_at"]
    flow = MESSAGE
    walks = {
        "resend_message": lambda row, actor, note: services.resend(message=row, actor=actor, at=clock.now()),
        "cancel_message": lambda row, actor, note: services.cancel(message=row, actor=actor),
    }
    bulk = [
        Bulk("resend", _("再发没有发出的"), may="manage_jobs", do=_resend),
        Bulk("cancel", _("不发了"), may="manage_jobs", do=_cancel),
    ]
    empty = _("还没有要发的短信和邮件。")

    @cached_property
    def paused(self) -> dict[str, str] | None:
        """Return since when and why nothing leaves, or None."""
        return services.paused()

    @cached_property
    def may_steer(self) -> bool:
        """Test whether the reader may pause and resume the whole outbox."""
        return services.may_steer(self.actor)

    @cached_property
    def written_only(self) -> list[str]:
        """Return the channels without a gateway: what leaves by them only reaches the server's log."""
        return [
            str(channel.label) for channel in Message.Channel
            if gateways.gateway(channel.value).name == gateways.Console.name
        ]  # fmt: skip


class NoticeDesk(Desk):
    """What officers are told: what one has sent, and what came from above."""

    model = Notice
    form = NoticeForm
    slug = "notices"
    title = _("通知")
    new = _("写通知")
    lead = _("发给下级单位的通知和宣传材料：谁收到、谁打开、转达了多少人，都看得到。")
    columns = ["title", "organisation", "is_urgent", "state", "sent_at"]
    facts = ["organisation", "sent_at", "is_urgent", Column("for_whom", _("发给"), value=queries.for_whom)]
    search = ["title", "organisation__name"]
    filters = ["state", "is_urgent", "organisation"]
    order = ["-pk"]
    flow = NOTICE
    walks = {
        "send_notice": lambda row, actor, note: services.send_notice(notice=row, actor=actor, at=clock.now()),
        "recall_notice": lambda row, actor, note: services.recall_notice(
            notice=row, actor=actor, at=clock.now(), note=note
        ),
    }
    related = [
        Related("", template="notices/opening.html", rows=queries.lies_before),
        Related(
            _("附件"), template="notices/attachments.html",
            rows=lambda row, actor: [*row.attachments.select_related("file")],
        ),
        Related(
            _("本单位和下级的转达"), template="notices/relays.html",
            rows=lambda row, actor: [*row.relays.visible_to(actor).select_related("organisation")[:MOST_RELAYS]],
        ),
    ]  # fmt: skip
    empty = _("上级发来的和本单位发出的通知都在这里。")
