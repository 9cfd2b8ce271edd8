"""What metrics do when the ledger has grown: from time to time they bring the columnar copy up to date."""

from __future__ import annotations

from django.db import transaction

from kexie.core.events import hear
from kexie.office.ledger.events import Posted

from . import services

EVERY = 1000  # postings between two looks


def follow(event: Posted) -> None:
    """Look, once the postings are committed, whether the copy lags."""
    if event.last // EVERY != (event.first - 1) // EVERY:
        transaction.on_commit(services.follow_ledger)


hear(Posted, follow)
