"""What of activities the public may look up; filters that chain."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Self

from django.db.models import Q

from kexie.core.clock import ZONE
from kexie.core.gate import GuardedQuerySet

OPEN = ("published", "running")
SHOWN = (*OPEN, "completed", "cancelled")  # once published, what became of it stays readable


class ActivityQuerySet(GuardedQuerySet):
    """Filters only: each returns a queryset and touches one idea."""

    def public(self, *, on: date) -> Self:
        """Keep what the public may read on a day: published by then, and what became of it since."""
        return self.filter(state__in=SHOWN, published_at__lt=_after(on))

    def coming(self, *, on: date) -> Self:
        """Keep what is open and not over on a day."""
        return self.filter(Q(ends_on__gte=on) | Q(ends_on=None, starts_on__gte=on), state__in=OPEN)

    def between(self, start: date, end: date) -> Self:
        """Keep what takes place on some day from `start` to `end`."""
        return self.filter(Q(ends_on__gte=start) | Q(ends_on=None, starts_on__gte=start), starts_on__lte=end)

    def for_age(self, age: int) -> Self:
        """Keep what suits an age, or says nothing of ages."""
        young_enough = Q(age_to=None) | Q(age_to__gte=age)
        return self.filter(young_enough, Q(age_from=None) | Q(age_from__lte=age))


class CampaignQuerySet(GuardedQuerySet):
    """Filters only."""

    def public(self, *, on: date) -> Self:
        """Keep campaigns under which the public may read an activity on a day."""
        return self.filter(activities__state__in=SHOWN, activities__published_at__lt=_after(on)).distinct()


def _after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), ZONE)
