"""Hours of volunteers, what was asked to be corrected, and the standard they are judged by."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kexie.core import wording
from kexie.core.loading import Keyed
from kexie.core.records import Record
from kexie.network.organisations.models import Organisation
from kexie.network.people import queries as people
from kexie.network.people.models import Person
from kexie.work.activities.models import Session
from kexie.work.volunteering.models import Volunteer

from . import rules


def default_thresholds() -> list[int]:
    """Return the ladder of the national rules, in hours."""
    return [*rules.DEFAULT_THRESHOLDS]


class Standard(Record):
    """How an association judges hours from a day on: stars, notice, limits. Bodies follow the nearest above them."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("单位"), related_name="+")
    starts_on = models.DateField(_("自哪天起"))
    thresholds = models.JSONField(_("各星级小时数"), default=default_thresholds)
    notice_days = models.PositiveSmallIntegerField(
        _("公示期"), default=3, validators=[MaxValueValidator(60)], help_text=_("工作日；满后无异议自动入账。")
    )
    is_open = models.BooleanField(
        _("公示页对外公开"), default=False, help_text=_("打开后，不登录也能看到公示中的时长，姓名只显示姓。")
    )
    late_days = models.PositiveSmallIntegerField(
        _("补报期限"), default=30, help_text=_("服务那天以后多少天内报来算及时；超过的待人审核。")
    )
    most_hours = models.PositiveSmallIntegerField(
        _("每人每天上限"), default=16, validators=[MinValueValidator(1), MaxValueValidator(24)]
    )
    night_from = models.TimeField(_("夜间自"), null=True, blank=True)
    night_until = models.TimeField(_("夜间至"), null=True, blank=True)
    night_percent = models.PositiveSmallIntegerField(
        _("夜间加权"), default=100, validators=[MinValueValidator(100), MaxValueValidator(300)],
        help_text=_("100 为不加权。加权时长另记一数，从不与实际时长相加，星级只看实际时长。"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("时长与星级标准")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "starts_on"], name="hours_standard_once",
                violation_error_message=_("这一天起的标准已经有了，请改那一条。"),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.organisation} {self.starts_on}"

    def clean(self) -> None:
        """Refuse a ladder that does not rise, and half a night."""
        super().clean()
        if why := rules.why_not_thresholds(self.thresholds):
            say = {"count": _("请填 1 到 10 级。"), "rising": _("小时数要一级比一级高。")}
            raise ValidationError({"thresholds": say[why]})
        if (self.night_from is None) != (self.night_until is None):
            raise ValidationError({"night_until": _("夜间的起止要么都填，要么都不填。")})

    @property
    def night(self) -> tuple | None:
        """The window that is weighted, None where nothing is."""
        has = self.night_from is not None and self.night_until is not None and self.night_percent > 100
        return (self.night_from, self.night_until) if has else None


