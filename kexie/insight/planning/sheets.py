"""Spreadsheets of planning: targets, one row a metric; how many people live where, one row a body and year."""

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

from .models import Plan, Population, Target

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
POPULATIONS = SheetKind(
    code="populations",
    title="常住人口表",
    order=46,
    hints=("常住人口", "人口数", "人口统计", "人口普查", "分乡镇人口"),
    unlikely=("会员", "志愿者", "活动"),
    marks=("people",),
    columns=(
        Column(
            "organisation", "单位", "organisation", synonyms=("地区", "乡镇", "乡镇（街道）", "镇街", "单位名称"),
            required=True,
        ),
        Column(
            "people", "常住人口", "number", unit="人", required=True,
            synonyms=("常住人口数", "年末常住人口", "人口", "人口数", "总人口"),
        ),
        Column("year", "年份", "number", synonyms=("年度", "统计年份")),
        Column("source", "资料来源", "text", synonyms=("来源", "出处", "数据来源")),
    ),
)  # fmt: skip


class PopulationLoader(KeyedLoader):
    """A row is how many people live where a body stands, in the row's year or the table's."""

    kind = POPULATIONS
    model = Population
    fields = ("people", "source")

    def build(self, row: Row, context: Context) -> Population:
        """Return the population a row says."""
        body, people = row.get("organisation"), row.get("people")
        if body is None:
            said = row.unknown.get("organisation", "")
            raise Invalid(_("没有找到“%s”这个单位。请先登记它，或改成名册上的名称。") % said)
        if people is None or people < 1:
            raise Invalid(_("%s没有写人口。") % body)
        year = int(row.get("year") or context.year)
        if not 1949 <= year <= 2200:
            raise Invalid(_("“%s”不是年份，请写成 2024 这样。") % row.get("year"))
        source = (row.get("source") or context.title or context.file_name)[:200]
        return Population(organisation=body, year=year, people=int(people), source=source)


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


loading.register(PopulationLoader())
loading.register(TargetLoader())
