"""What sign-ups do by themselves: offers run out, and free places go to those who wait."""

from datetime import timedelta

from kexie.core import schedule

from . import services

schedule.every(timedelta(seconds=30), "keep_turns", services.keep_turns)