class Service(Keyed):
    """One stretch a volunteer served: when, what, how long, how it is known, how far it is on its way to the ledger.

    Organisation and team are those of the day. `minutes` is what counts; `weighted` is kept apart where nights weigh
    more. `reasons` (codes of rules.SAID) is what speaks against it. It counts on the day it starts.
    """

    class How(models.TextChoices):
        SIGN_IN = "sign_in", _("签到签退")
        PROPOSED = "proposed", _("队伍申报")
        IMPORTED = "imported", _("表格导入")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("待审核")
        HELD = "held", _("有疑问，待审核")
        NOTICED = "noticed", _("公示中")
        CONFIRMED = "confirmed", _("已入账")
        REFUSED = "refused", _("未通过")
        WITHDRAWN = "withdrawn", _("已撤回")

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("所属单位"), related_name="volunteer_services"
    )
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, verbose_name=_("志愿者"), related_name="services")
    session = models.ForeignKey(
        Session, models.PROTECT, verbose_name=_("活动场次"), null=True, blank=True, related_name="services"
    )
    team = models.CharField(_("队伍"), max_length=60, blank=True, default="")
    what = models.CharField(_("服务内容"), max_length=120)
    on = models.DateField(_("服务日期"))
    starts_at = models.DateTimeField(_("开始时间"), null=True, blank=True)
    ends_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    minutes = models.PositiveIntegerField(_("时长"), validators=[MaxValueValidator(100 * 24 * 60)])
    weighted = models.PositiveIntegerField(_("加权时长"), null=True, blank=True, editable=False)
    how = models.CharField(_("记录方式"), max_length=10, choices=How, default=How.PROPOSED, editable=False)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.PROPOSED, editable=False)
    reasons = models.JSONField(_("疑问"), default=list, blank=True, editable=False)
    proposed_by = models.CharField(_("申报人"), max_length=150, blank=True, default="", editable=False)
    proposed_key = models.BigIntegerField(null=True, blank=True, editable=False)
    decided_by = models.CharField(_("审核人"), max_length=150, blank=True, default="", editable=False)
    noticed_on = models.DateField(_("公示起"), null=True, blank=True, editable=False)
    noticed_until = models.DateField(_("公示止"), null=True, blank=True, editable=False)
    note = models.CharField(_("备注"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("服务时长")
        ordering = ["-on", "-pk"]
        indexes = [
            models.Index(fields=["state", "noticed_until"], name="hours_service_due"),
            models.Index(fields=["organisation", "on"], name="hours_service_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer", "session"], condition=Q(how="sign_in"), name="hours_service_sign_in_once",
                violation_error_message=_("这位志愿者这一场的签到时长已经记过。"),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.volunteer} {self.on} {self.what}"

    @property
    def is_open(self) -> bool:
        """Test whether it is still on its way: what is decided changes by a correction alone."""
        return self.state in (self.State.PROPOSED, self.State.HELD, self.State.NOTICED)

    @property
    def person(self) -> Person:
        """Who served."""
        return self.volunteer.person

    @property
    def hours(self) -> str:
        """The minutes as hours with one decimal."""
        return wording.hours(self.minutes)

    @property
    def masked_name(self) -> str:
        """The name as the public sees it: the first character."""
        return self.person.name[:1] + "*" * (len(self.person.name) - 1)

    @property
    def weighted_hours(self) -> str:
        """The weighted minutes as hours, "" where nothing is weighted."""
        return "" if self.weighted is None else wording.hours(self.weighted)

    @property
    def reasons_said(self) -> str:
        """What speaks against it, in words."""
        return "；".join(rules.SAID.get(code, code) for code in self.reasons)

    def natural_key(self) -> Iterable[object]:
        """Who, when and what: the same line of a sheet twice is the same service."""
        who = self.volunteer.person
        moments = [moment.isoformat() if moment else "" for moment in (self.starts_at, self.ends_at)]
        return [self.organisation_id, who.name, people.telling_mark(who), self.on, *moments, self.what, self.minutes]


class Correction(Record):
    """What a volunteer or a team asks to be put right in a service: what it should say, why, and what was decided."""

    class State(models.TextChoices):
        ASKED = "asked", _("待处理")
        ACCEPTED = "accepted", _("已更正")
        REFUSED = "refused", _("未采纳")

    service = models.ForeignKey(Service, models.CASCADE, verbose_name=_("服务时长"), related_name="corrections")
    starts_at = models.DateTimeField(_("应为：开始"), null=True, blank=True)
    ends_at = models.DateTimeField(_("应为：结束"), null=True, blank=True)
    minutes = models.PositiveIntegerField(_("应为：时长"), help_text=_("0 表示这一条不该有。"))
    why = models.CharField(_("理由"), max_length=200)
    asked_by = models.CharField(_("提出人"), max_length=150, editable=False)
    asked_key = models.BigIntegerField(null=True, blank=True, editable=False)
    asked_on = models.DateField(_("提出日期"), editable=False)
    before = models.PositiveIntegerField(_("原时长"), editable=False)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.ASKED, editable=False)
    decided_by = models.CharField(_("处理人"), max_length=150, blank=True, default="", editable=False)
    decision = models.CharField(_("处理意见"), max_length=200, blank=True, default="", editable=False)

    class Meta:
        verbose_name = _("时长更正")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.service}"

    @property
    def said_before(self) -> str:
        """What stood, in hours."""
        return wording.hours(self.before)

    @property
    def said_after(self) -> str:
        """What it should be, in hours."""
        return wording.hours(self.minutes)

    @property
    def organisation(self) -> Organisation:
        """Whose hours they are."""
        return self.service.organisation

    @property
    def on(self) -> date:
        """The day it would count on."""
        return self.service.on
