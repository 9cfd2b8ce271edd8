"""Campaigns, the activities held in them and on their own, and who held them together."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kexie.core.files.models import StoredFile
from kexie.core.loading import Keyed
from kexie.core.records import Record
from kexie.network.organisations.models import Division, Organisation
from kexie.office.ledger.models import Evidence

from . import rules
from .querysets import ActivityQuerySet, CampaignQuerySet

AGES = [MaxValueValidator(120)]


def public_id() -> str:
    """Return an address nobody can guess: 96 random bits."""
    return secrets.token_urlsafe(12)


class Brand(Record):
    """Something a body has made its own and holds year after year (一市一品): 科普大集市."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("所属单位"), related_name="brands")
    name = models.CharField(_("品牌名称"), max_length=60)
    since = models.PositiveSmallIntegerField(
        _("始于哪一年"), null=True, blank=True, validators=[MinValueValidator(1949), MaxValueValidator(2200)]
    )
    introduction = models.TextField(_("介绍"), blank=True, default="")

    class Meta:
        verbose_name = _("活动品牌")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"], name="activities_brand_once",
                violation_error_message=_("这个单位已有同名的品牌。"),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Campaign(Record):
    """One year's edition of a series: 2013 年科技活动周. It serves the organisation it stands at and all below."""

    public_id = models.CharField(_("公开编号"), max_length=16, editable=False, unique=True, default=public_id)
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("组织单位"), related_name="campaigns")
    series = models.CharField(_("系列"), max_length=60)
    year = models.PositiveSmallIntegerField(_("年份"), validators=[MinValueValidator(1949), MaxValueValidator(2200)])
    theme = models.CharField(_("主题"), max_length=120, blank=True, default="")
    starts_on = models.DateField(_("开始日期"), null=True, blank=True)
    ends_on = models.DateField(_("结束日期"), null=True, blank=True)
    introduction = models.TextField(_("介绍"), blank=True, default="", help_text=_("给公众看的话。"))
    note = models.TextField(_("备注"), blank=True, default="")

    objects = CampaignQuerySet.as_manager()
    named_by = ("year", "series")

    class Meta:
        verbose_name = _("主题活动")
        ordering = ["-year", "series"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "series", "year"], name="activities_campaign_once",
                violation_error_message=_("这个系列在这一年已经登记过了。"),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="activities_campaign_ends_after_start", violation_error_message=_("结束日期不能早于开始日期。"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.year}年{self.series}"


