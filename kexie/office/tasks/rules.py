"""How a task stands against its day; pure."""

from __future__ import annotations

from datetime import date, timedelta

WARN = timedelta(days=3)  # a reminder goes out this long before the day


def stands(due_on: date, today: date) -> int:
    """Return how many days are left until the day a task is due; below zero it is overdue."""
    return (due_on - today).days


def is_to_warn(due_on: date, today: date) -> bool:
    """Test whether the reminder before the day is due: from three days before until the day itself."""
    return today <= due_on <= today + WARN


def is_to_chase(due_on: date, today: date) -> bool:
    """Test whether the reminder after the day is due."""
    return due_on < today


def why_not_recheck(*, is_own: bool, others: bool) -> str:
    """Return why somebody may not recheck a task, or "".

    "own": they reported it themself while somebody else there could look at it. Where nobody else may, they do it
    themself: a body of one officer is not stuck, and the trail says who it was.
    """
    return "own" if is_own and others else ""
