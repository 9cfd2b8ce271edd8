"""Metrics people define themselves: the same shape as the built-in ones, kept as rows."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kexie.core.gate import GuardedQuerySet
from kexie.core.records import Record
from kexie.network.organisations.models import Organisation

from .rules import Definition


class Metric(Record):
    """One version of one metric: from `starts_on` on it holds, until a version of the same name starts later."""

    class Aggregate(models.TextChoices):
        SUM = "sum", _("相加")
        PERSONS = "persons", _("不同的人数")
        SOURCES = "sources", _("记录条数")
        STOCK = "stock", _("存量（到某天为止）")
        RATIO = "ratio", _("两个指标相除")

    class Position(models.TextChoices):
        END = "end", _("期末")
        START = "start", _("期初")

    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("单位"), related_name="+")
    name = models.CharField(_("名称"), max_length=60)
    unit = models.CharField(_("计量单位"), max_length=10)
    chapter = models.CharField(_("归类"), max_length=30, default="综合")
    aggregate = models.CharField(_("怎么算"), max_length=10, choices=Aggregate, default=Aggregate.SUM)
    position = models.CharField(
        _("算到哪一天"), max_length=5, choices=Position, blank=True, default="",
        help_text=_("只用于存量和人数：期末，或期初（期间开始前一天）。"),
    )  # fmt: skip
    measures = models.JSONField(_("计量项"), default=list, blank=True)
    form = models.JSONField(_("形式"), default=list, blank=True)
    campaign = models.JSONField(_("主题活动"), default=list, blank=True)
    kind = models.JSONField(_("类别"), default=list, blank=True)
    team = models.JSONField(_("队伍"), default=list, blank=True)
    channel = models.JSONField(_("线上线下"), default=list, blank=True)
    evidence = models.JSONField(_("取得方式"), default=list, blank=True)
    team_has = models.CharField(_("队伍名称含"), max_length=30, blank=True, default="")
    numerator = models.CharField(_("分子"), max_length=60, blank=True, default="")
    denominator = models.CharField(_("分母"), max_length=60, blank=True, default="")
    description = models.CharField(_("说明"), max_length=300, blank=True, default="")
    starts_on = models.DateField(
        _("启用日期"), null=True, blank=True,
        help_text=_("口径有变时另存一版并填写：截至这天之前的期间仍按旧口径。"),
    )  # fmt: skip

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("自定义指标")
        ordering = ["name", "starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name", "starts_on"], nulls_distinct=False, name="metrics_metric_version_once",
                violation_error_message=_("这个名称在这一天已有一版，请改名称或启用日期。"),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def definition(self) -> Definition:
        """Return it as the figures read it."""
        lists = ("measures", "form", "campaign", "kind", "team", "channel", "evidence")
        plain = (
            "name", "unit", "chapter", "aggregate", "position", "team_has", "numerator", "denominator", "description",
            "starts_on",
        )  # fmt: skip
        return Definition(
            **{name: tuple(getattr(self, name)) for name in lists}, **{name: getattr(self, name) for name in plain}
        )
