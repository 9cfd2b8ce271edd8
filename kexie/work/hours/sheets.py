"""Sheets of hours, in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kexie.core import clock, loading
from kexie.core.loading import Context, KeyedLoader, Planned, Row
from kexie.core.personal import blind
from kexie.core.refusals import Invalid
from kexie.core.sheets.matching import Column, SheetKind
from kexie.network.people.models import Person
from kexie.work.volunteering.models import Volunteer

from . import queries, rules, services
from .models import Service

HOURS = SheetKind(
    code="volunteer_hours",
    title="服务时长表",
    order=43,
    hints=("服务时长", "志愿时长", "志愿服务时长", "服务时间记录", "志愿服务记录", "工时"),
    marks=("hours",),
    columns=(
        Column("name", "姓名", "name", synonyms=("志愿者姓名", "志愿者", "名字"), required=True),
        Column("phone", "手机号码", "phone", synonyms=("手机", "联系电话", "电话", "联系方式")),
        Column("id_number", "身份证号", "id_number", synonyms=("身份证", "身份证号码", "证件号码")),
        Column("what", "服务内容", "text", synonyms=("活动名称", "服务项目", "活动", "项目", "内容", "服务活动")),
        Column("on", "服务日期", "date", synonyms=("日期", "活动日期", "时间", "活动时间", "服务时间"), required=True),
        Column("start", "开始时间", "text", synonyms=("起始时间", "开始", "签到时间", "签到", "上岗时间")),
        Column("end", "结束时间", "text", synonyms=("结束", "签退时间", "签退", "离岗时间")),
        Column(
            "hours", "服务时长", "number", unit="小时",
            synonyms=("时长", "小时数", "服务小时", "志愿时长", "工时", "服务时数", "服务时长（小时）"),
        ),
        Column("team", "队伍", "text", synonyms=("所属队伍", "所属分队", "志愿服务队", "分队")),
        Column("organisation", "所属单位", "organisation", synonyms=("单位", "乡镇街道", "注册单位")),
        Column("note", "备注", "text"),
    ),
)  # fmt: skip


class HoursLoader(KeyedLoader):
    """A row is one stretch one volunteer served. It never changes what is there: a differing one is held beside it."""

    kind = HOURS
    model = Service
    fields = ()

    def plan(self, rows: Sequence[Row], context: Context) -> list[Planned]:
        """Look all volunteers up first."""
        context.memo["volunteers"] = _named({row.get("name", "") for row in rows}, context)
        return super().plan(rows, context)

    def build(self, row: Row, context: Context) -> Service:
        """Return the service a row says."""
        if not row.get("on"):
            raise Invalid(_("没有服务日期，不知道计入哪一天。"))
        volunteer, doubt = _found(row, context.memo["volunteers"].get(row.get("name", ""), []))
        start, end = _stretch(row)
        where, team = queries.place_on(volunteer, row.get("on"))
        service = Service(
            volunteer=volunteer, organisation=where, on=row.get("on"), starts_at=start, ends_at=end,
            minutes=_minutes(row, start, end), what=(row.get("what") or _("志愿服务"))[:120],
            team=row.get("team") or team, note=row.get("note", "")[:200],
            how=Service.How.IMPORTED,
        )  # fmt: skip
        service.doubt = doubt
        return service

    def settle(self, made: Sequence[Service], context: Context) -> None:
        """Say what speaks against each before it is written."""
        services.judge_imported(drafts=made, actor=context.actor)

    def withdraw(self, keys: Sequence[int], context: Context) -> None:
        """Take what was confirmed of them out of the ledger."""
        services.withdraw_imported(keys=keys, actor=context.actor)


def _named(names: set[str], context: Context) -> dict[str, list[Volunteer]]:
    found, wanted = defaultdict(list), sorted(names - {""})
    for start in range(0, len(wanted), 500):
        rows = Volunteer.objects.visible_to(context.actor).filter(person__name__in=wanted[start : start + 500])
        for volunteer in queries.placed(rows).order_by("registered_on", "pk"):
            if volunteer.organisation.path.startswith(context.organisation.path):
                found[volunteer.person.name].append(volunteer)
    return found


def _found(row: Row, namesakes: Sequence[Volunteer]) -> tuple[Volunteer, str]:
    """Return whose hours a row says, and what a person should look at.

    :raises Invalid: nobody of this name is registered, or it cannot be told which of several
    """
    name, fits, told = row.get("name", ""), list(namesakes), False
    for field in ("id_number", "phone"):
        if text := row.get(field):
            mark = blind(Person._meta.get_field(field).normal(text))
            same = [v for v in fits if getattr(v.person, f"{field}_index") == mark]
            told = told or bool(same)
            fits = same or [v for v in fits if not getattr(v.person, f"{field}_index")]
    if where := row.get("organisation"):
        fits = [v for v in fits if v.organisation_id == where.pk] or fits
    if not fits:
        raise Invalid(_("志愿者名册里没有“%s”（或手机号对不上）。请先登记这位志愿者，再导入时长。") % name)
    people = {v.person_id for v in fits}
    if len(people) > 1:
        raise Invalid(
            _("名册里有 %(n)d 位“%(name)s”，分不清是谁。请补上手机号再导入。") % {"n": len(people), "name": name}
        )
    held = [v for v in fits if v.registered_on <= row.get("on") and (not v.left_on or v.left_on >= row.get("on"))]
    return (held or fits)[-1], "" if told else _("只按姓名认出，请核对是不是同一个人。")


def _stretch(row: Row) -> tuple[datetime | None, datetime | None]:
    clocks = []
    for code, title in (("start", _("开始时间")), ("end", _("结束时间"))):
        text = str(row.get(code) or "").strip()
        found = rules.clock_of(text) if text else None
        if text and found is None:
            raise Invalid(_("%(title)s“%(text)s”认不出来，请写成 14:30 的样子。") % {"title": title, "text": text[:20]})
        clocks.append(found)
    start, end = clocks
    if start is None or end is None:
        return None, None
    begins = datetime.combine(row.get("on"), start, clock.ZONE)
    # Until 01:00 after 22:00, or a whole day from 8:00 to 8:00, ends on the next day.
    next_day = end <= start
    return begins, datetime.combine(row.get("on") + timedelta(days=next_day), end, clock.ZONE)


def _minutes(row: Row, start: datetime | None, end: datetime | None) -> int:
    said: Any = row.get("hours")
    if said is not None:
        if said < 0 or said > 2400:
            raise Invalid(_("时长“%s”不可能，请核对是不是小时。") % said)
        return int((Decimal(said) * 60).to_integral_value())
    if start and end:
        return rules.minutes_between(start, end)
    raise Invalid(_("既没有时长，也没有开始和结束时间。"))


loading.register(HoursLoader())
