"""What home and search ask the house for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Min, Model, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.core import gate
from kexie.core.audit import trail
from kexie.core.audit.models import TrailEntry
from kexie.core.lists.search import found_by
from kexie.network.organisations.models import Organisation
from kexie.network.people.models import Person
from kexie.office.approvals import queries as approvals
from kexie.office.imports.models import Batch, BatchTable, Finding
from kexie.office.metrics import queries as metrics
from kexie.office.metrics.queries import Period
from kexie.office.notices import queries as notices
from kexie.office.tasks import queries as tasks
from kexie.office.tasks.models import Task
from kexie.office.workdays import queries as workdays
from kexie.work.activities.models import Activity, Campaign
from kexie.work.contacts import queries as contacts
from kexie.work.founding import queries as founding
from kexie.work.hours.models import Service
from kexie.work.membership.models import Membership
from kexie.work.registers.models import Register, RegisterRow
from kexie.work.signups.models import Signup
from kexie.work.volunteering.models import Application, Assignment

HEADLINES = (
    "活动数", "活动参加人次", "参加志愿者人次", "讲座培训场次", "发放资料份数", "乡镇科协数", "学会数", "个人会员数",
)  # fmt: skip
QUIET = (
    "read", "understand", "plan", "apply", "preview", "add_file", "sign_in", "sign_out", "end_sessions", "run_job",
    "queue_job", "start_job", "end_job",
)  # fmt: skip
UNDER_WAY = (Activity.State.PLANNED, Activity.State.PUBLISHED, Activity.State.RUNNING)
MOST = 6  # lines of one block
WANTS_CLOSING = timedelta(days=3)  # after its end an activity's results are late
KEPT = 600  # seconds home is remembered while nothing changes
LATELY = timedelta(days=400)  # how long an import's doubts stay on the home page


@dataclass(frozen=True)
class Todo:
    """One thing to do or to look at."""

    what: str
    about: str
    verb: str
    url: str
    due: date | None = None
    is_late: bool = False


def latest_year(actor: gate.Actor, organisation: Organisation, today: date) -> int:
    """Return this year, or the last one in which any work was recorded here; a body that merely stands is no work."""
    return metrics.latest_year(organisation=organisation, actor=actor, today=today)


def standing(actor: gate.Actor, organisation: Organisation, today: date) -> dict[str, list[Any]]:
    """Return what there is to do, which figures are doubtful, and what changed lately.

    Worked out once for each state of the trail: whatever could change the answer writes a line there.
    """
    return cache.get_or_set(
        f"home:{trail.last_digest()}:{actor.pk}:{organisation.pk}:{today}",
        lambda: {
            "todo": to_do(actor, organisation, today),
            "doubts": doubts(actor, organisation, today),
            "lately": [*changes(actor)],
        },
        KEPT,
    )


def headlines(actor: gate.Actor, organisation: Organisation, year: int) -> list[tuple[Any, Any]]:
    """Return the headline figures of a year, each with the same one a year before."""
    now = metrics.figures(HEADLINES, period=Period.year(year), organisation=organisation, actor=actor)
    before = metrics.figures(HEADLINES, period=Period.year(year - 1), organisation=organisation, actor=actor)
    return [(now[name], before[name]) for name in HEADLINES]


def to_do(actor: gate.Actor, organisation: Organisation, today: date) -> list[Todo]:
    """Return what waits for somebody here: imports, approvals, activities not closed, bodies not confirmed."""
    found = [
        Todo(_("“%s”等您确认导入") % batch, _("%d 行待写入") % batch.counts.get("total", 0), _("核对"),
             reverse("imports:batch_detail", args=[batch.pk]))
        for batch in Batch.objects.visible_to(actor).filter(state=Batch.State.READY)[:MOST]
    ]  # fmt: skip
    found += [
        Todo(_("通知：%s") % notice, _("紧急，请马上看") if notice.is_urgent else _("还没有看"), _("看通知"),
             reverse("notices:notice_detail", args=[notice.pk]), is_late=notice.is_urgent)
        for notice in notices.unread(actor)[:MOST]
    ]  # fmt: skip
    if mine := sum(one.is_mine for one in approvals.inbox(actor)):
        found.append(Todo(_("%d 件事等您审批") % mine, "", _("审批"), reverse("approvals:inbox")))
    found += _tasks(actor, organisation, today)
    if behind := contacts.mine(actor, today).filter(due_on__lt=today).count():
        about = _("您挂钩联系的，走访或通话以后记一句")
        found.append(Todo(_("%d 个该联系了") % behind, about, _("记走访"), reverse("contacts:mine"), is_late=True))
    found += _founding(actor, organisation, today)
    found += _to_judge(actor, organisation)
    inside = Activity.objects.visible_to(actor).filter(organisation__in_branches=[organisation.path])
    over = inside.annotate(last=Coalesce("ends_on", "starts_on")).filter(state__in=UNDER_WAY, last__lt=today)
    found += [
        _to_close(activity, actor, today) for activity in over.select_related("organisation").order_by("last")[:MOST]
    ]
    waiting = Organisation.objects.visible_to(actor).under(organisation.path)
    count = waiting.filter(state=Organisation.State.SUGGESTED).count()
    if (year := workdays.wanted_year(organisation, actor, today)) is not None:
        about = _("国务院办公厅公布以后贴通知全文，期限才算得准")
        found.append(Todo(_("%d年节假日安排还没有录入") % year, about, _("录入"), reverse("workdays:enter_notice")))
    if count:
        url = f"{reverse('organisations:organisation_list')}?state={Organisation.State.SUGGESTED}"
        about = _("按区划列出，确认成立后才计入组织数；导入组织名册会自动确认")
        found.append(Todo(_("%d 个乡镇科协等您确认") % count, about, _("查看"), url))
    return found


def _tasks(actor: gate.Actor, organisation: Organisation, today: date) -> list[Todo]:
    """Return the reader's own tasks, and how many below wait for a recheck or are overdue."""
    mine = tasks.mine(actor, today)
    found = [
        Todo(str(task), task.get_kind_display(), _("办理"), reverse("tasks:task_detail", args=[task.pk]), task.due_on,
             is_late=task.due_on < today)
        for task in mine
    ]  # fmt: skip
    standing, url = tasks.standing(actor, organisation, today), reverse("tasks:task_list")
    if standing.reported and gate.allows(actor, "recheck", Task):
        found.append(Todo(_("%d 件督办事项等复核") % standing.reported, "", _("复核"), f"{url}?state=reported"))
    if (others := standing.overdue - sum(task.due_on < today for task in mine)) > 0:
        about = _("下级和别人名下的")
        found.append(Todo(_("%d 件督办事项超期") % others, about, _("查看"), f"{url}?state=open", is_late=True))
    return found


