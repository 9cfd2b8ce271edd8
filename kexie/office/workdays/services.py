"""Entering days off and make-up days: one, or a whole notice as it was printed."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.core import gate, records
from kexie.core.events import announce
from kexie.core.refusals import Invalid
from kexie.network.organisations.models import Organisation

from . import rules
from .events import CalendarChanged
from .models import SpecialDay

Kind = SpecialDay.Kind


def keep_day(*, day: SpecialDay, actor: gate.Actor, did: str) -> SpecialDay:
    """Write one day, and have deadlines counted anew.

    :raises NotAllowed: the actor may not edit at this body
    :raises Invalid: a field refuses, or the day is there already
    """
    gate.require(actor, "edit", day)
    with transaction.atomic():
        records.save(day, actor=actor, did=did)
        announce(CalendarChanged(day.organisation.path, actor))
    return day


def enter_notice(*, organisation: Organisation, text: str, actor: gate.Actor, source: str = "") -> list[SpecialDay]:
    """Read a yearly notice as it was printed and keep every day it states; a day that is there already is put right.

    Nothing is kept of a notice that is not read whole.

    :raises NotAllowed: the actor may not edit at this body
    :raises Invalid: it names no year, a sentence cannot be read, or New Year, Labour Day or National Day is missing
    """
    gate.require(actor, "edit", SpecialDay(organisation=organisation))
    stated, unread = rules.read_notice(text)
    if unread:
        raise _refused(_("这一句里的日期没有读懂：“%s”。请照通知原文核对，或一天一天录入。") % unread[0][:40])
    found = rules.calendar_of((one.on, one.is_working) for one in stated)
    years = {one.on.year for one in stated}
    if not years:
        raise _refused(_("没有读到放假的日子。请把通知从标题到各条全文贴进来，标题里要有年份。"))
    if missing := [year for year in years if not found.knows(year) and year == max(years)]:
        raise _refused(_("%d年的元旦、劳动节、国庆节没有读全，请把通知全文贴进来。") % missing[0])
    with transaction.atomic():
        there = {row.on: row for row in SpecialDay.objects.filter(organisation=organisation, on__year__in=years)}
        rows = [_written(there.get(one.on), one, organisation, source, actor) for one in stated]
        announce(CalendarChanged(organisation.path, actor))
    return rows


def _written(
    row: SpecialDay | None, stated: rules.Stated, organisation: Organisation, source: str, actor: gate.Actor
) -> SpecialDay:
    row = row or SpecialDay(organisation=organisation, on=stated.on)
    row.kind, row.title = Kind.WORK if stated.is_working else Kind.OFF, stated.title
    row.source = source or row.source
    return records.save(row, actor=actor, did="enter_notice")


def _refused(said: str) -> Invalid:
    return Invalid(said, fields={"text": [said]})
