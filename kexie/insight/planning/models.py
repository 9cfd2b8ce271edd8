"""Annual plans: phases, targets bound to metrics, bodies to measure oneself by, and how many people live where."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from kexie.core.loading import Keyed
from kexie.core.records import Record
from kexie.network.organisations.models import Organisation
from kexie.office.ledger.models import Evidence

from .rules import progress

PHASES = (_("发动部署"), _("落实达标"), _("总结验收"))


class Plan(Record):
    """What one body means to bring about in one year, in three phases."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("单位"), related_name="plans")
    year = models.PositiveSmallIntegerField(_("年度"), validators=[MinValueValidator(1990), MaxValueValidator(2200)])
    title = models.CharField(
        _("名称"), max_length=120, blank=True, default="", help_text=_("不填就叫“某某科协某年计划”。"),
    )  # fmt: skip
    aim = models.TextField(_("总体要求"), blank=True, default="")
    launch_until = models.DateField(_("发动部署到"))
    reach_until = models.DateField(_("落实达标到"))
    review_until = models.DateField(_("总结验收到"))
    reminded_on = models.DateField(null=True, blank=True, editable=False)

    named_by: ClassVar = ("title",)

    class Meta:
        verbose_name = _("年度计划")
        ordering = ["-year", "organisation__path"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "year"], name="planning_plan_once",
                violation_error_message=_("这个单位这一年的计划已经有了，请直接修改它。"),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @classmethod
    def of_year(cls, organisation: Organisation, year: int) -> Plan:
        """Return a new plan with the usual phases, not yet stored."""
        ends = {
            "launch_until": date(year, 3, 31),
            "reach_until": date(year, 11, 30),
            "review_until": date(year, 12, 31),
        }
        return cls(organisation=organisation, year=year, **ends)

    def clean(self) -> None:
        """Name it, and keep the phases in order."""
        super().clean()
        if not self.title and self.organisation_id and self.year:
            self.title = f"{self.organisation}{self.year}年计划"
        if not self.year or None in self.ends:
            return  # said at the field
        if not self.launch_until < self.reach_until < self.review_until:
            raise ValidationError(_("三个阶段的截止日期要一个比一个晚。"))
        last = date(self.year + 1, 3, 31)  # what is accepted after new year still belongs to the year
        if not date(self.year, 1, 1) <= self.launch_until or self.review_until > last:
            facts = {"year": self.year, "next": self.year + 1}
            raise ValidationError(_("阶段要在 %(year)d 年里，总结验收最晚到 %(next)d 年 3 月底。") % facts)

    @property
    def ends(self) -> list[date]:
        """The last day of each phase."""
        return [self.launch_until, self.reach_until, self.review_until]


class Target(Keyed):
    """What one metric is to come to by the end of a plan's year, and who answers for it."""

    class Direction(models.TextChoices):
        UP = progress.UP, _("不少于")
        DOWN = progress.DOWN, _("不多于")

    class Basis(models.TextChoices):
        LAST_YEAR = "last_year", _("上年实绩")
        THREE_YEARS = "three_years", _("前三年的中间数")
        TYPED = "typed", _("自己填")

    plan = models.ForeignKey(Plan, models.CASCADE, verbose_name=_("年度计划"), related_name="targets")
    metric = models.CharField(_("指标"), max_length=60)
    direction = models.CharField(_("要求"), max_length=4, choices=Direction, default=Direction.UP)
    goal = models.DecimalField(_("目标值"), max_digits=16, decimal_places=2, validators=[MinValueValidator(0)])
    owner = models.CharField(_("责任人"), max_length=60, blank=True, default="")
    basis = models.CharField(_("基数"), max_length=12, choices=Basis, default=Basis.LAST_YEAR)
    baseline = models.DecimalField(_("自填基数"), max_digits=16, decimal_places=2, null=True, blank=True)
    note = models.CharField(_("说明"), max_length=300, blank=True, default="")

    class Meta:
        verbose_name = _("目标")
        ordering = ["plan", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "metric"], name="planning_target_once",
                violation_error_message=_("这份计划里已经有这个指标的目标，请直接修改它。"),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.metric

    def natural_key(self) -> Iterable[object]:
        """Whose plan of which year, and which metric."""
        return (self.plan.organisation_id, self.plan.year, self.metric)

    def clean(self) -> None:
        """Ask for the baseline that is typed."""
        super().clean()
        if self.basis == self.Basis.TYPED and self.baseline is None:
            raise ValidationError({"baseline": _("选了“自己填”，请填写基数。")})
        if self.goal == 0 and self.direction == self.Direction.UP:
            raise ValidationError({"goal": _("“不少于 0”什么也不用做就达成。请填大于 0 的数，或把要求改成“不多于”。")})

    @property
    def organisation(self) -> Organisation:
        """The plan's."""
        return self.plan.organisation


