"""How long a term lasts, how long it may be put off, and how it stands on a day."""

from __future__ import annotations

from datetime import date, timedelta

TERM_YEARS = 5  # where a body's charter says nothing else (中国科协章程 第十一章：基层组织由章程规定，多为五年)
DELAY_YEARS = 1  # at most, with a reason
SOON = 180  # days before a term is over from which on it is time to prepare

RUNNING, DUE_SOON, OVERDUE, ENDED, COMING = "running", "due_soon", "overdue", "ended", "coming"


def _years_on(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


def due_after(starts_on: date, years: int) -> date:
    """Return the last day of a term that begins on a day and lasts so many years."""
    return _years_on(starts_on, years) - timedelta(days=1)


def latest_delay(planned_until: date) -> date:
    """Return the day until which a term may be put off at most."""
    return _years_on(planned_until, DELAY_YEARS)


def state_of(*, starts_on: date, due_on: date, ended_on: date | None, today: date) -> str:
    """Return how a term stands: coming, running, due_soon, overdue or ended."""
    if ended_on is not None and ended_on < today:
        return ENDED
    if starts_on > today:
        return COMING
    if due_on < today:
        return OVERDUE
    return DUE_SOON if (due_on - today).days <= SOON else RUNNING
