"""Rules by version, rounds of assessing, and what was said of each body: all dated, none rewritten."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from kexie.core.items import ItemsField
from kexie.core.records import Record
from kexie.network.organisations.models import Organisation

from . import rules


class Band(models.TextChoices):
    """All that is said of a body's vitality; there is no mark and no rank."""

    ACTIVE = rules.ACTIVE, _("活跃")
    STEADY = rules.STEADY, _("平稳")
    WEAKENING = rules.WEAKENING, _("转弱")
    DORMANT = rules.DORMANT, _("休眠")
    NEW = rules.NEW, _("新登记，暂不评")


class Cause(models.TextChoices):
    """Why a body needs looking after."""

    NEVER = rules.NEVER, _("登记满一年从无活动")
    SILENT = rules.SILENT, _("满一年没有活动")
    OVERDUE = rules.OVERDUE, _("比自己的节奏久没有活动")
    POST_VACANT = rules.POST_VACANT, _("岗位空缺")
    TERM_OVER = rules.TERM_OVER, _("届满未换届")
    FALLING = rules.FALLING, _("比上一年明显减少")
    NO_ANSWER = rules.NO_ANSWER, _("通知没有回音")
    ONE_KIND = rules.ONE_KIND, _("只有一种工作")


class Doubt(models.TextChoices):
    """Habits of recording that a human should look at."""

    CROWDED = rules.CROWDED, _("同一天记了很多条")
    COPIED = rules.COPIED, _("同样的记录反复出现")
    LATE = rules.LATE, _("很久以后几个月一次补记")
    INFLATED = rules.INFLATED, _("场均人次比上年猛增")


class Evidence(models.TextChoices):
    """Kinds of evidence, as people call them."""

    GATHERINGS = "gatherings", _("举办活动")
    PUBLIC = "public", _("群众参与")
    VOLUNTEERING = "volunteering", _("志愿服务")
    VISITS = "visits", _("联系走访")
    MEMBERS = "members", _("发展会员")
    RELAYS = "relays", _("转达通知")
    PROJECTS = "projects", _("项目和台账")
    POSTS = "posts", _("岗位有人")
    TERM = "term", _("届期有效")
    SITES = "sites", _("阵地和队伍")


def default_parameters() -> dict[str, int]:
    """Return the numbers a first version starts from."""
    return rules.Parameters().stored()


class RuleVersion(Record):
    """The numbers the rules use from a day on. What was assessed under an earlier version stays as it was."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("单位"), related_name="+")
    starts_on = models.DateField(_("自哪天起"))
    parameters = models.JSONField(_("规则里的数"), default=default_parameters)
    note = models.CharField(_("为什么改"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("活力规则")
        ordering = ["-starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "starts_on"], name="assessment_rule_once",
                violation_error_message=_("这一天起的规则已经有了，请改用另一天。"),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(_("自 %s 起的规则") % self.starts_on)

    @property
    def numbers(self) -> rules.Parameters:
        """The numbers as the rules take them."""
        return rules.Parameters.of(self.parameters)

    def clean(self) -> None:
        """Refuse numbers that cannot stand, and a rule under which volume alone would pay."""
        super().clean()
        why = rules.why_not(self.numbers)
        if why == "volume":
            say = _("按这些数，只把一种工作做多就能加 %.1f 分；请把“做过就得”的比例调高，使它低于 5 分。")
            raise ValidationError(say % self.numbers.most_by_volume)
        if why:
            least, most = rules.RANGES[why]
            raise ValidationError(_("有一项要在 %(least)d 到 %(most)d 之间。") % {"least": least, "most": most})


class Round(Record):
    """One assessing of all bodies under an association, as the ledger was known then. Only grows."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("单位"), related_name="+")
    on = models.DateField(_("截至日期"))
    rule = models.ForeignKey(RuleVersion, models.PROTECT, verbose_name=_("规则"), related_name="rounds")
    made_at = models.DateTimeField(_("评估时间"))
    made_by = models.CharField(_("办理人"), max_length=150)
    bodies = models.PositiveIntegerField(_("组织数"))
    groups = models.JSONField(_("同类组织"), default=list)

    class Meta:
        verbose_name = _("活力评估")
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return str(_("截至 %s 的活力评估") % self.on)


class Assessment(Record):
    """What one round says of one body. Only grows: a correction of the ledger shows in a later round.

    `evidence` keeps by kind: tenths of points, months of the year as bits (of what stands: how much), the last day (of
    what is gone: since when), empty where unknown. Points are kept to be compared with the body's own later ones and
    with the middle of its group; no page lists bodies by them.
    """

    round = models.ForeignKey(Round, models.PROTECT, verbose_name=_("评估"), related_name="assessments")
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("组织"), related_name="assessments")
    on = models.DateField(_("截至日期"))
    band = models.CharField(_("活力"), max_length=10, choices=Band)
    other = models.CharField(_("也可能是"), max_length=10, choices=Band, blank=True, default="")
    sure = models.PositiveSmallIntegerField(_("把握"))
    is_short = models.BooleanField(_("资料少"), default=False)
    points = models.PositiveIntegerField(_("证据"), help_text=_("十分之一分"))
    low = models.PositiveIntegerField(_("估计下限"), default=0)
    high = models.PositiveIntegerField(_("估计上限"), default=0)
    middle = models.PositiveIntegerField(_("同类中间"), default=0)
    group = models.PositiveSmallIntegerField(_("同类组织"), default=0)
    last_on = models.DateField(_("最近一次活动"), null=True, blank=True)
    dormant_on = models.DateField(_("满一年无活动之日"), null=True, blank=True)
    chance = models.PositiveSmallIntegerField(_("到那天仍无活动的可能"), null=True, blank=True)
    causes = ItemsField(_("原因"), max_length=120)
    doubts = ItemsField(_("请核对"), max_length=80)
    evidence = models.JSONField(_("各类证据"), default=dict)

    class Meta:
        verbose_name = _("活力")
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "organisation"], name="assessment_assessment_once"),
        ]
        indexes = [models.Index(fields=["round", "band"], name="assessment_round_band")]

    def __str__(self) -> str:
        return f"{self.organisation} {self.on} {self.get_band_display()}"