class Population(Keyed):
    """How many people live where a body stands, in one year, and where that was read."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, verbose_name=_("单位"), related_name="populations")
    year = models.PositiveSmallIntegerField(_("年份"), validators=[MinValueValidator(1949), MaxValueValidator(2200)])
    people = models.PositiveIntegerField(_("常住人口（人）"), validators=[MinValueValidator(1)])
    source = models.CharField(_("资料来源"), max_length=200, help_text=_("例如“第七次人口普查公报”“统计年鉴”。"))

    class Meta:
        verbose_name = _("常住人口")
        ordering = ["organisation__path", "-year"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "year"], name="planning_population_once",
                violation_error_message=_("这个单位这一年的人口已经登记过，请直接修改它。"),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.organisation}{self.year}"

    def natural_key(self) -> Iterable[object]:
        """Where, and in which year."""
        return (self.organisation_id, self.year)


class Peer(Record):
    """A body one measures oneself by: one of the platform, or one outside whose figures are typed with their source."""

    plan = models.ForeignKey(Plan, models.CASCADE, verbose_name=_("年度计划"), related_name="peers")
    body = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("平台内的单位"), null=True, blank=True, related_name="+",
        help_text=_("选您看得到的单位，数字由台账来；看不到的填下面的名称。"),
    )  # fmt: skip
    name = models.CharField(_("平台外的单位"), max_length=60, blank=True, default="")
    population = models.PositiveIntegerField(
        _("常住人口（人）"), null=True, blank=True, validators=[MinValueValidator(1)],
        help_text=_("平台内的单位登记过人口的不用填，以登记的为准。"),
    )  # fmt: skip
    population_source = models.CharField(
        _("人口的年份和出处"), max_length=200, blank=True, default="", help_text=_("例如“2024 年末，统计公报”。"),
    )  # fmt: skip
    why = models.CharField(_("为什么选它"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("对标单位")
        ordering = ["plan", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "body", "name"], name="planning_peer_once", nulls_distinct=False,
                violation_error_message=_("已经选过这个单位。"),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.body) if self.body_id else self.name

    def clean(self) -> None:
        """Ask for one body, inside or outside, and not for oneself."""
        super().clean()
        if bool(self.body_id) == bool(self.name):
            raise ValidationError(_("请选一个平台内的单位，或填一个平台外的单位，两样只要一样。"))
        if self.body_id and self.plan_id and self.body_id == self.plan.organisation_id:
            raise ValidationError({"body": _("不能和自己对标。")})
        if self.population and not self.population_source:
            raise ValidationError({"population_source": _("填了人口，请写明是哪一年的、从哪里来。")})

    @property
    def organisation(self) -> Organisation:
        """The plan's."""
        return self.plan.organisation


class PeerFigure(Record):
    """A figure of a body outside the platform, with where it was read and until when it counts."""

    peer = models.ForeignKey(Peer, models.CASCADE, verbose_name=_("对标单位"), related_name="figures")
    metric = models.CharField(_("指标"), max_length=60)
    value = models.DecimalField(_("数值"), max_digits=16, decimal_places=2)
    until = models.DateField(_("统计到"))
    evidence = models.CharField(_("取得方式"), max_length=10, choices=Evidence, default=Evidence.REPORTED)
    source = models.CharField(_("资料来源"), max_length=200)

    class Meta:
        verbose_name = _("对标数据")
        ordering = ["peer", "metric"]
        constraints = [
            models.UniqueConstraint(
                fields=["peer", "metric"], name="planning_peerfigure_once",
                violation_error_message=_("这个单位的这个指标已经填过，请直接修改它。"),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.peer} {self.metric}"

    @property
    def organisation(self) -> Organisation:
        """The plan's."""
        return self.peer.plan.organisation
