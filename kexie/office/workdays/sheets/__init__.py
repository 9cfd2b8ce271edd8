"""Lists of days off and make-up days, taken in."""

from kexie.core import loading

from .days import DAYS, DayLoader

loading.register(DayLoader())

__all__ = ["DAYS", "DayLoader"]
