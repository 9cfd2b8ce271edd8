"""What vitality does by itself: assess every body once a month."""

from datetime import timedelta

from kexie.core import schedule

from . import services

schedule.every(timedelta(hours=6), "assess_monthly", services.assess_due)
