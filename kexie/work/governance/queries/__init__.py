"""Questions about posts and terms, for rosters and pages."""

from .coverage import COVERAGE_HEADS, GAPS, Coverage, Town, coverage
from .rosters import (
    appointments_of,
    bodies_of,
    communities_of,
    has_site_ended,
    is_grant_not_paid,
    of_batch,
    open_terms,
    restored,
    rows_at,
    site_end_written,
    site_parts,
    sites_of,
    tallies_at,
    towns_by_village,
    was_never_site,
)
from .terms import Calendar, calendar, of_body, positions_at, state_said

__all__ = [
    "COVERAGE_HEADS", "GAPS", "Calendar", "Coverage", "Town", "appointments_of", "bodies_of", "calendar",
    "communities_of", "coverage", "has_site_ended", "is_grant_not_paid", "of_batch", "of_body", "open_terms",
    "positions_at", "restored", "rows_at", "site_end_written", "site_parts", "sites_of", "state_said", "tallies_at",
    "towns_by_village", "was_never_site",
]  # fmt: skip
