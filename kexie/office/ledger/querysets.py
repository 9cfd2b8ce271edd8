"""Questions about ledger entries that chain."""

from __future__ import annotations

from datetime import date, datetime
from typing import Self

from kexie.core.gate import GuardedQuerySet
from kexie.core.paths import after


class EntryQuerySet(GuardedQuerySet):
    """Filters only: each returns a queryset and touches one idea. Portable: they also run on the columnar copy."""

    def between(self, start: date | None, end: date | None) -> Self:
        """Keep what happened from `start` to `end`, both days counted; None leaves a side open."""
        rows = self if start is None else self.filter(on__gte=start)
        return rows if end is None else rows.filter(on__lte=end)

    def as_was(self, path: str) -> Self:
        """Keep what stood under `path` on its day."""
        return self.filter(path__gte=path, path__lt=after(path)) if path else self

    def as_is(self, path: str) -> Self:
        """Keep what stands under `path` today, wherever it stood then."""
        return self.filter(organisation__path__gte=path, organisation__path__lt=after(path)) if path else self

    def known_at(self, moment: datetime | None) -> Self:
        """Keep what had been posted by a moment; None keeps all."""
        return self if moment is None else self.filter(posted_at__lte=moment)

    def of_source(self, kind: str, key: int) -> Self:
        """Keep what one record posted."""
        return self.filter(source_kind=kind, source_id=key)
