"""What others may ask about hours: standards, stars from the ledger alone, who reached what, notices, one's record."""

from .records import (
    MOST_ON_A_SHEET,
    Recorded,
    confirmed_between,
    local,
    noticed_at,
    of_activity,
    on_notice,
    place_on,
    placed,
    record_of,
    sheet_rows,
    shifts_in,
    summed,
)  # fmt: skip
from .stars import Reached, minutes_of, reached, standard_of, standards_of, stars_of

__all__ = [
    "MOST_ON_A_SHEET", "Reached", "Recorded", "confirmed_between", "local", "minutes_of", "noticed_at",
    "of_activity", "on_notice", "place_on", "placed", "reached", "record_of", "sheet_rows", "shifts_in", "standard_of",
    "standards_of", "stars_of", "summed",
]  # fmt: skip
