"""Tables of shifts, and of who serves in them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _

from kexie.core import clock
from kexie.core.loading import CREATED, REFUSED, Context, KeyedLoader, Planned, Row
from kexie.core.refusals import Invalid
from kexie.core.sheets.matching import Column, SheetKind
from kexie.work.volunteering import queries, services
from kexie.work.volunteering.models import Assignment, Post, Shift

NAME = Column("name", "岗位", "text", synonyms=("岗位名称", "服务岗位", "志愿者岗位", "志愿岗位"), required=True)
DAY = Column("on", "服务日期", "date", synonyms=("日期", "班次日期"), required=True)
START = Column("starts", "开始时间", "text", synonyms=("上岗时间", "起始时间"), required=True)

SHIFTS = SheetKind(
    code="shifts",
    title="志愿者班次表",
    order=43,
    hints=("班次", "班次表", "志愿者班次", "岗位班次"),
    columns=(
        NAME,
        DAY,
        START,
        Column("ends", "结束时间", "text", synonyms=("下岗时间",), required=True),
        Column("places", "需要人数", "number", unit="人", synonyms=("招募人数", "名额", "人数")),
        Column("place", "服务地点", "text", synonyms=("地点", "集合地点")),
        Column("organisation", "招募单位", "organisation", synonyms=("单位", "组织单位")),
    ),
)

ASSIGNMENTS = SheetKind(
    code="assignments",
    title="志愿者排班表",
    order=44,
    hints=("排班", "排班表", "志愿者排班", "值班表"),
    columns=(
        Column("person", "姓名", "name", synonyms=("志愿者", "志愿者姓名"), required=True),
        Column("phone", "手机号码", "phone", synonyms=("手机", "联系电话", "电话")),
        Column("number", "志愿者编号", "text", synonyms=("志愿者证号", "编号")),
        NAME,
        DAY,
        START,
        Column("note", "说明", "text", synonyms=("备注",)),
    ),
)

_CLOCK = re.compile(r"(上午|下午|晚上|中午)?\s*(\d{1,2})\s*(?:[:：点时]\s*(\d{1,2}|半)?\s*分?)")


def time_in(text: str) -> time | None:
    """Return the time of day a text says: 8:30, 下午2点半, 14时; None when it says none."""
    found = _CLOCK.search(text or "")
    if not found:
        return None
    part, hour, minute = found[1], int(found[2]), found[3]
    hour += 12 if part in ("下午", "晚上") and hour < 12 else 0
    minutes = 30 if minute == "半" else int(minute or 0)
    return time(hour, minutes) if hour < 24 and minutes < 60 else None


def moment_in(row: Row, code: str, on: date) -> datetime:
    """Return the moment a row says in a column of a day.

    :raises Invalid: the cell says no time
    """
    said = time_in(row.get(code, ""))
    if said is None:
        raise Invalid(_("时间“%s”看不懂，请写成 8:30 这样。") % row.get(code, ""))
    return datetime.combine(on, said, clock.ZONE)


def _asked(row: Row) -> tuple[str, date]:
    if not row.get("name") or not row.get("on"):
        raise Invalid(_("岗位和服务日期都要写。"))
    return row.get("name"), row.get("on")


class ShiftLoader(KeyedLoader):
    """A row is one shift; a standing post nobody knows is drafted with it."""

    kind = SHIFTS
    model = Shift
    fields = ("places",)

    def plan(self, rows: Sequence[Row], context: Context) -> list[Planned]:
        """Look the posts up once."""
        where = {(row.get("organisation") or context.organisation).pk for row in rows}
        posts = Post.objects.visible_to(context.actor).filter(organisation__in=where).select_related("organisation")
        found = sorted(posts, key=lambda post: (post.activity_id is None, post.pk))  # a standing one is meant first
        context.memo["posts"] = {(post.organisation_id, post.name): post for post in found}
        return super().plan(rows, context)

    def build(self, row: Row, context: Context) -> Shift:
        """Return the shift a row says; one that ends before it begins ends on the next day."""
        name, on = _asked(row)
        where = row.get("organisation") or context.organisation
        starts_at, ends_at = moment_in(row, "starts", on), moment_in(row, "ends", on)
        posts = context.memo["posts"]
        post = posts.setdefault((where.pk, name), Post(organisation=where, name=name))
        return Shift(
            post=post,
            starts_at=starts_at,
            ends_at=ends_at if ends_at > starts_at else ends_at + timedelta(days=1),
            places=None if row.get("places") is None else int(row.get("places")),
            place=row.get("place", "")[:120],
        )

    def settle(self, made: Sequence[Shift], context: Context) -> None:
        """Draft the posts nobody knew."""
        services.draft_posts(shifts=made, actor=context.actor, path=context.organisation.path, note=context.file_name)

    def post(self, made: Sequence[Shift], changed: Sequence[Shift], context: Context) -> None:
        """Let in who waits where there is more room now."""
        for shift in changed:
            services.fill(shift, at=clock.now())


class AssignmentLoader(KeyedLoader):
    """A row is one volunteer in one shift, both of them known already."""

    kind = ASSIGNMENTS
    model = Assignment
    fields = ("note",)

    def plan(self, rows: Sequence[Row], context: Context) -> list[Planned]:
        """Look volunteers and shifts up once, and refuse whoever finds no place any more."""
        context.memo["volunteers"] = queries.volunteers_named(
            [(row.get("person", ""), row.get("phone", ""), row.get("number", "")) for row in rows], context.actor
        )
        days = [row.get("on") for row in rows if row.get("on")]
        context.memo["shifts"] = queries.shifts_on(days, context.actor)
        known = [one for found in context.memo["volunteers"].values() for one in found]
        context.memo["busy"] = queries.shifts_of(known, days)
        planned = super().plan(rows, context)
        asked: Counter[int] = Counter()
        for draft in planned:
            if draft.did != CREATED:
                continue
            shift = draft.record.shift
            asked[shift.pk] += 1
            if shift.free is not None and asked[shift.pk] > shift.free:
                draft.did, draft.record = REFUSED, None
                draft.reason = _("“%s”已经满员。") % queries.said(shift)
        return planned

    def build(self, row: Row, context: Context) -> Assignment:
        """Return the assignment a row says."""
        name, on = _asked(row)
        starts_at = moment_in(row, "starts", on)
        said = (row.get("person", ""), row.get("phone", ""), row.get("number", ""))
        found = context.memo["volunteers"].get(said, [])
        if len(found) != 1:
            why = _("有同名的，请写手机号码或志愿者编号") if found else _("请先登记为志愿者")
            raise Invalid(_("没有找到唯一的志愿者“%(who)s”：%(why)s。") % {"who": said[0], "why": why})
        shift = context.memo["shifts"].get((name, starts_at))
        if shift is None:
            raise Invalid(
                _("没有“%(post)s”%(on)s这个班次，请先登记。") % {"post": name, "on": f" {starts_at:%Y-%m-%d %H:%M} "}
            )
        services.require_fit(shift=shift, volunteer=found[0])
        return Assignment(
            shift=shift, volunteer=found[0], state=Assignment.State.ACCEPTED, came_by=Assignment.CameBy.IMPORT,
            asked_at=clock.now(), note=row.get("note", "")[:200],
        )  # fmt: skip

    def write(self, planned: Sequence[Planned], context: Context) -> None:
        """Take the places, then write."""
        made = [draft.record for draft in planned if draft.did == CREATED]
        services.settle_imported(rows=made, actor=context.actor, at=clock.now())
        super().write(planned, context)

    def undo(self, made: Sequence[int], changed: Sequence[tuple[int, dict[str, Any]]], context: Context) -> None:
        """Give the places back, then take the rows away."""
        services.unsettle_imported(keys=made, actor=context.actor, at=clock.now())
        super().undo(made, changed, context)
