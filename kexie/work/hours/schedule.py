"""What hours do by themselves: notices that ended become entries of the ledger."""

from datetime import timedelta

from kexie.core import schedule

from . import services

schedule.every(timedelta(hours=1), "confirm_hours", services.confirm_due)
