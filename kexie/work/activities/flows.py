"""The life of an activity, from a plan to what came of it; and of its sessions."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kexie.core import clock
from kexie.core.flow import Flow, Move

from . import rules
from .models import Activity, Session

S = Activity.State


def _has_begun(activity: Activity) -> bool:
    return not rules.why_not_complete(starts_on=activity.starts_on, today=clock.today())


ACTIVITY = Flow(
    moves=(
        Move("complete", _("完成"), (S.PLANNED,), S.COMPLETED, may="edit", when=_has_begun),
        Move("submit", _("提交发布"), (S.PLANNED,), S.SUBMITTED, may="edit"),
        Move("approve", _("同意"), (S.SUBMITTED,), S.APPROVED, may="agree"),
        Move("send_back", _("退回"), (S.SUBMITTED,), S.PLANNED, may="agree", note_required=True),
        Move("take_back", _("撤回"), (S.SUBMITTED,), S.PLANNED, may="edit"),
        Move("publish", _("发布"), (S.APPROVED,), S.PUBLISHED, may="edit"),
        Move("start", _("开始"), (S.PUBLISHED,), S.RUNNING, may="edit", when=_has_begun),
        Move(
            "close", _("结束并记结果"), (S.PUBLISHED, S.RUNNING), S.COMPLETED, may="edit", when=_has_begun, asks=True
        ),
        Move(
            "cancel", _("取消活动"), (S.PLANNED, S.APPROVED, S.PUBLISHED, S.RUNNING, S.COMPLETED), S.CANCELLED,
            may="edit", note_required=True,
        ),
        Move(
            "plan_again", _("改回计划"), (S.APPROVED, S.COMPLETED, S.CANCELLED), S.PLANNED, may="edit",
            note_required=True,
        ),
    )
)  # fmt: skip

T = Session.State
SESSION = Flow(
    moves=(
        Move("hold", _("已举办"), (T.PLANNED,), T.HELD, may="edit"),
        Move("cancel_session", _("取消这一场"), (T.PLANNED, T.HELD), T.CANCELLED, may="edit", note_required=True),
        Move("plan_session", _("改回计划"), (T.HELD, T.CANCELLED), T.PLANNED, may="edit"),
    )
)
