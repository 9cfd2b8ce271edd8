"""States: an application, a move to another team, a recruiting post, and a volunteer in a shift."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kexie.core.flow import Flow, Move

from .models import Application, Assignment, Post, Transfer

N = Application.State
APPLICATION = Flow(
    moves=(
        Move("take_in", _("接收注册"), (N.ASKED,), N.TAKEN_IN, may="edit"),
        Move("turn_away", _("不接收注册"), (N.ASKED,), N.TURNED_AWAY, may="edit", note_required=True),
        Move("withdraw_application", _("撤回申请"), (N.ASKED,), N.TAKEN_BACK, may="withdraw_application"),
    )
)

S = Transfer.State
TRANSFER = Flow(
    moves=(
        Move("receive", _("接收"), (S.ASKED,), S.ACCEPTED, may="receive"),
        Move("turn_down", _("不接收"), (S.ASKED,), S.DECLINED, may="receive", note_required=True),
        Move("take_back", _("撤回"), (S.ASKED,), S.TAKEN_BACK, may="edit"),
    )
)


def _why_not_open(post: Post) -> str:
    missing = [str(Post._meta.get_field(name).verbose_name) for name in ("what", "risks") if not getattr(post, name)]
    return _("招募信息要如实写全，请先填：%s。") % "、".join(missing) if missing else ""


P = Post.State
POST = Flow(
    moves=(
        Move("open_post", _("开始招募"), (P.DRAFT, P.CLOSED), P.OPEN, may="edit", guard=_why_not_open),
        Move("close_post", _("结束招募"), (P.OPEN,), P.CLOSED, may="edit"),
    )
)

A = Assignment.State
HOLDING = (A.ACCEPTED, A.ABSENT)  # who has a place; one who stayed away had it too
STANDING = (A.APPLIED, A.WAITING, A.ACCEPTED)
ASSIGNMENT = Flow(
    moves=(
        Move("take_on", _("排上"), (A.APPLIED, A.WAITING), A.ACCEPTED, may="edit"),
        Move("pass_over", _("不安排"), (A.APPLIED, A.WAITING), A.DECLINED, may="edit", note_required=True),
        Move("step_back", _("退出班次"), STANDING, A.WITHDRAWN, may="step_back"),
        Move("mark_absent", _("记为未到"), (A.ACCEPTED,), A.ABSENT, may="edit"),
        Move("mark_present", _("改回已排班"), (A.ABSENT,), A.ACCEPTED, may="edit", note_required=True),
    )
)
