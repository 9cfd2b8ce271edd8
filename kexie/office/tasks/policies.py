"""Who may see tasks and act on them: those of one's bodies; a named reader may report what is theirs to do."""

from __future__ import annotations

from typing import Any

from kexie.core.gate import Actor, guard
from kexie.network.access.policies import TreePolicy

from .models import Proof, Task


class TaskPolicy(TreePolicy):
    """Records are kept by whoever keeps records there; what is over is not changed any more."""

    def allows(self, actor: Actor, action: str, row: Any) -> bool:
        """Test an action; "report_task" also for the person the task names, "drop_task" for whoever keeps records."""
        if action == "report_task":
            is_theirs = row is not None and row.user_id is not None and row.user_id == getattr(actor, "pk", None)
            return (is_theirs and super().allows(actor, "view", row)) or super().allows(actor, "edit", row)
        if action == "drop_task":
            action = "recheck"
        elif action == "edit" and row is not None and row.is_done:
            return False
        return super().allows(actor, action, row)


guard(Task, TaskPolicy())
guard(Proof, TreePolicy("task__organisation__path"))
