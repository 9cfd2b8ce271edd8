"""Builders: one call gives one valid stored row."""

from __future__ import annotations

from datetime import date
from itertools import count

from kexie.core.gate import SYSTEM
from kexie.work.registers import services
from kexie.work.registers.models import Register, RegisterRow

_number = count(1)
COLUMNS = [
    {"code": "c1", "title": "河段", "type": "text", "unit": ""},
    {"code": "c2", "title": "日期", "type": "date", "unit": ""},
    {"code": "c3", "title": "垃圾", "type": "number", "unit": "公斤"},
    {"code": "c4", "title": "类别", "type": "choice", "unit": ""},
    {"code": "c5", "title": "联系电话", "type": "phone", "unit": ""},
]
RULES = [
    {"title": "条数", "on": "c2", "form": "c4", "unit": "条"},
    {"title": "垃圾", "amount": "c3", "on": "c2", "form": "c4", "unit": "公斤"},
]


def register(*, organisation, **fields) -> Register:
    """Return a register with one column of each telling type."""
    values = {"name": f"河道保洁{next(_number)}", "columns": COLUMNS, "rules": RULES, "keys": ["c1", "c2"], **fields}
    return services.define(register=Register(organisation=organisation, **values), actor=SYSTEM)


def row(*, register, organisation=None, on=date(2013, 3, 1), title="姚江东段", **values) -> RegisterRow:
    """Return a row of a register."""
    held = {"c1": title, "c2": on.isoformat(), "c3": 120, "c4": "日常", **values}
    made = RegisterRow(
        register=register, organisation=organisation or register.organisation, on=on, title=title, values=held
    )
    return services.keep(row=made, actor=SYSTEM, did="create")