def _founding(actor: gate.Actor, organisation: Organisation, today: date) -> list[Todo]:
    """Return procedures whose step is late or due within a week, and those that only wait for their end."""
    return [
        Todo(
            str(row), row.step if row.due_on else _("各步都办好了，等办结"), _("办理"),
            reverse("founding:procedure_detail", args=[row.pk]), row.due_on,
            is_late=row.due_on is not None and row.due_on < today,
        )
        for row in founding.waiting(actor, organisation, today)
    ]  # fmt: skip


def _to_close(activity: Activity, actor: gate.Actor, today: date) -> Todo:
    """Say of an activity that is over that it wants its results; late some days after. None closes by itself."""
    is_planned = activity.state == Activity.State.PLANNED
    page = (
        "activities:close" if not is_planned and gate.allows(actor, "edit", activity) else "activities:activity_detail"
    )
    about = _("办完还没有记结果") if is_planned else _("%d 天前办完，等着结束并记结果") % (today - activity.last).days
    return Todo(
        str(activity), about, _("记结果"), reverse(page, args=[activity.pk]), activity.last,
        is_late=today - activity.last >= WANTS_CLOSING,
    )  # fmt: skip


def _to_judge(actor: gate.Actor, organisation: Organisation) -> list[Todo]:
    """Return sign-ups and hours that wait for somebody's word."""
    found, branch = [], [organisation.path]
    if gate.allows(actor, "edit", Activity):
        waiting = {"state": Signup.State.PENDING, "session__activity__organisation__in_branches": branch}
        if n := Signup.objects.visible_to(actor).filter(**waiting).count():
            url = f"{reverse('signups:signup_list')}?state={Signup.State.PENDING}"
            found.append(Todo(_("%d 人的报名等审核") % n, "", _("审核"), url))
    if gate.allows(actor, "edit", Application):
        asked = Application.objects.visible_to(actor).filter(
            state=Application.State.ASKED, organisation__in_branches=branch
        )
        if n := asked.count():
            url = f"{reverse('volunteering:application_list')}?state={Application.State.ASKED}"
            found.append(Todo(_("%d 人申请注册志愿者") % n, _("核对身份后接收"), _("审核"), url))
        waits = {"state": Assignment.State.APPLIED, "shift__post__organisation__in_branches": branch}
        if n := Assignment.objects.visible_to(actor).filter(**waits, shift__cancelled_at=None).count():
            url = f"{reverse('volunteering:assignment_list')}?state={Assignment.State.APPLIED}"
            found.append(Todo(_("%d 人报名班次等审核") % n, "", _("审核"), url))
    if gate.allows(actor, "confirm_hours", Service):
        states = (Service.State.PROPOSED, Service.State.HELD)
        if n := Service.objects.visible_to(actor).filter(state__in=states, organisation__in_branches=branch).count():
            url = f"{reverse('hours:service_list')}?state={states[0]}&state={states[1]}"
            found.append(Todo(_("%d 条服务时长等审核") % n, _("有疑问的写明了原因"), _("审核"), url))
    return found


