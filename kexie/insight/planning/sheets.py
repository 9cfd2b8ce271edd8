"""Targets as a spreadsheet: one row a metric, with its goal and who answers for it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from difflib import get_close_matches

from django.utils.translation import gettext as _

from kexie.core import loading, records
from kexie.core.loading import Context, KeyedLoader, Row
from kexie.core.refusals import Invalid
from kexie.core.sheets.matching import Column, SheetKind
from kexie.office.metrics import queries as metrics

from .models import Plan, Target

TARGETS = SheetKind(
    code="targets",
    title="年度目标表",
    order=45,
    hints=("目标任务", "年度目标", "目标分解", "目标责任"),
    unlikely=("会员", "活动一览"),
    marks=("goal",),
    columns=(
        Column("metric", "指标", "text", synonyms=("指标名称", "目标名称", "目标任务", "项目指标"), required=True),
        Column(
            "goal", "目标值", "number", synonyms=("目标数", "年度目标", "全年目标", "计划数", "任务数"), required=True
        ),
        Column("owner", "责任人", "text", synonyms=("责任领导", "责任单位", "责任科室", "负责人")),
        Column("direction", "要求", "text"),
        Column("baseline", "自填基数", "number", synonyms=("基数", "上年实绩", "上年完成数", "去年数")),
        Column("note", "说明", "text", synonyms=("备注",)),
    ),
)


class TargetLoader(KeyedLoader):
    """A row is the goal of one metric, in the plan of the body that files the table, of the table's year."""

    kind = TARGETS
    model = Target
    fields = ("goal", "owner", "direction", "basis", "baseline", "note")

    def build(self, row: Row, context: Context) -> Target:
        """Return the target a row says."""
        said = (row.get("metric") or "").strip()
        named = context.memo.setdefault("metrics", _named(context))
        name = named.get(said)
        if name is None:
            near = get_close_matches(said, [*named], n=3, cutoff=0.4)
            hint = _("相近的有：%s。") % "、".join(near) if near else _("全部指标见“指标”页。")
            raise Invalid(_("没有叫“%(name)s”的指标。%(hint)s") % {"name": said, "hint": hint})
        if row.get("goal") is None:
            raise Invalid(_("“%s”没有写目标值。") % said)
        baseline = row.get("baseline")
        return Target(
            plan=self._plan(context), metric=name, goal=Decimal(row.get("goal")), owner=(row.get("owner") or "")[:60],
            direction=Target.Direction.DOWN if "不多于" in (row.get("direction") or "") else Target.Direction.UP,
            basis=Target.Basis.LAST_YEAR if baseline is None else Target.Basis.TYPED,
            baseline=None if baseline is None else Decimal(baseline), note=(row.get("note") or "")[:300],
        )  # fmt: skip

    def settle(self, made: Sequence[Target], context: Context) -> None:
        """Make the plan the targets belong to, unless it is there."""
        for plan in {id(target.plan): target.plan for target in made}.values():
            if plan._state.adding:
                records.save(plan, actor=context.actor, did="import", note=context.file_name)
        for target in made:
            target.plan = target.plan  # its key is known now

    def _plan(self, context: Context) -> Plan:
        if "plan" not in context.memo:
            rows = Plan.objects.visible_to(context.actor).filter(organisation=context.filer, year=context.year)
            context.memo["plan"] = rows.first() or Plan.of_year(context.filer, context.year)
        return context.memo["plan"]


def _named(context: Context) -> dict[str, str]:
    """Return the names of metrics by how a table may write them: name, title, and both with their unit."""
    found: dict[str, str] = {}
    for name, versions in metrics.catalogue(context.actor).items():
        latest = versions[-1]
        for said in (name, latest.title, f"{name}（{latest.unit}）", f"{latest.title}（{latest.unit}）"):
            found.setdefault(said, name)
    return found


loading.register(TargetLoader())
