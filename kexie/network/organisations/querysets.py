"""Questions about divisions and organisations that chain."""

from __future__ import annotations

from typing import Self

from kexie.core.gate import GuardedQuerySet

from . import rules


class OrganisationQuerySet(GuardedQuerySet):
    """Filters only: each returns a queryset and touches one idea."""

    def under(self, path: str) -> Self:
        """Keep an organisation and everything below it."""
        return self.filter(path__gte=path, path__lt=rules.after(path))

    def active(self) -> Self:
        """Keep bodies that exist: neither suggested only nor dissolved."""
        return self.filter(state="active")
