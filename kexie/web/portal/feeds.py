"""Activities as a calendar (iCalendar, RFC 5545), an event a session."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from kexie.work.activities.models import Activity, Session


def calendar(rows: Sequence[Activity], *, address: Callable[[str], str], at: datetime) -> bytes:
    """Return activities as a calendar; `address` makes a whole address of a path.

    An activity without sessions is an event of whole days. What was cancelled stays, and says so.
    """
    book = Calendar()
    book.add("prodid", "-//kexie//zh-CN")
    book.add("version", "2.0")
    book.add("x-wr-calname", _("科普活动"))
    book.add("x-wr-timezone", "Asia/Shanghai")
    prefetch_related_objects(rows, "timetable")
    for row in rows:
        sessions = [*row.timetable.all()]
        for session in sessions or [None]:
            book.add_component(_event(row, session, address(reverse("portal:activity", args=[row.public_id])), at))
    return book.to_ical()


def _event(row: Activity, session: Session | None, url: str, at: datetime) -> Event:
    event = Event()
    number = session.number if session else 0
    event.add("uid", f"{row.public_id}-{number}@kexie")
    event.add("dtstamp", at)
    event.add("summary", f"{row.name} {session.name}".strip() if session else row.name)
    event.add("location", (session.place if session else "") or row.place)
    event.add("url", url)
    event.add("description", f"{row.organisation}\n{url}")
    gone = row.state == row.State.CANCELLED or (session and session.state == session.State.CANCELLED)
    event.add("status", "CANCELLED" if gone else "CONFIRMED")
    if session:
        event.add("dtstart", session.starts_at)
        event.add("dtend", session.ends_at)
    else:
        event.add("dtstart", row.starts_on)
        event.add("dtend", (row.ends_on or row.starts_on) + timedelta(days=1))
    return event
