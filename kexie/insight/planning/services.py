"""What is done about plans: tasks and measures assigned, the self-check written, reminders."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.core import clock, gate, records
from kexie.core.personal import is_mobile
from kexie.core.refusals import Invalid
from kexie.insight.reports import services as reports
from kexie.insight.reports.models import Kind, Report
from kexie.network.organisations.models import Organisation
from kexie.office.notices import services as notices
from kexie.office.tasks import services as tasks
from kexie.office.tasks.models import Task

from . import queries
from .models import PHASES, Plan, Target
from .rules import progress

AHEAD = timedelta(days=7)  # a phase's end is told of so long before
MONTHLY_FROM = 5  # the day of a month from which on targets that lag are told of, once a month
AWAKE = range(8, 20)


def add_task(
    *, plan: Plan, organisation: Organisation, title: str, due_on: date, actor: gate.Actor, owner: str = "",
    detail: str = "",
) -> Task:  # fmt: skip
    """Assign a task of a plan; its day says which phase it belongs to.

    :raises NotAllowed: the actor may not edit the plan, or keeps no records at the body
    :raises Invalid: the body is not the plan's nor below it, or the day is not in its year
    """
    gate.require(actor, "edit", plan)
    _require_inside(plan, organisation, due_on)
    return tasks.assign(
        organisation=organisation, title=title, kind=Task.Kind.PLAN, due_on=due_on, owner=owner, detail=detail,
        source=plan, actor=actor,
    )  # fmt: skip


def add_measure(
    *, target: Target, organisation: Organisation, title: str, due_on: date, actor: gate.Actor, owner: str = "",
    detail: str = "",
) -> Task:  # fmt: skip
    """Assign an improvement measure for a target.

    :raises NotAllowed: the actor may not edit the plan, or keeps no records at the body
    :raises Invalid: the body is not the plan's nor below it, or the day is not in its year or the quarter after
    """
    gate.require(actor, "edit", target)
    _require_inside(target.plan, organisation, due_on)
    return tasks.assign(
        organisation=organisation, title=title, kind=Task.Kind.IMPROVEMENT, due_on=due_on, owner=owner, detail=detail,
        source=target, actor=actor,
    )  # fmt: skip


def self_check(*, plan: Plan, actor: gate.Actor) -> Report:
    """Write the self-check report of a plan's year, or bring its draft up to the template.

    :raises NotAllowed: the actor may not write there
    """
    gate.require(actor, "edit", plan)
    return reports.compose(organisation=plan.organisation, year=plan.year, kind=Kind.SELF_CHECK, actor=actor)


def remind(*, actor: gate.Actor, at: datetime) -> int:
    """Remind bodies of phases that end within a week, and once a month of targets that lag; return how many messages.

    One text message each to the body's registered contact, by day; where there is none, the plan's page alone says it.

    :raises NotAllowed: the actor is not the platform itself
    """
    gate.require(actor, "remind_plans", Plan)
    if at.astimezone(clock.ZONE).hour not in AWAKE:
        return 0
    today, sent = clock.day(at), 0
    rows = Plan.objects.filter(review_until__gte=today, year__lte=today.year).exclude(reminded_on=today)
    for plan in rows.select_related("organisation__parent").order_by("pk"):
        with transaction.atomic():
            plan.reminded_on = today
            records.change_many(
                [plan], ["reminded_on"], actor=actor, did="remind_plans", path=plan.organisation.path, note=str(plan)
            )
            if is_mobile(plan.organisation.phone):
                sent += sum(_tell(plan, mark, said, actor=actor, at=at) for mark, said in _news(plan, today))
    return sent


def _news(plan: Plan, today: date) -> list[tuple[str, str]]:
    found = []
    for n, (title, end) in enumerate(zip(PHASES, plan.ends, strict=True)):
        if today <= end <= today + AHEAD:
            say = _("%(plan)s“%(phase)s”阶段 %(end)s 结束")
            found.append((f"phase{n}:{end}", say % {"plan": plan, "phase": title, "end": end}))
    if today.day >= MONTHLY_FROM and today.year == plan.year:
        lag = [s for s in queries.standings(plan, actor=gate.SYSTEM, today=today) if s.state == progress.BEHIND]
        if lag:
            say = _("%(plan)s有 %(n)d 项目标落后") % {"plan": plan, "n": len(lag)}
            found.append((f"behind:{today:%Y%m}", say))
    return found


def _tell(plan: Plan, mark: str, said: str, *, actor: gate.Actor, at: datetime) -> int:
    key = f"plan:{plan.pk}:{mark}"
    body = plan.organisation
    message = notices.send(
        organisation=body, purpose="planning", to=body.phone, subject=said[:120], dedupe_key=key, actor=actor, at=at,
        body=_("【%(from)s】%(what)s，请登录系统查看。") % {"from": body, "what": said},
    )  # fmt: skip
    return int(message.created_at >= at - timedelta(minutes=1))


def _require_inside(plan: Plan, organisation: Organisation, due_on: date) -> None:
    if not organisation.path.startswith(plan.organisation.path):
        say = _("%(body)s不在%(plan)s的范围里。请选本单位或下级单位。") % {"body": organisation, "plan": plan}
        raise Invalid(say, fields={"organisation": [say]})
    if not date(plan.year, 1, 1) <= due_on <= max(plan.review_until, date(plan.year + 1, 3, 31)):
        say = _("期限要在计划的年度里，最晚到 %s。") % max(plan.review_until, date(plan.year + 1, 3, 31))
        raise Invalid(say, fields={"due_on": [say]})
