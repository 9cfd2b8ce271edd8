"""A task's way: reported by whoever does it, looked at again by somebody else."""

from django.utils.translation import gettext_lazy as _

from kexie.core.flow import Flow, Move

TASK = Flow(
    moves=(
        Move("report_task", _("上报完成"), ("open",), "reported", may="report_task", asks=True),
        Move("pass_task", _("复核通过"), ("reported",), "closed", may="recheck"),
        Move("return_task", _("退回重办"), ("reported",), "open", may="recheck", note_required=True),
        Move("drop_task", _("撤销"), ("open", "reported"), "dropped", may="drop_task", note_required=True),
    )
)
