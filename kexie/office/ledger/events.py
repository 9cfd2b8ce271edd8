"""What the ledger announces to the floors above."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Posted:
    """Postings were written, in the announcer's transaction: their first and last key."""

    first: int
    last: int
