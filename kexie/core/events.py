"""Facts announced upward: a lower floor says what happened, upper floors hear it in their `listeners`.

Listeners run at once, in the announcer's transaction: if one fails, nothing happened.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

_listeners: dict[type, list[Callable[[Any], None]]] = defaultdict(list)


def hear(kind: type, listener: Callable[[Any], None]) -> None:
    """Call `listener` with every event of this kind from now on."""
    _listeners[kind].append(listener)


def announce(event: object) -> None:
    """Tell every listener of the event's kind, in the order they began to listen."""
    for listener in _listeners[type(event)]:
        listener(event)
