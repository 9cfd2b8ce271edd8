"""Plans, their targets, and the bodies one compares with."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kexie.core import clock
from kexie.core.desk import Column, Desk, Related
from kexie.office.tasks import queries as tasks

from . import queries
from .forms import PHASE_ENDS, PeerFigureForm, PeerForm, PlanForm, PopulationForm, TargetForm
from .models import Peer, PeerFigure, Plan, Population, Target


class PlanDesk(Desk):
    """Plans; the page of one is written by hand (views)."""

    model = Plan
    form = PlanForm
    slug = "plans"
    title = _("年度计划")
    lead = _("目标绑在指标上，进度由台账自己数：到哪了、按季节该到哪、年底大概到哪、还差多少。")
    new = _("定一份年度计划")
    columns = ["title", "organisation", Column("year", kind="code"), *PHASE_ENDS]
    search = ["title", "organisation__name"]
    filters = ["year", "organisation"]
    order = ["-year", "organisation__path"]
    empty = _("还没有年度计划。先定今年的几项目标，从指标里选，以后不用再报进度。")


class TargetDesk(Desk):
    """Targets of every plan; also how they go out as a spreadsheet and come back."""

    model = Target
    form = TargetForm
    slug = "targets"
    title = _("目标")
    new = _("加一项目标")
    columns = [
        "metric", Column("organisation", _("单位"), value=lambda row: row.plan.organisation, sort=None,
                         reads=("plan__organisation__name",)),
        Column("plan__year", _("年度"), kind="code"), "direction", "goal", "owner", "basis", "baseline", "note",
    ]  # fmt: skip
    facts = ["plan", "direction", "goal", "owner", "basis", "baseline", "note"]
    search = ["metric", "owner"]
    filters = ["plan", "owner", "direction"]
    order = ["-plan__year", "plan", "pk"]
    related = [
        Related(
            _("现在怎样"), template="planning/target_standing.html",
            rows=lambda row, actor: queries.standings(row.plan, actor=actor, today=clock.today(), targets=[row])[0],
        ),
        Related(
            _("改进措施"), template="planning/target_measures.html",
            rows=lambda row, actor: [*tasks.tasks_of(row, actor)],
        ),
    ]  # fmt: skip
    empty = _("还没有目标。一项项加，或导入有“指标、目标值、责任人”三栏的表格。")
    first_steps = [(_("导入表格"), "imports:start")]


class PeerDesk(Desk):
    """Bodies that plans are compared with."""

    model = Peer
    form = PeerForm
    slug = "peers"
    title = _("对标单位")
    new = _("选一个对标单位")
    columns = [Column("name", _("单位"), value=str, sort=None), "plan", "population", "why"]
    facts = ["plan", "body", "name", "population", "population_source", "why"]
    search = ["name", "body__name"]
    filters = ["plan"]
    order = ["plan", "pk"]
    empty = _("还没有对标单位。选类型、级别、人口相近的，差得太远的比不出什么。")


class PopulationDesk(Desk):
    """How many people live where bodies stand, year by year."""

    model = Population
    form = PopulationForm
    slug = "populations"
    title = _("常住人口")
    lead = _("对标时按每万人比的依据，写明年份和出处。下级单位都登记了的，本级没有登记也会自动相加。")
    new = _("登记人口")
    columns = ["organisation", Column("year", kind="code"), "people", "source"]
    search = ["organisation__name", "source"]
    filters = ["year", "organisation"]
    order = ["organisation__path", "-year"]
    empty = _("还没有登记人口。一处处登记，或导入有“单位、年份、常住人口”三栏的表格。")
    first_steps = [(_("导入表格"), "imports:start")]


class PeerFigureDesk(Desk):
    """Figures of bodies outside the platform, each with its source."""

    model = PeerFigure
    form = PeerFigureForm
    slug = "peer-figures"
    title = _("对标数据")
    new = _("填一个数")
    columns = ["metric", "peer", "value", "until", "evidence", "source"]
    filters = ["peer", "evidence"]
    order = ["peer", "metric"]
    empty = _("平台外的单位，它们公开的数字记在这里，写明出处。")


PeerDesk.related = [Related(_("它的数字"), desk=PeerFigureDesk, by="peer", is_started_here=True)]
