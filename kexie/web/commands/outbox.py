"""`outbox`: how messages fare, and stopping and starting them."""

from __future__ import annotations

import argparse

from . import home
from .home import say


def outbox(given: argparse.Namespace) -> None:
    """Say how many messages are in which state; pause; resume."""
    home.require()
    from kexie.core import clock
    from kexie.core.gate import SYSTEM
    from kexie.office.notices import services

    if given.what == "pause":
        services.pause(reason=given.reason or "在服务器上暂停", actor=SYSTEM, at=clock.now())
        say("发件箱已暂停。")
    elif given.what == "resume":
        services.resume(actor=SYSTEM)
        say("发件箱已恢复。")
    else:
        _tell()


def _tell() -> None:
    from django.db.models import Count

    from kexie.office.notices import services
    from kexie.office.notices.models import Message

    counted = Message.objects.order_by("channel", "state").values_list("channel", "state").annotate(n=Count("pk"))
    for channel, state, n in counted:
        print(f"{Message.Channel(channel).label}\t{Message.State(state).label}\t{n}")
    if stopped := services.paused():
        say(f"发件箱自 {stopped['since']} 起暂停：{stopped['reason']}。恢复：kexie outbox resume")
