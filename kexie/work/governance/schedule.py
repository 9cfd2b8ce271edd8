"""Reminders of terms: once when the end is near, once when it is past."""

from datetime import timedelta

from kexie.core import schedule

from . import services

schedule.every(timedelta(hours=1), "remind_terms", services.remind_terms)
