"""What a plan needs before everyone may see it, and how days are laid out; pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

GROWN_UP = 18
MOST_SESSIONS = 100
WEEK = timedelta(days=7)


def why_not_publish(
    *, has_time: bool, has_place: bool, has_contact: bool, has_session: bool, needs_safety_plan: bool,
    has_safety_plan: bool, is_over: bool, strays: bool,
) -> list[str]:  # fmt: skip
    """Return the codes of everything that stands in the way of publishing; nothing does when the list is empty.

    "time": neither a time of day nor a session says when; "place": neither a place nor an address on line; "contact":
    nobody to ask; "session": no session to come to; "safety_plan": for minors or outdoors it needs one; "over": its
    last day has passed; "strays": a session lies outside its days.
    """
    found = {
        "time": not has_time, "place": not has_place, "contact": not has_contact, "session": not has_session,
        "safety_plan": needs_safety_plan and not has_safety_plan, "over": is_over, "strays": strays,
    }  # fmt: skip
    return [code for code, stands in found.items() if stands]


def needs_safety_plan(*, age_from: int | None, age_to: int | None, is_outdoor: bool, form_asks: bool) -> bool:
    """Test whether an activity needs a safety plan: it is for minors, outdoors, or of a form that always does."""
    youngest = age_from if age_from is not None else 0 if age_to is not None else GROWN_UP
    return is_outdoor or form_asks or youngest < GROWN_UP


def weekly(first: date, until: date, exceptions: Collection[date] = ()) -> list[date]:
    """Return the days of a weekly series from `first` to `until`, both counted, without the exceptions."""
    weeks = range((until - first).days // 7 + 1) if until >= first else ()
    return [day for day in (first + week * WEEK for week in weeks) if day not in exceptions]


def a_year_on(day: date, years: int = 1) -> date:
    """Return the same weekday some years later: the one nearest to the anniversary."""
    later = _anniversary(day, years)
    off = (later.weekday() - day.weekday() + 3) % 7 - 3
    return later - timedelta(days=off)


def years_until(day: date, today: date) -> int:
    """Return how many years on a plan must be moved to lie ahead of today; at least one."""
    years = max(1, today.year - day.year)
    return years if a_year_on(day, years) >= today else years + 1


def _anniversary(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return date(day.year + years, 3, 1)
