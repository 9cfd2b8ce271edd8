"""States that people change; a message is moved on by its delivery too (see services.delivery)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kexie.core.flow import Flow, Move

if TYPE_CHECKING:
    from .models import Message


def _why_not_resend(message: Message) -> str:
    return "" if message.address else _("收件人和内容已到期删除（或没有地址），不能再发。")


MESSAGE = Flow(
    moves=(
        Move("resend_message", _("再发"), ("failed",), "queued", may="manage_jobs", guard=_why_not_resend),
        Move("cancel_message", _("不发了"), ("queued", "failed"), "cancelled", may="manage_jobs"),
    )
)

NOTICE = Flow(
    moves=(
        Move("send_notice", _("发出"), ("draft",), "sent", may="send_notice"),
        Move("recall_notice", _("撤回"), ("sent",), "recalled", may="send_notice", note_required=True),
    )
)
