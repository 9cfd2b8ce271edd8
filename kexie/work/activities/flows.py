"""An activity: planned → completed or cancelled, and back when that was a mistake."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kexie.core.flow import Flow, Move

from .models import Activity

S = Activity.State
ACTIVITY = Flow(
    moves=(
        Move("complete", _("完成"), (S.PLANNED,), S.COMPLETED, may="edit"),
        Move("cancel", _("取消活动"), (S.PLANNED, S.COMPLETED), S.CANCELLED, may="edit", note_required=True),
        Move("plan_again", _("改回计划"), (S.COMPLETED, S.CANCELLED), S.PLANNED, may="edit", note_required=True),
    )
)
