"""Builders: files for imports, and one call that takes them in."""

from __future__ import annotations

import io
from collections.abc import Sequence

import openpyxl
from django.core.files.base import ContentFile

from kexie.core.gate import SYSTEM
from kexie.office.imports import services
from kexie.office.imports.models import Batch

ACTIVITIES = [
    ["2013年科普活动台账"],
    ["序号", "活动名称", "主办单位", "活动时间", "活动形式", "参加人次"],
    [1, "防震讲座", "泗门镇", "2013.5.12", "讲座", 120],
    [2, "健康咨询", "泗门镇科协", "5月13日", "咨询", "2万余"],
    [3, "科普放映", "某市科协", "2013-05-14", "放映", "１，２００"],
]
STREAMS = [
    ["2013年河道保洁登记表"],
    ["河段", "日期", "清理垃圾（公斤）", "联系电话"],
    ["姚江东段", "2013-03-01", 120, "16400000007"],
    ["姚江西段", "2013-04-02", 80, "16400000008"],
]


def workbook(*sheets: Sequence[Sequence[object]], names: Sequence[str] = ()) -> bytes:
    """Return the bytes of an .xlsx with these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        page = book.create_sheet(names[number] if number < len(names) else f"表{number + 1}")
        for row in rows:
            page.append([*row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def batch(where, *files: tuple[str, bytes], actor=SYSTEM, year=None) -> Batch:
    """Return a previewed batch of files (name, bytes)."""
    opened = services.open_batch(
        organisation=where, files=[(name, ContentFile(body, name)) for name, body in files], actor=actor, year=year
    )
    return services.preview(batch=opened, actor=actor)


def activities(where, rows=None, *, actor=SYSTEM, name="台账.xlsx", **more) -> Batch:
    """Return a previewed batch of one sheet of activities."""
    return batch(where, (name, workbook(rows or ACTIVITIES)), actor=actor, **more)


def applied(where, rows=None, *, actor=SYSTEM, **more) -> Batch:
    """Return an applied batch of one sheet of activities."""
    made = activities(where, rows, actor=actor, **more)
    services.apply(batch=made, actor=actor)
    made.refresh_from_db()
    return made


def of(*, organisation) -> Batch:
    """Return a batch of an organisation, for its desk."""
    return activities(organisation)
