"""Working days: Monday to Friday, but for the days off and make-up days of the yearly notices."""

from .calendar import ORDINARY, Calendar, calendar_of
from .notices import NOTICES, Notice
from .reading import Stated, read_notice

__all__ = ["NOTICES", "ORDINARY", "Calendar", "Notice", "Stated", "calendar_of", "read_notice"]
