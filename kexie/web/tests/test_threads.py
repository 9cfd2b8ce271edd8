"""Requests of one process are answered one after another, and nobody waits for one that takes long."""

from __future__ import annotations

import threading
import time

import pytest

from kexie.web.threads import Line, in_line

SOON = 5  # seconds


def test_one_at_a_time_in_the_order_they_came() -> None:
    """Whoever came first is first, and never two at once."""
    line, order, inside, most = Line(long=SOON), [], [], []

    def pass_through(number: int) -> None:
        mine = line.enter()
        inside.append(number)
        most.append(len(inside))
        order.append(number)
        time.sleep(0.002)
        inside.remove(number)
        line.leave(mine)

    first = line.enter()
    threads = []
    for number in range(8):
        threads.append(threading.Thread(target=pass_through, args=(number,)))
        threads[-1].start()
        while len(line._waiting) <= number:  # it stands in line before the next comes
            time.sleep(0.001)
    line.leave(first)
    for thread in threads:
        thread.join(SOON)
    assert order == [*range(8)]
    assert max(most) == 1


def test_who_takes_long_is_passed_by_and_leaves_without_harm() -> None:
    """The second goes on while the first is still at it; when the first is done, the turn stays where it is."""
    line = Line(long=0.01)
    slow = line.enter()
    second = line.enter()
    line.leave(slow)
    waited = threading.Thread(target=lambda: line.leave(line.enter()))
    waited.start()
    line.leave(second)
    waited.join(SOON)
    assert not waited.is_alive()
    line.leave(line.enter())


def test_an_error_gives_the_turn_back() -> None:
    """What breaks in the application reaches the server, and the next request is answered."""
    answers = iter([ValueError("broken"), [b"fine"]])

    def application(environ: dict, start: object) -> list[bytes]:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    served = in_line(application)
    with pytest.raises(ValueError, match="broken"):
        served({}, None)
    assert served({}, None) == [b"fine"]