def changes(actor: gate.Actor) -> QuerySet[TrailEntry]:
    """Return what changed lately: acts on records, without the sign-ins and the reading of tables."""
    return TrailEntry.objects.visible_to(actor).exclude(model="").exclude(did__in=QUIET).order_by("-id")[:MOST]


def doubts(actor: gate.Actor, organisation: Organisation, today: date) -> list[Todo]:
    """Return figures somebody should look at: totals that did not add up, cells that were doubtful on import."""
    batches = Batch.objects.visible_to(actor).filter(
        organisation__in_branches=[organisation.path], state=Batch.State.APPLIED, applied_at__date__gte=today - LATELY
    )
    weights = (Finding.Weight.TOTAL, Finding.Weight.DOUBT, Finding.Weight.REFUSED)
    said = (
        Finding.objects.filter(table__file__batch__in=batches, weight__in=weights)
        .values("reason", "weight", "table", "table__file__batch")
        .annotate(times=Count("pk"), first=Min("pk"), row=Min("row"))
        .order_by("-weight", "first")[:MOST]
    )
    tables = BatchTable.objects.select_related("file").in_bulk([one["table"] for one in said])
    return [
        Todo(
            one["reason"], _where(tables[one["table"]], one["row"], one["times"]), _("看原表"),
            f"{reverse('imports:batch_detail', args=[one['table__file__batch']])}#table-{one['table']}",
        )
        for one in said
    ]  # fmt: skip


def _where(table: BatchTable, row: int | None, times: int) -> str:
    if times > 1:
        return _("%(table)s 有 %(times)d 处") % {"table": table, "times": times}
    return _("%(table)s 第 %(row)s 行") % {"table": table, "row": row} if row else str(table)


@dataclass(frozen=True)
class Place:
    """One kind of thing the search looks through."""

    title: str | Promise
    model: type[Model]
    fields: tuple[str, ...]
    page: str  # URL name of a row's page


PLACES = (
    Place(gettext_lazy("组织"), Organisation, ("name",), "organisations:organisation_detail"),
    Place(gettext_lazy("人员"), Person, ("name", "phone"), "people:person_detail"),
    Place(gettext_lazy("会员"), Membership, ("person__name",), "membership:membership_detail"),
    Place(gettext_lazy("活动"), Activity, ("name", "place"), "activities:activity_detail"),
    Place(gettext_lazy("主题活动"), Campaign, ("series", "theme"), "activities:campaign_detail"),
    Place(gettext_lazy("台账"), Register, ("name",), "registers:row_list"),
)


def found(actor: gate.Actor, words: str, today: date) -> list[dict[str, Any]]:
    """Return what the search finds by kind, a few of each; only what the actor may see."""
    blocks = []
    for place in PLACES:
        rows = [
            *place.model.objects.visible_to(actor).filter(found_by(place.model, [*place.fields], words))[: MOST + 1]
        ]
        if rows:
            hits = [(str(row), reverse(place.page, args=[row.pk])) for row in rows[:MOST]]
            blocks.append({"title": place.title, "hits": hits, "more": len(rows) > MOST})
    kept = RegisterRow.objects.visible_to(actor).filter(found_by(RegisterRow, ["title"], words))
    hits = [
        (f"{row}（{row.register}）", reverse("registers:row_detail", args=[row.register_id, row.pk]))
        for row in kept.select_related("register")[:MOST]
    ]
    if hits:
        blocks.append({"title": _("台账条目"), "hits": hits, "more": False})
    named = [
        (definition.name, metrics.url_of(definition.name, period=Period.year(today.year)))
        for definitions in metrics.catalogue(actor).values()
        for definition in definitions
        if words in definition.name or words in str(definition.title)
    ]
    if named:
        blocks.append({"title": _("数字"), "hits": named[:MOST], "more": len(named) > MOST})
    return blocks
