"""Who may look at standards and who decides by them: a body checks itself, those above it accept and name it."""

from __future__ import annotations

from typing import Any

from kexie.core.gate import guard
from kexie.network.access.policies import SharedPolicy, TreePolicy

from .models import Checklist, Finding, Inspection, Site


class DecidedAbovePolicy(TreePolicy):
    """Like the tree; what decides on a body is asked where its parent stands. The top decides for itself."""

    def __init__(self, decides: dict[str, str], path: str = "organisation__path") -> None:
        super().__init__(path)
        self.decides = decides

    def allows(self, actor: Any, action: str, row: Any) -> bool:
        """Test an action at the body, or at its parent if it decides on the body."""
        asked = self.decides.get(action)
        if asked is None or row is None:
            return super().allows(actor, asked or action, row)
        return TreePolicy("path").allows(actor, asked, row.organisation.parent or row.organisation)


guard(Checklist, SharedPolicy())
guard(Inspection, DecidedAbovePolicy({"accept": "agree"}))
guard(Finding, TreePolicy("inspection__organisation__path"))
guard(Site, DecidedAbovePolicy({"edit": "edit", "designate_site": "edit", "end_site": "edit", "remove_site": "edit"}))
