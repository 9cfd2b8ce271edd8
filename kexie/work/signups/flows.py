"""What staff may do with a sign-up. Each step is a service of its own, since room, waiting list and messages follow."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kexie.core.flow import Flow, Move

from .models import Signup

S = Signup.State
SIGNUP = Flow(
    moves=(
        Move("confirm", _("通过"), (S.PENDING,), S.CONFIRMED, may="edit"),
        Move("accept", _("代为确认"), (S.OFFERED,), S.CONFIRMED, may="edit"),
        Move("refuse", _("不通过"), (S.PENDING,), S.REFUSED, may="edit", note_required=True),
        Move(
            "cancel", _("取消报名"), (S.PENDING, S.WAITING, S.OFFERED, S.CONFIRMED), S.CANCELLED, may="edit",
            note_required=True,
        ),
    )
)  # fmt: skip
