"""Things to put right or to bring about (督办事项): whose they are, by when, what shows that they are done."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kexie.core.files.models import StoredFile
from kexie.core.records import Record
from kexie.network.access.models import User
from kexie.network.organisations.models import Organisation


class Task(Record):
    """One thing that a body has to do by a day, where it came from, and how far it is.

    `source_kind` and `source_id` name the record it came from as the ledger names sources: the label of the model and
    the key; both are empty for what was assigned by hand.
    """

    class Kind(models.TextChoices):
        RECTIFICATION = "rectification", _("整改")
        IMPROVEMENT = "improvement", _("改进")
        PLAN = "plan", _("计划任务")
        CASE = "case", _("诉求")

    class State(models.TextChoices):
        OPEN = "open", _("待办")
        REPORTED = "reported", _("待复核")
        CLOSED = "closed", _("已销号")
        DROPPED = "dropped", _("已撤销")

    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("承办单位"), related_name="tasks")
    title = models.CharField(_("事项"), max_length=120)
    detail = models.TextField(_("具体要求"), blank=True, default="")
    kind = models.CharField(_("类别"), max_length=20, choices=Kind, default=Kind.RECTIFICATION)
    source_kind = models.CharField(max_length=60, blank=True, default="", editable=False)
    source_id = models.BigIntegerField(null=True, blank=True, editable=False)
    owner = models.CharField(_("责任人"), max_length=60, blank=True, default="")
    user = models.ForeignKey(
        User, models.PROTECT, verbose_name=_("责任人的账号"), null=True, blank=True, related_name="+",
        help_text=_("填了以后，这件事会出现在他的首页上。"),
    )  # fmt: skip
    due_on = models.DateField(_("期限"))
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.OPEN)
    is_done = models.BooleanField(_("已了结"), default=False, editable=False)
    outcome = models.TextField(_("完成情况"), blank=True, default="", editable=False)
    reported_on = models.DateField(_("上报日期"), null=True, blank=True, editable=False)
    reported_by = models.CharField(_("上报人"), max_length=150, blank=True, default="", editable=False)
    reported_by_key = models.BigIntegerField(null=True, blank=True, editable=False)
    verdict = models.CharField(_("复核意见"), max_length=300, blank=True, default="", editable=False)
    closed_on = models.DateField(_("了结日期"), null=True, blank=True, editable=False)
    warned_on = models.DateField(_("到期前提醒"), null=True, blank=True, editable=False)
    chased_on = models.DateField(_("超期提醒"), null=True, blank=True, editable=False)

    named_by: ClassVar = ("title",)

    class Meta:
        verbose_name = _("督办事项")
        ordering = ["is_done", "due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source_kind", "source_id", "organisation", "title"], name="tasks_task_once",
                violation_error_message=_("这件事已经交办过了。"),
            )
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["is_done", "due_on"], name="tasks_task_standing"),
            models.Index(fields=["source_kind", "source_id"], name="tasks_task_source"),
        ]

    def __str__(self) -> str:
        return self.title


class Proof(Record):
    """One file that shows what was done about a task (佐证材料)."""

    task = models.ForeignKey(Task, models.CASCADE, verbose_name=_("督办事项"), related_name="proofs")
    file = models.OneToOneField(StoredFile, models.PROTECT, verbose_name=_("文件"), related_name="+")

    class Meta:
        verbose_name = _("佐证材料")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.file.name

    @property
    def organisation(self) -> Organisation:
        """The task's."""
        return self.task.organisation
