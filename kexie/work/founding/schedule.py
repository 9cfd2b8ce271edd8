"""Reminders of deadlines, once before and once after."""

from datetime import timedelta

from kexie.core import schedule

from . import services

schedule.every(timedelta(hours=1), "remind_procedures", services.remind_procedures)
