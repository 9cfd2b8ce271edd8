"""Builders: one call gives one valid row; every argument has a sensible default."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from kexie.core.clock import ZONE
from kexie.core.gate import SYSTEM
from kexie.work.activities import services
from kexie.work.activities.models import Activity, Campaign, Session

MAY = date(2013, 5, 19)
TODAY = date(2013, 12, 31)
AT = datetime(2013, 12, 31, 12, tzinfo=ZONE)


def noon(day):
    """Return noon of a day in Shanghai."""
    return datetime.combine(day, time(12), ZONE)


def campaign(*, organisation, series="科技活动周", year=2013, **fields):
    """Return a stored campaign."""
    return Campaign.objects.create(organisation=organisation, series=series, year=year, **fields)


def draft(*, organisation, name="现场科普咨询", form="咨询", starts_on=MAY, **fields):
    """Return an activity not stored yet."""
    return Activity(organisation=organisation, name=name, form=form, starts_on=starts_on, **fields)


def activity(*, organisation, parties=None, actor=SYSTEM, **fields):
    """Return an activity that was held, recorded and posted."""
    return services.record(
        activity=draft(organisation=organisation, **fields), actor=actor, today=TODAY, parties=parties
    )


def planned(*, organisation, **fields):
    """Return an activity that is only planned."""
    return services.keep(activity=draft(organisation=organisation, **fields), actor=SYSTEM, today=TODAY)


def another(*, organisation, **fields):
    """Return an activity that was held, named unlike every other."""
    return activity(organisation=organisation, name=f"科普讲座（{Activity.objects.count() + 1}）", **fields)


def edition(*, organisation):
    """Return a stored campaign of a year that is not taken yet."""
    return campaign(organisation=organisation, year=2013 + Campaign.objects.count())


def session(*, activity, hours=2, **fields):
    """Return a stored session on the activity's first day, from nine o'clock."""
    starts_at = fields.pop("starts_at", datetime.combine(activity.starts_on, time(9), ZONE))
    row = Session(activity=activity, starts_at=starts_at, ends_at=starts_at + timedelta(hours=hours), **fields)
    return services.keep_session(session=row, actor=SYSTEM)


def plan(*, organisation, ready=True, **fields):
    """Return a plan; a ready one lacks nothing that publishing asks for."""
    if not ready:
        return planned(organisation=organisation, **fields)
    said = {"place": "文化广场", "contact": "办公室 01012345", "starts_time": time(9), **fields}
    row = planned(organisation=organisation, **said)
    session(activity=row)
    return row


def published(*, organisation, **fields):
    """Return a published activity with a session."""
    row = plan(organisation=organisation, **fields)
    return services.submit(activity=row, actor=SYSTEM, at=noon(row.starts_on - timedelta(days=9)))
