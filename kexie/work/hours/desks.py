"""Record-keeping screens: hours one by one, corrections, the standard."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kexie.core import clock
from kexie.core.desk import Bulk, Column, Desk, Filter, Related
from kexie.core.gate import SYSTEM

from . import services
from .flows import CORRECTION, SERVICE
from .forms import ServiceForm, StandardForm
from .models import Correction, Service, Standard


def _approve_many(rows, *, actor, note):
    return services.approve_many(services=rows, actor=actor, at=clock.now(), note=note)


def _by(name, title):
    """Return a column of who did something: the platform itself is 系统."""
    return Column(
        name, title, value=lambda row: _("系统") if getattr(row, name) == str(SYSTEM) else getattr(row, name), sort=None
    )


HOURS = Column("hours", _("时长"), kind="number", unit=_("小时"), value=lambda row: row.hours, sort="minutes")
REASONS = Column("reasons", _("疑问"), value=lambda row: row.reasons_said, sort=None)


class CorrectionDesk(Desk):
    """What was asked to be put right, for another person to decide."""

    model = Correction
    slug = "corrections"
    title = _("时长更正")
    columns = [
        Column("service", _("服务"), value=lambda row: str(row.service), sort=None),
        Column("before", _("原时长"), value=lambda row: row.said_before, sort=None, unit=_("小时")),
        Column("minutes", _("应为"), value=lambda row: row.said_after, sort=None, unit=_("小时")),
        "why",
        "asked_by",
        "asked_on",
        "state",
    ]
    search = ["service__volunteer__person__name", "why"]
    filters = ["state", "asked_on__year"]
    facts = [
        "service__volunteer__person__name", "service__on", "service__what", "before", "minutes", "starts_at", "ends_at",
        "why", "asked_by", "asked_on", "decided_by", "decision",
    ]  # fmt: skip
    flow = CORRECTION
    walks = {
        "accept_correction": lambda row, actor, note: services.accept_correction(
            correction=row, actor=actor, at=clock.now(), note=note
        ),
        "refuse_correction": lambda row, actor, note: services.refuse_correction(
            correction=row, actor=actor, note=note
        ),
    }
    empty = _("志愿者对自己的时长有不同意见，更正的申请都记在这里。")

    def rows(self):
        """Bring along what a line shows."""
        return super().rows().select_related("service__volunteer__person", "service__organisation")


class ServiceDesk(Desk):
    """Hours one by one: from proposing to the ledger."""

    model = Service
    form = ServiceForm
    slug = "services"
    title = _("服务时长")
    new = _("申报一条时长")
    columns = [
        Column(
            "volunteer__person__name", _("姓名"),
            link=lambda row: reverse("hours:record", args=[row.volunteer_id]),
        ),
        Column("what", _("服务内容"), link=lambda row: reverse("hours:service_detail", args=[row.pk])),
        "on",
        HOURS,
        "state",
        REASONS,
        "team",
        Column("organisation", hidden=True),
        Column("how", hidden=True),
        Column("starts_at", hidden=True),
        Column("ends_at", hidden=True),
        Column("noticed_until", hidden=True),
        Column("proposed_by", hidden=True),
    ]  # fmt: skip
    search = ["volunteer__person__name", "what", "team"]
    filters = [
        "state", "organisation", "team", Filter("session__activity", _("活动")), "how", "on__year", "on",
    ]  # fmt: skip
    order = ["-on", "-pk"]
    facts = [
        "volunteer__person__name", "organisation", "team", "what", "on", "starts_at", "ends_at", HOURS,
        Column("weighted", _("加权时长"), value=lambda row: row.weighted_hours, sort=None), "how", REASONS,
        _by("proposed_by", _("申报人")), _by("decided_by", _("审核人")), "noticed_on", "noticed_until", "note",
    ]  # fmt: skip
    flow = SERVICE
    walks = {
        "approve_hours": lambda row, actor, note: services.approve(service=row, actor=actor, at=clock.now(), note=note),
        "let_through": lambda row, actor, note: services.approve(service=row, actor=actor, at=clock.now(), note=note),
        "refuse_hours": lambda row, actor, note: services.refuse(service=row, actor=actor, note=note),
        "contest_hours": lambda row, actor, note: services.contest(service=row, actor=actor, note=note),
        "withdraw_hours": lambda row, actor, note: services.withdraw(service=row, actor=actor, note=note),
    }
    bulk = [Bulk("approve", _("通过并公示"), may="confirm_hours", do=_approve_many)]
    related = [Related(_("更正"), desk=CorrectionDesk, by="service", empty=_("没有人提出更正。"))]
    empty = _("志愿者每次服务的时长记在这里：签到签退得来的、队伍申报的、表格导入的。审核、公示之后才入账。")
    first_steps = [(_("申报一队的时长"), "hours:sheet"), (_("导入时长表"), "imports:start")]

    def rows(self):
        """Bring along what a line shows."""
        return super().rows().select_related("volunteer__person", "organisation", "session__activity")

    def save(self, form: ServiceForm, *, did: str) -> Service:
        """Propose it, or change it and ask again."""
        verb = services.propose if did == "create" else services.keep
        return verb(service=form.save(commit=False), actor=self.actor, at=clock.now())


def _thresholds(row: Standard) -> str:
    return "、".join(map(str, row.thresholds))


class StandardDesk(Desk):
    """How hours are judged from a day on."""

    model = Standard
    form = StandardForm
    slug = "standards"
    title = _("时长与星级标准")
    new = _("定新的标准")
    columns = [
        "organisation",
        "starts_on",
        Column(
            "thresholds",
            _("各星级小时数"),
            value=lambda row: "、".join(map(str, row.thresholds)),
            sort=None,
            unit=_("小时"),
        ),
        "notice_days",
        "late_days",
        "most_hours",
        "is_open",
    ]
    facts = [
        "organisation", "starts_on",
        Column("thresholds", _("各星级小时数"), value=_thresholds, sort=None),
        "notice_days", "is_open", "late_days", "most_hours", "night_from", "night_until", "night_percent",
    ]  # fmt: skip
    order = ["-starts_on", "-pk"]
    empty = _("还没有自定的标准，按全国通行的 100、300、600、1000、1500 小时评星，公示 3 个工作日。")

    def rows(self):
        """Bring the body along."""
        return super().rows().select_related("organisation")
