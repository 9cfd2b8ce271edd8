"""Reminders of plans: phases that end, targets that lag."""

from datetime import timedelta

from kexie.core import schedule

from . import services

schedule.every(timedelta(hours=1), "remind_plans", services.remind)
