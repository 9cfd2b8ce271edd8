"""A metric defined at a body is read by everyone below it; its figures open no farther than before."""

from __future__ import annotations

from typing import Any

from kexie.core.gate import Actor, guard
from kexie.network.access.policies import SharedPolicy

from .models import Metric


class MetricPolicy(SharedPolicy):
    """Whoever may record work may not therefore change what figures mean."""

    def allows(self, actor: Actor, action: str, row: Any) -> bool:
        """Ask of editing what defining needs."""
        return super().allows(actor, "define_metric" if action == "edit" else action, row)


guard(Metric, MetricPolicy())
