"""What the interface does by itself."""

from datetime import timedelta

from kexie.core import schedule

from .repeating import forget_answers

schedule.every(timedelta(hours=1), "forget_answers", forget_answers)
