"""Builders: one call gives one valid stored row."""

from __future__ import annotations

from datetime import date
from itertools import count

from kexie.core.gate import SYSTEM
from kexie.network.people.tests.make import person
from kexie.office.certificates import services
from kexie.office.certificates.models import Certificate

_number = count(1)


def facts(name="王小明", hours="12.5", **more) -> services.Facts:
    """Return what a statement of hours says."""
    who = services.Block(
        "志愿者",
        [
            services.Line("姓名", name, is_personal=True),
            services.Line("证件类型", "居民身份证"),
            services.Line("证件号码", "110101199003071233", is_personal=True),
            services.Line("联系电话", "16400000001", is_personal=True),
        ],
    )
    said = {
        "title": "志愿服务证明", "blocks": [who], "sentence": f"累计 {hours} 小时。",
        "columns": ["日期", "服务内容", "小时"], "rows": [["2026-03-05", "科普宣传", hours]], "remark": "",
    }  # fmt: skip
    return services.Facts(**{**said, **more})


def certificate(*, organisation, source_key="", on=date(2026, 11, 22), actor=SYSTEM, **said) -> Certificate:
    """Return a certificate given out to a new person."""
    return services.issue(
        kind="volunteer_hours", source_key=source_key or f"test:{next(_number)}", organisation=organisation,
        person=person(organisation=organisation), facts=facts(**said), on=on, actor=actor,
    )  # fmt: skip
