"""Builders: one call gives one valid stored row."""

from __future__ import annotations

from datetime import date
from itertools import count

from kexie.core.gate import SYSTEM
from kexie.work.standards import rules, services
from kexie.work.standards.models import Checklist, Inspection, Site

_number = count(1)
PICTURE = b"\xff\xd8\xff\xe0picture"
ON, TODAY = date(2013, 5, 12), date(2013, 12, 31)
ITEMS = [rules.Item("有办公场所", "照片"), rules.Item("有电脑")]


def checklist(*, organisation, **fields) -> Checklist:
    """Return a standard of two items."""
    row = Checklist(organisation=organisation, **{"name": f"两有标准{next(_number)}", **fields})
    return services.keep_checklist(checklist=row, items=ITEMS, actor=SYSTEM, did="create")


def inspection(*, organisation, states=(rules.MET, rules.MET), kind="acceptance", by=None, **fields) -> Inspection:
    """Return an inspection that found these states."""
    row = Inspection(
        checklist=by or checklist(organisation=organisation),
        organisation=organisation,
        kind=kind,
        **{"on": ON, **fields},
    )
    judged = [services.Judged(state) for state in states]
    return services.inspect(inspection=row, judged=judged, actor=SYSTEM, today=TODAY)


def site(*, organisation, **fields) -> Site:
    """Return a site that got 15,000 yuan."""
    values = {"named_on": ON, "grant": 15000, "name": f"科普角{next(_number)}", **fields}
    return services.designate_site(site=Site(organisation=organisation, **values), actor=SYSTEM, today=TODAY)
