"""The worker `kexie serve` keeps beside the web server: `python -m kexie.core.jobs.worker`."""

from __future__ import annotations

import os
import time
from datetime import timedelta

KEEP = timedelta(days=14)  # how long the queue remembers what it has done; jobs themselves stay


def main() -> None:
    """Work until told to stop; take up first what a dead worker left."""
    import django

    django.setup()
    from django_tasks_db.management.commands.db_worker import Worker

    from kexie.core.jobs import services

    class LookingWorker(Worker):
        """Looks for lost jobs whenever there is nothing else to do, and leaves when its parent is gone."""

        looked = 0.0
        parent = os.getppid()

        def run_task(self, db_task_result: object) -> None:
            super().run_task(db_task_result)
            self.looked = 0.0

        @property
        def running(self) -> bool:
            if time.monotonic() - self.looked > 5:
                services.take_up_lost()
                self.looked = time.monotonic()
            return self._running and os.getppid() == self.parent

        @running.setter
        def running(self, value: bool) -> None:
            self._running = value

    worker = LookingWorker(
        queue_names=["default"], interval=0.5, batch=False, backend_name="default", startup_delay=False, max_tasks=None,
        worker_id=f"{os.getpid()}-{time.time_ns()}", excluded_queue_names=[],
    )  # fmt: skip
    forget_old()
    worker.configure_signals()
    worker.run()


def forget_old() -> None:
    """Empty the queue of what was done long ago."""
    from django_tasks_db.models import DBTaskResult

    from kexie.core import clock

    DBTaskResult.objects.finished().filter(finished_at__lt=clock.now() - KEEP).delete()


if __name__ == "__main__":
    main()
