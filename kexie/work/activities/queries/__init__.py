"""What others may ask about activities, campaigns and brands."""

from .activities import (
    Result,
    entries_of,
    forms_at,
    from_door,
    guess_next,
    missing,
    own_results,
    posted_by,
    publishing,
    results_of,
    said,
    series_at,
    timetable_of,
)
from .campaigns import BrandYear, Statistics, Table, brand_figure, brand_years, campaign_figures, statistics

__all__ = [
    "BrandYear", "Result", "Statistics", "Table", "brand_figure", "brand_years", "campaign_figures", "entries_of",
    "forms_at", "from_door",
    "guess_next", "missing", "own_results", "posted_by", "publishing", "results_of", "said", "series_at", "statistics",
    "timetable_of",
]  # fmt: skip
