"""A move to another team: asked → accepted or declined by the receiving unit, or taken back by the one that asked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kexie.core.flow import Flow, Move

from .models import Transfer

S = Transfer.State
TRANSFER = Flow(
    moves=(
        Move("receive", _("接收"), (S.ASKED,), S.ACCEPTED, may="receive"),
        Move("turn_down", _("不接收"), (S.ASKED,), S.DECLINED, may="receive", note_required=True),
        Move("take_back", _("撤回"), (S.ASKED,), S.TAKEN_BACK, may="edit"),
    )
)
