"""What others may ask about the ledger itself; figures are asked of metrics."""

from __future__ import annotations

from collections.abc import Iterable

from kexie.network.organisations.models import Organisation

from .models import ClosedPeriod


def closings(paths: Iterable[str]) -> list[ClosedPeriod]:
    """Return the periods closed, and not opened again, by the organisations at `paths` or above them; latest first."""
    chain = {path[:end] for path in paths for end in range(5, len(path) + 1, 5)}
    above = Organisation.objects.filter(path__in=chain)
    return [*ClosedPeriod.objects.filter(organisation__in=above, reopened_at=None).order_by("-closed_at")]
