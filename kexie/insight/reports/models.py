"""Annual summaries: the templates they start from, their sections, and the versions that were signed."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from kexie.core.files.models import StoredFile
from kexie.core.gate import GuardedQuerySet
from kexie.core.records import Record
from kexie.network.organisations.models import Organisation


class Kind(models.TextChoices):
    """What a report is for."""

    ANNUAL = "annual", _("年度工作总结")
    SELF_CHECK = "self_check", _("目标任务自查报告")


class ReportTemplate(Record):
    """An association's own copy of a template; it serves every body below that has none of its own.

    `text` is written as `rules.split` reads it, its prose in the language of core.documents.template.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("单位"), related_name="+")
    kind = models.CharField(_("用于"), max_length=10, choices=Kind, default=Kind.ANNUAL)
    text = models.TextField(_("模板"))

    class Meta:
        verbose_name = _("总结模板")
        ordering = ["organisation__path"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind"], name="reports_reporttemplate_once",
                violation_error_message=_("这个单位已经有自己的模板，请直接修改它。"),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.organisation}{self.get_kind_display()}模板"


class Report(Record):
    """One organisation's summary of one year: a draft whose figures are alive until a checker signs it."""

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        SIGNED = "signed", _("已签发")

    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("单位"), related_name="reports")
    kind = models.CharField(_("类别"), max_length=10, choices=Kind, default=Kind.ANNUAL, editable=False)
    year = models.PositiveSmallIntegerField(_("年度"), validators=[MinValueValidator(1949), MaxValueValidator(2200)])
    title = models.CharField(_("标题"), max_length=120)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.DRAFT)
    reason = models.CharField(_("更正原因"), max_length=200, blank=True, default="")  # of the correction being written

    class Meta:
        verbose_name = _("年度总结")
        ordering = ["-year", "organisation__path"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "year"], name="reports_report_once",
                violation_error_message=_("这个单位这一年的总结已经建好了。"),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def is_draft(self) -> bool:
        """Test whether it may still be written."""
        return self.state == self.State.DRAFT


class Section(Record):
    """One section of a report: `source` is what the template said last, `text` what stands, with slots for figures."""

    report = models.ForeignKey(Report, models.CASCADE, verbose_name=_("总结"), related_name="sections")
    place = models.PositiveSmallIntegerField(_("次序"))
    origin = models.CharField(_("模板中的小节"), max_length=120, blank=True, default="")  # "" for a person's own
    level = models.PositiveSmallIntegerField(_("层级"), validators=[MaxValueValidator(4)])
    heading = models.CharField(_("小标题"), max_length=120)
    source = models.TextField(_("模板文字"), blank=True, default="")
    text = models.TextField(_("正文"), blank=True, default="")
    note = models.TextField(_("写作提示"), blank=True, default="")
    is_carried = models.BooleanField(_("逐年沿用"), default=False)
    is_hidden = models.BooleanField(_("不写这一节"), default=False)

    class Meta:
        verbose_name = _("总结小节")
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "origin"], condition=~models.Q(origin=""), name="reports_section_origin_once"
            )
        ]

    def __str__(self) -> str:
        return self.heading

    @property
    def organisation(self) -> Organisation:
        """The report's."""
        return self.report.organisation

    @property
    def is_edited(self) -> bool:
        """Test whether a person changed what the template says."""
        return self.text != self.source


class ReportVersion(Record):
    """What was signed, as it was signed: never changed or deleted; the database refuses both.

    `document` is the tree of core.documents, `figures` what each figure said (`queries.figures.Line`), `file` the
    Word file with its SHA-256.
    """

    report = models.ForeignKey(Report, models.PROTECT, verbose_name=_("总结"), related_name="versions")
    number = models.PositiveSmallIntegerField(_("版次"))
    title = models.CharField(_("标题"), max_length=120)
    document = models.JSONField(_("文件内容"))
    figures = models.JSONField(_("数字"))
    file = models.ForeignKey(StoredFile, models.PROTECT, verbose_name=_("Word 文件"), related_name="+")
    signed_at = models.DateTimeField(_("签发时间"))
    signed_by = models.CharField(_("签发人"), max_length=150)
    reason = models.CharField(_("更正原因"), max_length=200, blank=True, default="")

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("签发的版本")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="reports_reportversion_once")]

    def __str__(self) -> str:
        return f"{self.title}（第{self.number}版）"

    @property
    def organisation(self) -> Organisation:
        """The report's."""
        return self.report.organisation
