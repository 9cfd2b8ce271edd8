"""What activities do by themselves: they begin with their first session. None closes by itself."""

from datetime import timedelta

from kexie.core import schedule

from . import services

schedule.every(timedelta(minutes=1), "start_activities", services.start_due)
