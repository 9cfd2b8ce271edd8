"""Chains of those who bring others (倍增联系)."""

from __future__ import annotations

from datetime import date

LONGEST = 12  # ties in one chain: what fits the column that keeps it


def why_not_brought(
    *, chain: str, by_chain: str, by_since: date, by_until: date | None, since: date, is_reached_by: bool, below: int
) -> str:
    """Return why a tie cannot be brought by another one, or "".

    chain: where the tie itself stands ("" while new), by_chain: where the other stands, below: how many ties the
    longest chain under this one has. "circle": the other stands under this one. "not_reached": who keeps contact here
    is neither whom the other reaches, nor whoever keeps that one. "too_early": the other did not run yet, or no more,
    when this one began. "too_long".
    """
    if chain and by_chain.startswith(chain):
        return "circle"
    if not is_reached_by:
        return "not_reached"
    if since < by_since or (by_until is not None and since > by_until):
        return "too_early"
    return "too_long" if len(by_chain) // 5 + 1 + below > LONGEST else ""
