"""How far a running job is, outside the database: a lock that dies with its process, and a small file beside it.

The lock answers "is somebody still at it?" truthfully even after kill -9; the file can be read and a cancellation
left while the job holds the database's one write lock.
"""

from __future__ import annotations

import fcntl
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from kexie.core.refusals import Refusal

EVERY = 0.3  # seconds between two notes


class Cancelled(Refusal):
    """Somebody asked the job to stop; raised inside `Progress.step`."""

    code = "cancelled"


class Progress:
    """What a job's function is given: `progress.step(done, total, message)` from time to time."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.last = 0.0
        self.state: dict[str, object] = {"done": 0, "total": 0, "message": ""}

    def step(self, done: int = 0, total: int = 0, message: str = "") -> None:
        """Note how far the work is, at most a few times a second.

        :raises Cancelled: somebody asked to stop; let it pass, so that the transaction is rolled back
        """
        self.state = {"done": done, "total": total, "message": message or self.state["message"]}
        now = time.monotonic()
        if now - self.last < EVERY and done != total:
            return
        self.last = now
        if _file(self.number, "cancel").exists():
            raise Cancelled("已按要求取消，没有留下任何改动。")
        draft = _file(self.number, "new")
        draft.write_text(json.dumps(self.state, ensure_ascii=False))
        draft.replace(_file(self.number, "json"))


def noted(number: int) -> dict[str, object]:
    """Return what a running job last noted: done, total, message; empty before its first note."""
    try:
        return json.loads(_file(number, "json").read_text())
    except (OSError, ValueError):
        return {}


def ask_to_stop(number: int) -> None:
    """Leave word that a running job should stop at its next step."""
    _file(number, "cancel").touch()


@contextmanager
def held(number: int) -> Iterator[bool]:
    """Hold a job's lock for a block; yields False, holding nothing, when another process has it."""
    with open(_file(number, "lock"), "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True


def is_held(number: int) -> bool:
    """Test whether some process is at a job."""
    with held(number) as mine:
        return not mine


def clear(number: int) -> None:
    """Take a finished job's files away."""
    for ending in ("json", "cancel", "lock", "new"):
        _file(number, ending).unlink(missing_ok=True)


def _file(number: int, ending: str) -> Path:
    folder = Path(settings.JOBS_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{number}.{ending}"
