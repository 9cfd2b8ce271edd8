"""Where bodies stood on any day."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from kexie.core import paths
from kexie.network.organisations import rules
from kexie.network.organisations.models import Organisation, Placement


class Tree:
    """The tree as it stood on any day, read once and asked often.

    Only bodies that ever moved have placements, so the whole history is one small query, and a path costs more than
    the body's own only where something on it moved.
    """

    def __init__(self) -> None:
        self.history: dict[int, list[tuple[date | None, int | None]]] = defaultdict(list)
        for key, start, parent in Placement.objects.values_list("organisation_id", "starts_on", "parent_id"):
            self.history[key].append((start, parent))
        self._paths: dict[int, str] = {}

    def path_on(self, organisation: Organisation, on: date) -> str:
        """Return the path an organisation had on a day; before its first placement it stood where it first was."""
        return self._path_on(organisation.path, on) if self.history else organisation.path

    def moves_after(self, organisation: Organisation, on: date) -> list[date]:
        """Return the days after `on` from which an organisation stands elsewhere, itself moved or carried along."""
        if not self.history:
            return []
        days = {start for rows in self.history.values() for start, _parent in rows if start is not None and start > on}
        moves, path = [], self.path_on(organisation, on)
        for day in sorted(days):
            if (now := self.path_on(organisation, day)) != path:
                moves.append(day)
                path = now
        return moves

    def _path_on(self, path: str, on: date) -> str:
        # Below the last body that ever moved nothing changed; above it is its parent's path of that day.
        for top in reversed(paths.ancestors(path)):
            key = paths.key_of(top)
            if key in self.history:
                parent = rules.placed_on(self.history[key], on)
                rest = path[len(top) - paths.STEP :]
                return rest if parent is None else self._path_on(self._path_of(parent), on) + rest
        return path

    def _path_of(self, key: int) -> str:
        if key not in self._paths:
            self._paths[key] = Organisation.objects.values_list("path", flat=True).get(pk=key)
        return self._paths[key]
