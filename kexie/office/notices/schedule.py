"""What notices do by themselves: each channel on its own, so that one that hangs holds up no other."""

from datetime import timedelta
from functools import partial

from kexie.core import schedule

from . import services
from .models import Message

for channel in Message.Channel.values:
    schedule.every(timedelta(seconds=2), f"deliver_{channel}", partial(services.deliver_due, channel=channel))
schedule.every(timedelta(hours=6), "forget_challenges", services.forget_old)
schedule.every(timedelta(minutes=30), "erase_old_messages", services.erase_old)
