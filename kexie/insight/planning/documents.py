"""What the self-check report says of a plan: sentences and tables from targets, tasks and the comparison."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from kexie.core import clock, wording
from kexie.core.documents import tree
from kexie.core.gate import Actor
from kexie.insight.reports.models import Report
from kexie.insight.reports.queries import Insert, offer
from kexie.office.tasks.models import Task

from . import queries
from .models import Target
from .queries import Overview

Blocks = Sequence[tree.Block]


def _found(report: Report, actor: Actor, at: datetime) -> Overview | None:
    plan = queries.plan_of(report.organisation, report.year, actor)
    return None if plan is None else queries.overview(plan, actor=actor, today=clock.day(at))


def _no_plan(report: Report) -> Blocks:
    return (tree.Paragraph(_("没有找到%d年的年度计划。") % report.year),)


def summary(report: Report, actor: Actor, at: datetime) -> Blocks:
    """Say how many targets stand how."""
    found = _found(report, actor, at)
    return _no_plan(report) if found is None else (tree.Paragraph(_("全年%s。") % found.said.replace(" ", "")),)


def targets(report: Report, actor: Actor, at: datetime) -> Blocks:
    """Write the table of targets: what was to be, what is, and how that stands."""
    found = _found(report, actor, at)
    if found is None or not found.standings:
        return ()
    columns = (
        tree.Column(_("指标"), 28), tree.Column(_("基数"), 24, "right"), tree.Column(_("目标"), 26, "right"),
        tree.Column(_("完成"), 26, "right"), tree.Column(_("占目标"), 16, "right"), tree.Column(_("状态"), 22),
        tree.Column(_("责任人"), 18),
    )  # fmt: skip
    rows = []
    for one in found.standings:
        target, figure = one.target, one.figure
        done = tree.Run(figure.said + figure.unit, figure=target.metric) if figure and figure.records else "—"
        base = "—" if one.baseline is None else f"{wording.exact(one.baseline)}{one.unit}"
        share = "—" if one.share is None else f"{one.share}%"
        most = target.get_direction_display() if target.direction == Target.Direction.DOWN else ""
        goal = f"{most}{wording.exact(one.goal)}{one.unit}"
        rows.append((figure.title if figure else target.metric, base, goal, done, share, one.said, target.owner or "—"))
    return (tree.Table(columns, tuple(rows)),)


def tasks(report: Report, actor: Actor, at: datetime) -> Blocks:
    """Write the table of tasks by phase."""
    found = _found(report, actor, at)
    if found is None:
        return _no_plan(report)
    rows = [(phase.title, *_task(task)) for phase in found.phases for task in phase.tasks]
    if not rows:
        return (tree.Paragraph(_("计划里没有另列任务。")),)
    return (tree.Table((tree.Column(_("阶段"), 20), *_TASK), tuple(rows)),)


def measures(report: Report, actor: Actor, at: datetime) -> Blocks:
    """Write the table of improvement measures."""
    found = _found(report, actor, at)
    if found is None:
        return _no_plan(report)
    if not found.measures:
        return (tree.Paragraph(_("还没有交办改进措施。")),)
    titles = {one.target.pk: one.target.metric for one in found.standings}
    rows = tuple((titles.get(task.source_id, "—"), *_task(task)) for task in found.measures)
    return (tree.Table((tree.Column(_("目标"), 24), *_TASK), rows),)


def comparison(report: Report, actor: Actor, at: datetime) -> Blocks:
    """Write what the comparison rests on, then the distances; no order of bodies."""
    plan = queries.plan_of(report.organisation, report.year, actor)
    if plan is None or not plan.peers.exists():
        return (tree.Paragraph(_("没有选对标单位。")),)
    found = queries.benchmark(plan, actor=actor, today=clock.day(at))
    lead = _("对比期间为%s。") % found.said
    columns = (
        tree.Column(_("单位"), 44), tree.Column(_("类别"), 36), tree.Column(_("人口"), 24, "right"),
        tree.Column(_("有记录的月份"), 26, "right"), tree.Column(_("逐条记下的"), 26, "right"),
    )  # fmt: skip
    rows = tuple(
        (
            body.name, body.kind, _or_dash(body.people and body.people.amount), _or_dash(body.reported),
            "—" if body.counted is None else f"{body.counted}%",
        )
        for body in found.bodies
    )  # fmt: skip
    say = _("%(title)s（%(stage)s）：%(gap)s。")
    gaps = tuple(
        tree.Paragraph(say % {"title": one.title, "stage": one.stage, "gap": one.gap.rstrip("。")})
        for one in found.lines
        if one.gap
    )
    if found.alone:
        names = "、".join(line.title for line in found.alone)
        gaps = (*gaps, tree.Paragraph(_("没有数可比的指标：%s。") % names))
    read = "、".join(f"{body.name}（{body.people.said}）" for body in found.bodies if body.people)
    sources = (tree.Paragraph(_("人口出处：%s。") % read),) if read else ()
    doubts = (tree.Paragraph(_("数据质量：%s") % "".join(found.doubts)),) if found.doubts else ()
    return (tree.Paragraph(lead), tree.Table(columns, rows), *sources, *doubts, *gaps)


_TASK = (
    tree.Column(_("事项"), 48), tree.Column(_("承办单位"), 30), tree.Column(_("责任人"), 18),
    tree.Column(_("期限"), 30), tree.Column(_("状态"), 16),
)  # fmt: skip


def _task(task: Task) -> tuple[str, ...]:
    return (task.title, task.organisation.name, task.owner or "—", task.due_on.isoformat(), task.get_state_display())


def _or_dash(n: int | None) -> str:
    return "—" if n is None else wording.exact(n)


offer(
    Insert("计划.目标概况", summary), Insert("计划.目标完成表", targets), Insert("计划.任务落实表", tasks),
    Insert("计划.改进措施表", measures), Insert("计划.对标情况", comparison),
)  # fmt: skip
