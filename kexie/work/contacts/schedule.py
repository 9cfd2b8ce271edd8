"""What contacts do by themselves: days that pass without a contact, one word a month, and causes to forget."""

from datetime import timedelta

from kexie.core import schedule

from . import services

schedule.every(timedelta(hours=3), "turn_contact_days", services.turn_days)
schedule.every(timedelta(hours=6), "ask_about_leavers", services.ask_about_leavers)
schedule.every(timedelta(hours=1), "remind_contacts", services.remind_overdue)
schedule.every(timedelta(hours=6), "forget_causes", services.forget_causes)
