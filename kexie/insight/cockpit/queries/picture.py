"""The leader's page: coverage, vitality by cause, plan, doubtful figures, decisions wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from kexie.core import gate
from kexie.insight.assessment import queries as assessment
from kexie.insight.assessment.models import Cause, Doubt
from kexie.insight.planning import queries as planning
from kexie.network.organisations.models import Organisation
from kexie.office.approvals import queries as approvals
from kexie.office.ledger.models import Evidence
from kexie.office.metrics import queries as metrics
from kexie.office.metrics.queries import Figure, Period
from kexie.office.tasks import queries as tasks

from .towns import tasks_at

COVERAGE = ("乡镇科协数", "有三长的乡镇科协数", "三长覆盖率", "信息员数", "届期内组织数", "示范点数")
WORK = ("活动数", "活动参加人次", "讲座培训场次", "志愿服务时长", "注册志愿者数")
SOFT = (Evidence.ESTIMATED, Evidence.REPORTED)
MUCH = 20  # per cent of a figure that nobody counted, from which on it is named


@dataclass(frozen=True)
class Matter:
    """Something that waits for a decision or a look: what, how many, where to."""

    what: str
    about: str
    url: str
    is_late: bool = False


@dataclass(frozen=True)
class Picture:
    """What the page shows of one body on one day."""

    year: int
    coverage: Sequence[Figure]
    work: Sequence[tuple[Figure, Figure]]  # with the same days of the year before
    vitality: assessment.Overview
    plan: Any
    standings: Sequence[Any]
    plan_said: str
    doubts: Sequence[Matter]
    matters: Sequence[Matter]


def picture(actor: gate.Actor, organisation: Organisation, today: date, day: date) -> Picture:
    """Return the leader's page of a body: how far the network reaches today, the work of a year up to a day.

    :raises NotFound: the body is out of the actor's reach
    """
    now = Period(date(day.year, 1, 1), day)
    last = Period(date(day.year - 1, 1, 1), _year_before(day))
    where = {"organisation": organisation, "actor": actor}
    known = metrics.catalogue(actor)
    coverage, work = ([name for name in names if name in known] for names in (COVERAGE, WORK))
    reach = metrics.figures(coverage, period=Period(date(today.year, 1, 1), today), **where)
    found = metrics.figures(work, period=now, **where)
    before = metrics.figures(work, period=last, counts_records=False, **where)
    plan = planning.plan_of(organisation, day.year, actor)
    standings = planning.standings(plan, actor=actor, today=today) if plan else []
    vitality = assessment.overview(assessment.current(actor, organisation))
    return Picture(
        year=day.year,
        coverage=[reach[name] for name in coverage],
        work=[(found[name], before[name]) for name in work],
        vitality=vitality,
        plan=plan,
        standings=standings,
        plan_said=planning.tally(standings) if plan else "",
        doubts=[*_soft([*reach.values(), *found.values()]), *_odd(vitality, organisation)],
        matters=_matters(actor, organisation, vitality, today),
    )


def _year_before(today: date) -> date:
    return today.replace(year=today.year - 1, day=28 if (today.month, today.day) == (2, 29) else today.day)


def _soft(figures: Any) -> list[Matter]:
    """Return figures much of which nobody counted, and those that were corrected after they were published."""
    said = []
    for figure in figures:
        whole = sum(figure.evidence.values())
        soft = sum(figure.evidence.get(code, 0) for code in SOFT)
        if whole and soft * 100 >= MUCH * whole:
            facts = {"share": int(soft * 100 / whole)}
            said.append(Matter(figure.title, _("%(share)d%% 是估计或上报的") % facts, figure.url))
        if figure.is_corrected:
            said.append(Matter(figure.title, _("公布以后台账有更正"), figure.url))
    return said


def _odd(vitality: assessment.Overview, organisation: Organisation) -> list[Matter]:
    if not vitality.doubted:
        return []
    url = _judged(organisation, doubts=[*Doubt.values])
    return [Matter(_("%d 个组织的记录习惯请核对") % vitality.doubted, _("与同类组织差得远"), url)]


def _matters(actor: Any, organisation: Organisation, vitality: assessment.Overview, today: date) -> list[Matter]:
    found = []
    if mine := sum(one.is_mine for one in approvals.inbox(actor)):
        found.append(Matter(_("%d 件事等您审批") % mine, "", reverse("approvals:inbox")))
    standing, url = tasks.standing(actor, organisation, today), tasks_at(organisation)
    if standing.overdue:
        late = tasks_at(organisation, today)
        found.append(Matter(_("%d 件督办事项超期") % standing.overdue, _("先看最久的"), late, is_late=True))
    if standing.reported:
        found.append(Matter(_("%d 件督办事项等复核") % standing.reported, "", f"{url}&state=reported"))
    terms = dict(vitality.causes).get(Cause.TERM_OVER, 0)
    if terms:
        about, where = _("届满的要换届或办延期"), _judged(organisation, causes=Cause.TERM_OVER.value)
        found.append(Matter(_("%d 个组织届满未换届") % terms, about, where, is_late=True))
    if vitality.warned:
        where = _judged(organisation, causes=Cause.OVERDUE.value)
        found.append(Matter(_("%d 个组织可能要休眠") % vitality.warned, _("预警，及早联系"), where))
    return found


def _judged(organisation: Organisation, **limits: object) -> str:
    """Return where the bodies are listed that vitality says something of."""
    asked = urlencode({"organisation": organisation.pk, **limits}, doseq=True)
    return f"{reverse('assessment:assessment_list')}?{asked}"
