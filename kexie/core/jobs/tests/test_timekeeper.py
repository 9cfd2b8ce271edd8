"""What happens by itself goes on whatever breaks, and ends when told to."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from kexie.core import schedule
from kexie.core.gate import SYSTEM
from kexie.core.jobs import timekeeper


@pytest.fixture
def beat(monkeypatch):
    """Return a function that makes a beat of a function."""
    monkeypatch.setattr(schedule, "_beats", {})

    def make(do):
        schedule.every(timedelta(milliseconds=10), "test", do)
        return schedule.beats()[0]

    return make


@pytest.mark.django_db
def test_it_is_done_by_the_platform_itself(beat):
    seen = []
    assert timekeeper.once(beat(lambda **given: seen.append(given)))
    assert seen[0]["actor"] is SYSTEM and seen[0]["at"].tzinfo is not None


@pytest.mark.django_db(transaction=True)
def test_what_breaks_is_logged_and_tried_again(beat, caplog):
    stop, done = threading.Event(), []

    def break_twice(**_given):
        done.append(1)
        if len(done) < 3:
            raise ZeroDivisionError
        stop.set()

    timekeeper.keep(beat(break_twice), stop)
    assert len(done) == 3 and caplog.text.count("test broke") == 2


def test_a_name_has_one_meaning(beat):
    beat(print)
    with pytest.raises(ValueError, match="already"):
        schedule.every(timedelta(seconds=1), "test", print)
