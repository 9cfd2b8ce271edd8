"""What others may ask about organisations."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from . import rules
from .models import Organisation, Placement


class Tree:
    """The tree as it stood on any day, read once and asked often.

    Moves are rare, so only bodies that ever moved (or stand under one that did) cost more than their own path.
    """

    def __init__(self) -> None:
        self.history: dict[int, list[tuple[date, int | None]]] = defaultdict(list)
        moved = Placement.objects.values_list("organisation_id", "starts_on", "parent_id")
        for key, start, parent in moved:
            self.history[key].append((start, parent))
        self.moved = {key for key, rows in self.history.items() if len(rows) > 1}

    def path_on(self, organisation: Organisation, on: date) -> str:
        """Return the path an organisation had on a day."""
        keys = [rules.key_of(path) for path in rules.ancestors(organisation.path)]
        if self.moved.isdisjoint(keys):
            return organisation.path
        steps, key = [], organisation.pk
        while key is not None:
            steps.append(rules.segment(key))
            key = rules.placed_on(self.history[key], on)
        return "".join(reversed(steps))
