"""What happens by itself from time to time: each app says so in its `schedule` room, a process of its own does it.

    schedule.every(timedelta(seconds=2), "deliver_sms", partial(services.deliver_due, channel="sms"))

The function is called as `do(actor=SYSTEM, at=now)`, each in a thread of its own, again after `gap` from its end. Two
processes may do the same at once (a restart, two servers on one database), so it takes rows by lock or lease and doing
it twice changes nothing. What breaks is logged and tried again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any


@dataclass(frozen=True)
class Beat:
    """One thing that happens again and again."""

    name: str
    gap: timedelta
    do: Callable[..., Any]


_beats: dict[str, Beat] = {}


def every(gap: timedelta, name: str, do: Callable[..., Any]) -> None:
    """Do something again and again, `gap` after it ended; a name has one meaning."""
    if name in _beats:
        raise ValueError(f"{name} is already scheduled")
    _beats[name] = Beat(name, gap, do)


def beats() -> list[Beat]:
    """Return all that happens by itself, by name."""
    return [_beats[name] for name in sorted(_beats)]
