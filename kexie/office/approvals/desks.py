"""The screen where chains are set."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kexie.core.desk import Column, Desk
from kexie.network.access.models import Role

from .forms import PLACES, ChainForm
from .models import Chain, called


def _steps(chain: Chain) -> str:
    return " → ".join(f"{PLACES[step['at']]}的{Role(step['role']).label}" for step in chain.steps)


KIND = Column("kind", _("审批什么"), value=lambda row: called(row.kind), sort=None)
STEPS = Column("steps", _("步骤"), value=_steps, sort=None)


class ChainDesk(Desk):
    model = Chain
    form = ChainForm
    slug = "chains"
    title = _("审批流程")
    lead = _("哪些事要经过谁同意。上级设的流程对下级一律有效；没有设流程的，提交后直接生效。")
    new = _("设审批流程")
    columns = [KIND, "organisation", "level", STEPS, "is_active"]
    filters = ["organisation", "level", "is_active"]
    order = ["kind", "pk"]
    facts = [KIND, "organisation", "level", STEPS, "is_active"]
    empty = _("还没有审批流程：活动提交后可以直接发布。需要先审批的，在这里设定谁先同意、谁后同意。")
