"""The trail: who did what to which row, chained so that a changed or missing line shows."""

from __future__ import annotations

from django.db import models

from kexie.core.gate import GuardedQuerySet


class TrailEntry(models.Model):
    """One act or one refusal. Never changed, never deleted: the database refuses both.

    `digest` covers this line and the digest of the line before it (see trail.digest_of), so tampering with any
    line, or cutting lines out, breaks the chain.
    """

    at = models.DateTimeField("时间", db_index=True)
    actor = models.CharField("操作人", max_length=150)
    actor_id = models.BigIntegerField("操作人编号", null=True, db_index=True)
    did = models.CharField("操作", max_length=60)
    model = models.CharField("对象类别", max_length=80)
    row_id = models.BigIntegerField("对象编号", null=True)
    row_name = models.CharField("对象", max_length=200)
    path = models.CharField("组织路径", max_length=60, db_index=True)
    note = models.TextField("说明")
    changes = models.JSONField("变化", default=dict)
    before = models.CharField("上一行摘要", max_length=64)
    digest = models.CharField("摘要", max_length=64, unique=True)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = "操作记录"
        ordering = ["-id"]
        indexes = [models.Index(fields=["model", "row_id"], name="audit_trailentry_row")]

    def __str__(self) -> str:
        return f"{self.actor} {self.did} {self.row_name}"
