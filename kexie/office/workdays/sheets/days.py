"""Lists of days off and make-up days (节假日、调休安排表): one day a row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from kexie.core.events import announce
from kexie.core.loading import Context, KeyedLoader, Row
from kexie.core.refusals import Invalid
from kexie.core.sheets.matching import Column, SheetKind
from kexie.office.workdays.events import CalendarChanged
from kexie.office.workdays.models import SpecialDay

KINDS = (
    ("off", ("放假", "休", "休息", "放假调休", "节假日", "法定节假日", "调休放假", "公休")),
    ("work", ("调休上班", "上班", "班", "补班", "工作日", "调休", "补上班")),
)
DAYS = SheetKind(
    code="special_days",
    title="节假日和调休安排",
    order=60,
    hints=("节假日安排", "放假安排", "调休安排", "放假调休", "节假日调休"),
    unlikely=("活动", "会员", "志愿", "值班"),
    marks=("kind",),
    columns=(
        Column("on", "日期", "date", required=True, synonyms=("放假日期", "调休日期", "年月日")),
        Column(
            "kind", "安排", "choice", required=True, choices=KINDS,
            synonyms=("放假或上班", "休或班", "类型", "性质", "状态"),
        ),
        Column("title", "节日", "text", synonyms=("节日名称", "假期", "假日名称", "名称", "节假日")),
        Column("source", "依据", "text", synonyms=("文件", "文号", "通知")),
    ),
)  # fmt: skip


class DayLoader(KeyedLoader):
    """A row is a day at the association whose folder it is."""

    kind = DAYS
    model = SpecialDay
    fields = ("kind", "title", "source")

    def build(self, row: Row, context: Context) -> SpecialDay:
        """Return the day a row says."""
        if (on := row.get("on")) is None:
            raise Invalid(_("没有写日期。"))
        kind = row.get("kind")
        if not kind:
            raise Invalid(_("没有写是放假还是上班。"))
        title = " ".join(str(row.get("title") or "").split()) or str(SpecialDay.Kind(kind).label)
        return SpecialDay(
            organisation=context.organisation,
            on=on,
            kind=kind,
            title=title[:40],
            source=(row.get("source") or "")[:120],
        )

    def post(self, made: Sequence[Any], changed: Sequence[Any], context: Context) -> None:
        """Have deadlines counted anew."""
        announce(CalendarChanged(context.organisation.path, context.actor))
