"""Long work: what it is, how far it is, how it ended."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kexie.core.files.models import StoredFile
from kexie.core.records import Record


class Job(Record):
    """One piece of work that runs behind the pages.

    Organisation and starter are kept by key: both live on an upper floor. How far a running job is stands in a file
    beside its lock (see `progress`), so that nothing waits for the job's own transaction.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("排队中")
        RUNNING = "running", _("进行中")
        DONE = "done", _("已完成")
        FAILED = "failed", _("没有完成")
        CANCELLED = "cancelled", _("已取消")

    title = models.CharField(_("任务"), max_length=200)
    function = models.CharField(max_length=200, editable=False)
    arguments = models.JSONField(default=dict, blank=True, editable=False)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.WAITING, db_index=True)
    done = models.PositiveIntegerField(_("已做"), default=0)
    total = models.PositiveIntegerField(_("共"), default=0)
    message = models.CharField(_("进展"), max_length=500, blank=True, default="")
    error = models.CharField(_("没有完成的原因"), max_length=500, blank=True, default="")
    result_url = models.CharField(max_length=300, blank=True, default="")
    result_file = models.ForeignKey(
        StoredFile, models.SET_NULL, null=True, blank=True, related_name="jobs", verbose_name=_("结果文件")
    )
    organisation_key = models.BigIntegerField(db_index=True)
    path = models.CharField(max_length=60, blank=True, default="", editable=False)  # for the trail, as of the day
    owner_key = models.BigIntegerField(null=True, blank=True, db_index=True)  # None: the platform itself
    owner_name = models.CharField(_("发起人"), max_length=150, blank=True, default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    task_id = models.CharField(max_length=40, blank=True, default="", editable=False)
    started_at = models.DateTimeField(_("开始时间"), null=True, blank=True)
    finished_at = models.DateTimeField(_("结束时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("后台任务")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        """Test whether nothing more will happen."""
        return self.state in (self.State.DONE, self.State.FAILED, self.State.CANCELLED)
