"""Reminders of tasks, once before and once after their day."""

from datetime import timedelta

from kexie.core import schedule

from . import services

schedule.every(timedelta(hours=1), "remind_tasks", services.remind_due)
