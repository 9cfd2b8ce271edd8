"""The list of things to do: what is overdue first."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kexie.core import clock
from kexie.core.desk import Column, Desk, Related

from . import queries, services
from .flows import TASK
from .forms import TaskForm
from .models import Task

DAY = Column("left", _("时限"), value=queries.day_said, sort=None, reads=("state", "due_on"))


class TaskDesk(Desk):
    """Everything that is to be put right or brought about."""

    model = Task
    form = TaskForm
    slug = "tasks"
    title = _("督办事项")
    lead = _("整改、改进措施、计划任务和群众诉求都在这一张单子上：谁办、几时办完、办完谁复核。超期的排在最前面。")
    new = _("交办一件事")
    columns = [
        "title", "organisation", "kind", "owner", "due_on", DAY, "state", Column("reported_on", hidden=True),
        Column("closed_on", hidden=True), Column("user", hidden=True),
    ]  # fmt: skip
    facts = [
        "organisation", "kind", "detail", "owner", "user", "due_on", DAY, "outcome", "reported_on", "reported_by",
        "verdict", "closed_on",
    ]  # fmt: skip
    search = ["title", "owner", "organisation__name"]
    filters = ["state", "kind", "organisation", "due_on", "is_done", "owner"]
    order = ["is_done", "due_on", "pk"]
    flow = TASK
    walks = {
        "pass_task": lambda row, actor, note: services.recheck(
            task=row, passed=True, on=clock.today(), actor=actor, note=note
        ),
        "return_task": lambda row, actor, note: services.recheck(
            task=row, passed=False, on=clock.today(), actor=actor, note=note
        ),
        "drop_task": lambda row, actor, note: services.drop(task=row, note=note, on=clock.today(), actor=actor),
    }
    related = [
        Related(_("来源"), template="tasks/origin.html", rows=lambda row, actor: _origin(row, actor)),
        Related(
            _("佐证材料"), template="tasks/proofs.html",
            rows=lambda row, actor: [*row.proofs.select_related("file")] or None,
        ),
    ]  # fmt: skip
    empty = _("还没有督办事项。检查发现的问题、计划里的任务、要改进的地方，都可以在这里交办，到期会提醒。")

    def save(self, form: TaskForm, *, did: str) -> Task:
        """Assign a new task, or write a changed one."""
        task = form.save(commit=False)
        if not task._state.adding:
            return services.change(task=task, actor=self.actor)
        names = (*form.Meta.fields,)
        return services.assign(actor=self.actor, **{name: form.cleaned_data[name] for name in names})


def _origin(task: Task, actor: object) -> tuple[str, str] | None:
    said = queries.origin_said(task, actor)
    return (said, queries.origin(task, actor)[1]) if said else None
