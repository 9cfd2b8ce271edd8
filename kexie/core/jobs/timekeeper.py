"""The process `kexie serve` keeps for what happens by itself: `python -m kexie.core.jobs.timekeeper`."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kexie.core.schedule import Beat

PATIENCE = 15  # seconds a beat is given to finish when told to stop
log = logging.getLogger(__name__)


def main() -> None:
    """Run every beat until told to stop, or until the parent is gone."""
    import django

    django.setup()
    from kexie.core import schedule

    stop, parent = threading.Event(), os.getppid()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    threads = [threading.Thread(target=keep, args=(beat, stop), daemon=True) for beat in schedule.beats()]
    for thread in threads:
        thread.start()
    while not stop.wait(0.5) and os.getppid() == parent:
        pass
    stop.set()
    until = time.monotonic() + PATIENCE
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))


def keep(beat: Beat, stop: threading.Event) -> None:
    """Do one thing again and again; what breaks is logged, and tried again after its gap."""
    while not stop.is_set():
        once(beat)
        stop.wait(beat.gap.total_seconds())


def once(beat: Beat) -> bool:
    """Do it now; return whether it went well."""
    from django.db import close_old_connections

    from kexie.core import clock
    from kexie.core.gate import SYSTEM

    close_old_connections()
    try:
        beat.do(actor=SYSTEM, at=clock.now())
    except Exception:
        log.exception("%s broke", beat.name)
        return False
    finally:
        close_old_connections()
    return True


if __name__ == "__main__":
    main()
