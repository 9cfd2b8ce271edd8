"""What a body counts, from its days alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date


def counts(
    *, counts_from: date | None, founded_on: date | None, dissolved_on: date | None
) -> Iterator[tuple[str, int, date]]:
    """Yield what a body counts as (measure, amount, day).

    One more body from `counts_from` on, nothing while nobody has confirmed that it exists; newly founded only on a
    founding day that is known; one less from the day it is dissolved.
    """
    if counts_from is None:
        return
    yield "bodies", 1, counts_from
    if founded_on is not None:
        yield "founded", 1, founded_on
    if dissolved_on is not None:
        yield "bodies", -1, dissolved_on
        yield "dissolved", 1, dissolved_on