class Activity(Keyed):
    """Something that was held, or is to be: who, when, where, in what form, and what came of it.

    Days are days in Asia/Shanghai; an activity counts on the day it starts, also when it runs past midnight or into
    the next month. Numbers that nobody wrote down are empty, not 0. Sign-up and check-in will hang on it.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("计划中")
        SUBMITTED = "submitted", _("待审批")
        APPROVED = "approved", _("已批准")
        PUBLISHED = "published", _("已发布")
        RUNNING = "running", _("进行中")
        COMPLETED = "completed", _("已完成")
        CANCELLED = "cancelled", _("已取消")

    class Channel(models.TextChoices):
        ONSITE = "onsite", _("线下")
        ONLINE = "online", _("线上")
        BOTH = "both", _("线上线下同步")

    class Sharing(models.TextChoices):
        # The ledger's rules of sharing, see kexie.office.ledger.services.shares.
        EACH = "each", _("各计全数，上级只计一次")
        LEAD = "lead", _("只计牵头单位")
        SPLIT = "split", _("平均分摊")

    class PeopleFrom(models.TextChoices):
        TYPED = "typed", _("办完以后填写")
        DOOR = "door", _("来自签到")

    public_id = models.CharField(_("公开编号"), max_length=16, editable=False, unique=True, default=public_id)
    key = models.CharField(
        max_length=32, editable=False, unique=True,
        error_messages={
            "unique": _("这一天在这个地点已经记过同名同形式的活动。如果是另一场，请在名称里写明，如加上“（第二场）”。")
        },
    )  # fmt: skip
    # The indexes of foreign keys are those of Meta: each begins with one.
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("牵头单位"), related_name="activities", db_index=False
    )
    name = models.CharField(_("活动名称"), max_length=120)
    campaign = models.ForeignKey(
        Campaign,
        models.PROTECT,
        verbose_name=_("主题活动"),
        null=True,
        blank=True,
        related_name="activities",
        db_index=False,
    )
    form = models.CharField(_("活动形式"), max_length=40)
    channel = models.CharField(_("线上线下"), max_length=10, choices=Channel, blank=True, default="")
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("结束日期"), null=True, blank=True, help_text=_("当天结束的不用填。"))
    starts_time = models.TimeField(_("开始时间"), null=True, blank=True)
    ends_time = models.TimeField(_("结束时间"), null=True, blank=True)
    place = models.CharField(_("地点"), max_length=120, blank=True, default="")
    division = models.ForeignKey(
        Division,
        models.PROTECT,
        verbose_name=_("地点所在区划"),
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    host_text = models.CharField(
        _("其他主办、协办单位"), max_length=200, blank=True, default="", help_text=_("不在组织名录里的单位写在这里。")
    )
    team = models.CharField(_("队伍"), max_length=60, blank=True, default="")
    sharing = models.CharField(_("合办怎样计数"), max_length=10, choices=Sharing, default=Sharing.EACH)
    introduction = models.TextField(_("活动介绍"), blank=True, default="", help_text=_("给公众看的话。"))
    contact = models.CharField(
        _("联系方式"),
        max_length=120,
        blank=True,
        default="",
        help_text=_("向公众公布的联系人和电话。"),
    )
    age_from = models.PositiveSmallIntegerField(_("适合年龄（从）"), null=True, blank=True, validators=AGES)
    age_to = models.PositiveSmallIntegerField(_("适合年龄（到）"), null=True, blank=True, validators=AGES)
    is_outdoor = models.BooleanField(_("在户外举办"), default=False)
    safety_plan = models.TextField(
        _("安全预案"),
        blank=True,
        default="",
        help_text=_("面向未成年人或在户外的必须写：谁负责、怎样疏散、就近医院。"),
    )
    risk_notice = models.TextField(_("风险提示"), blank=True, default="", help_text=_("报名前给参加者看的话。"))
    insurance = models.CharField(_("保险"), max_length=200, blank=True, default="")
    resources = models.TextField(_("需要的人和物"), blank=True, default="")
    brand = models.ForeignKey(
        Brand, models.PROTECT, verbose_name=_("品牌"), null=True, blank=True, related_name="activities"
    )
    published_at = models.DateTimeField(_("发布时间"), null=True, blank=True, editable=False)
    people_from = models.CharField(_("人次从哪里来"), max_length=10, choices=PeopleFrom, default=PeopleFrom.TYPED)
    sessions = models.PositiveIntegerField(_("场次"), default=1, help_text=_("一条记录代表几场活动时填写。"))
    participations = models.PositiveIntegerField(_("参加人次"), null=True, blank=True)
    volunteers = models.PositiveIntegerField(_("参加志愿者人次"), null=True, blank=True)
    leaflets = models.PositiveIntegerField(_("发放资料"), null=True, blank=True)
    panels = models.PositiveIntegerField(_("展板"), null=True, blank=True)
    screenings = models.PositiveIntegerField(_("放映场次"), null=True, blank=True)
    units = models.PositiveIntegerField(_("参与单位"), null=True, blank=True)
    papers = models.PositiveIntegerField(_("论文"), null=True, blank=True)
    class_hours = models.PositiveIntegerField(_("课时"), null=True, blank=True)
    more_results = models.JSONField(_("其他结果"), default=dict, blank=True)  # {"获奖": 12}, whole numbers that count
    is_led = models.BooleanField(_("本级牵头"), default=False)
    is_excellent = models.BooleanField(_("优秀活动"), default=False)
    evidence = models.CharField(_("取得方式"), max_length=10, choices=Evidence, default=Evidence.COUNTED)
    estimated = models.JSONField(_("估计的数"), default=list, blank=True)  # names of results
    kept = models.JSONField(_("表格里的其他栏"), default=dict, blank=True)  # {"header": "text"}: kept, not counted
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.PLANNED)
    note = models.TextField(_("备注"), blank=True, default="")

    objects = ActivityQuerySet.as_manager()
    named_by = ("name",)

    class Meta:
        verbose_name = _("活动")
        ordering = ["-starts_on", "-pk"]
        # Each holds all that the common filters ask for, so that counting and paging never visit the rows themselves;
        # the last all that a search for words asks for (docs/decisions/0010). The one by state finds what is overdue.
        indexes = [
            models.Index(
                fields=["starts_on", "id", "organisation", "form", "campaign", "state"], name="activities_by_day"
            ),
            models.Index(
                fields=["organisation", "starts_on", "id", "form", "campaign", "state"],
                name="activities_by_organisation",
            ),
            models.Index(fields=["form", "starts_on", "id", "organisation", "state"], name="activities_by_form"),
            models.Index(
                fields=["campaign", "starts_on", "id", "organisation", "state"], name="activities_by_campaign"
            ),
            models.Index(fields=["state", "ends_on", "organisation"], name="activities_by_state"),
            models.Index(fields=["starts_on", "id", "organisation", "name", "place"], name="activities_by_words"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="activities_activity_ends_after_start", violation_error_message=_("结束日期不能早于开始日期。"),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> Iterable[object]:
        """Return what makes two rows the same activity: who, what, when, where, in what form."""
        return (self.organisation_id, self.host_text, self.name, self.starts_on, self.place, self.form)

    def clean(self) -> None:
        """Refuse an end before the beginning on one day or of ages, and forget estimates of what is no result."""
        super().clean()
        one_day = self.ends_on is None or self.ends_on == self.starts_on
        if one_day and self.starts_time and self.ends_time and self.ends_time <= self.starts_time:
            raise ValidationError({"ends_time": _("结束时间早于开始时间。过了半夜才结束的，请把结束日期填成第二天。")})
        if self.age_from is not None and self.age_to is not None and self.age_to < self.age_from:
            raise ValidationError({"age_to": _("年龄上限不能小于下限。")})
        self.estimated = [name for name in self.estimated if name in rules.RESULTS or name in self.more_results]


class Session(Record):
    """One session of an activity (场次): when and where it takes place, and how many seats the room has."""

    class State(models.TextChoices):
        PLANNED = "planned", _("计划中")
        HELD = "held", _("已举办")
        CANCELLED = "cancelled", _("已取消")

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="timetable")
    number = models.PositiveIntegerField(_("第几场"))
    name = models.CharField(_("场次名称"), max_length=60, blank=True, default="")
    starts_at = models.DateTimeField(_("开始"), db_index=True)
    ends_at = models.DateTimeField(_("结束"))
    place = models.CharField(_("地点"), max_length=120, blank=True, default="", help_text=_("与活动地点相同的不用填。"))
    online_url = models.URLField(_("线上地址"), blank=True, default="")
    capacity = models.PositiveIntegerField(_("座位数"), null=True, blank=True, help_text=_("不限的不用填。"))
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.PLANNED)

    class Meta:
        verbose_name = _("场次")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "number"], name="activities_session_number_once",
                violation_error_message=_("这个活动已有这一场。"),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="activities_session_ends_after_start",
                violation_error_message=_("结束时间必须晚于开始时间。"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name or gettext("第 %d 场") % self.number

    @property
    def organisation(self) -> Organisation:
        """The leading body of its activity."""
        return self.activity.organisation


class Party(Record):
    """A body that held an activity together with its lead."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("合办单位"), related_name="+")

    class Meta:
        verbose_name = _("合办单位")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "organisation"], name="activities_party_once",
                violation_error_message=_("这个单位已在合办单位里。"),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.organisation}"


class Photo(Record):
    """A photo of an activity, kept without place, time and camera."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="photos")
    file = models.OneToOneField(StoredFile, models.PROTECT, verbose_name=_("文件"), related_name="+")

    class Meta:
        verbose_name = _("照片")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.file}"

    @property
    def organisation(self) -> Organisation:
        """The leading body of its activity."""
        return self.activity.organisation
