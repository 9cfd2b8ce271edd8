"""Batches of spreadsheets: what was dropped in, what it was understood as, what became of every row."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from kexie.core.records import Record
from kexie.network.organisations.models import Organisation


def place(row: BatchFile, name: str) -> str:
    """Return an unguessable place for an uploaded file; its own name is kept in the row only."""
    return f"imports/{uuid.uuid4().hex}"


class Batch(Record):
    """One drop of files by one person for one association."""

    class State(models.TextChoices):
        READING = "reading", _("识别中")
        READY = "ready", _("待确认")
        APPLIED = "applied", _("已导入")
        UNDONE = "undone", _("已撤销")

    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("单位"), related_name="batches")
    title = models.CharField(_("文件"), max_length=200)
    year = models.PositiveSmallIntegerField(_("年份"))
    is_year_given = models.BooleanField(default=False)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.READING)
    by = models.CharField(_("导入人"), max_length=150)
    applied_at = models.DateTimeField(_("导入时间"), null=True, blank=True)
    counts = models.JSONField(_("结果"), default=dict, blank=True)

    class Meta:
        verbose_name = _("导入批次")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title


class BatchFile(Record):
    """One file of a batch. `problem` is the reason it could not be read at all.

    `is_named`: somebody chose this very file, and did not merely give the folder it lay in.
    """

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="files")
    name = models.CharField(_("文件名"), max_length=200)
    file = models.FileField(upload_to=place)
    digest = models.CharField(max_length=64, db_index=True)
    is_named = models.BooleanField(default=True, editable=False)
    problem = models.CharField(_("问题"), max_length=300, blank=True, default="")
    notes = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("导入文件")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def organisation(self) -> Organisation:
        """The batch's."""
        return self.batch.organisation


class BatchTable(Record):
    """One table of a file, as it was understood and as a person corrected it.

    `mapping`: [{"index", "letter", "header", "code", "confidence", "reason"}], code "" for a column that is kept but
    means nothing. `kind` is a loader's code, `register:new` with a `spec`, or "" while nothing fits.
    """

    file = models.ForeignKey(BatchFile, models.CASCADE, related_name="tables")
    position = models.PositiveIntegerField()
    sheet_name = models.CharField(_("工作表"), max_length=100)
    title = models.CharField(_("标题"), max_length=200, blank=True, default="")
    filer = models.CharField(_("填报单位"), max_length=120, blank=True, default="")
    year = models.PositiveSmallIntegerField(_("年份"))
    year_from = models.CharField(_("年份依据"), max_length=40, blank=True, default="")
    kind = models.CharField(_("识别为"), max_length=60, blank=True, default="")
    spec = models.JSONField(default=dict, blank=True)
    mapping = models.JSONField(_("栏目对应"), default=list, blank=True)
    is_included = models.BooleanField(_("导入这张表"), default=True)
    problem = models.CharField(_("问题"), max_length=300, blank=True, default="")
    rows = models.PositiveIntegerField(_("行数"), default=0)
    counts = models.JSONField(_("结果"), default=dict, blank=True)
    signature = models.CharField(max_length=32, blank=True, default="", db_index=True, editable=False)
    is_kind_chosen = models.BooleanField(default=False, editable=False)
    is_year_chosen = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("导入的表")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title or self.sheet_name

    @property
    def organisation(self) -> Organisation:
        """The batch's."""
        return self.file.batch.organisation


class Finding(models.Model):
    """Something about a table that a person should see: a doubt, a total that does not add up, a refused row."""

    class Weight(models.TextChoices):
        REFUSED = "refused", _("未导入")
        TOTAL = "total_row", _("合计不符")
        DOUBT = "doubt", _("存疑")
        NOTE = "note", _("说明")

    table = models.ForeignKey(BatchTable, models.CASCADE, related_name="findings")
    weight = models.CharField(_("轻重"), max_length=10, choices=Weight)
    row = models.PositiveIntegerField(_("行号"), null=True)
    column = models.CharField(_("栏目"), max_length=80, blank=True, default="")
    text = models.CharField(_("原文"), max_length=200, blank=True, default="")
    reason = models.CharField(_("原因"), max_length=400)

    class Meta:
        verbose_name = _("疑点")
        ordering = ["table_id", "row", "pk"]
        indexes = [models.Index(fields=["table", "weight"], name="imports_finding_weight")]

    def __str__(self) -> str:
        return self.reason


class Change(models.Model):
    """What became of one row of an applied table; enough to take it back."""

    table = models.ForeignKey(BatchTable, models.CASCADE, related_name="changes")
    row = models.PositiveIntegerField(_("行号"))
    did = models.CharField(_("结果"), max_length=10)
    record_id = models.BigIntegerField(null=True)
    before = models.JSONField(default=dict, blank=True)
    reason = models.CharField(max_length=400, blank=True, default="")

    class Meta:
        verbose_name = _("导入明细")
        ordering = ["pk"]
        indexes = [models.Index(fields=["table", "did"], name="imports_change_did")]

    def __str__(self) -> str:
        return f"{self.row} {self.did}"


class RememberedHeader(Record):
    """A header word a person mapped by hand: the next sheet of the kind gets it right."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="remembered_headers")
    kind = models.CharField(max_length=60)
    header = models.CharField(_("表头"), max_length=80)
    code = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        verbose_name = _("记住的表头")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "header"], name="imports_rememberedheader_once")
        ]

    def __str__(self) -> str:
        return self.header
