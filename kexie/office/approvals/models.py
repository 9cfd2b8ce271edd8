"""Chains of approval, and what was asked of them."""

from __future__ import annotations

from django.apps import apps  # noqa: TID251  (a request names its thing by label; this floor cannot import upward)
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kexie.core.records import Record
from kexie.network.access.models import Role
from kexie.network.organisations.models import Level, Organisation


def called(kind: str) -> str:
    """Return what things of a kind are called: the name of their model."""
    return str(apps.get_model(kind)._meta.verbose_name)


class Chain(Record):
    """Who must agree before things of one kind go on, at an association and all below it."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("设定单位"), related_name="+")
    kind = models.CharField(_("审批什么"), max_length=60)  # the label of the model, e.g. activities.activity
    level = models.CharField(
        _("适用级别"), max_length=10, choices=Level, blank=True, default="",
        help_text=_("只管这一级单位提交的；不填就是本单位及所有下级。"),
    )  # fmt: skip
    steps = models.JSONField(_("步骤"), default=list)  # [{"at": "own", "role": "checker"}, …]
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = _("审批流程")
        ordering = ["kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "level"], name="approvals_chain_once",
                violation_error_message=_("这个单位已经为这类事项和级别设了流程，请直接修改它。"),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{called(self.kind)} {self.organisation}{self.get_level_display()}"

    def clean(self) -> None:
        """Refuse a chain without steps."""
        super().clean()
        if not self.steps:
            raise ValidationError(_("至少要有一步；不需要审批的，请不勾选“启用”。"))


class Request(Record):
    """One thing that waits for agreement: what, whose, asked by whom."""

    class State(models.TextChoices):
        OPEN = "open", _("审批中")
        AGREED = "agreed", _("已同意")
        SENT_BACK = "sent_back", _("已退回")
        WITHDRAWN = "withdrawn", _("已撤回")

    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("提交单位"), related_name="+")
    kind = models.CharField(_("事项类别"), max_length=60)
    source_id = models.BigIntegerField(_("事项编号"))
    title = models.CharField(_("事项"), max_length=200)
    asked_by = models.CharField(_("提交人"), max_length=150)
    asked_by_key = models.BigIntegerField(null=True, editable=False)
    asked_at = models.DateTimeField(_("提交时间"))
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.OPEN)

    class Meta:
        verbose_name = _("审批事项")
        ordering = ["asked_at", "pk"]
        indexes = [
            models.Index(fields=["kind", "source_id"], name="approvals_request_source"),
            models.Index(fields=["state", "asked_at"], name="approvals_request_open"),
        ]

    def __str__(self) -> str:
        return self.title


class Step(Record):
    """One word that is needed for a request: of which role, at which body; and what was said."""

    class Decision(models.TextChoices):
        WAITING = "waiting", _("未办")
        AGREED = "agreed", _("同意")
        SENT_BACK = "sent_back", _("退回")

    request = models.ForeignKey(Request, models.CASCADE, related_name="steps")
    number = models.PositiveSmallIntegerField(_("第几步"))
    role = models.CharField(_("角色"), max_length=30, choices=Role)
    at = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("在哪个单位"), related_name="+")
    decision = models.CharField(_("意见"), max_length=10, choices=Decision, default=Decision.WAITING)
    decided_at = models.DateTimeField(_("办理时间"), null=True, blank=True)
    decided_by = models.CharField(_("办理人"), max_length=150, blank=True, default="")
    note = models.CharField(_("说明"), max_length=300, blank=True, default="")

    class Meta:
        verbose_name = _("审批步骤")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "number"], name="approvals_step_once",
                violation_error_message=_("这一步已经有了。"),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.request} {self.number}"

    @property
    def organisation(self) -> Organisation:
        """The body that asks."""
        return self.request.organisation

    @property
    def who(self) -> str:
        """Whose word is needed, in words: 某市科协的审核人."""
        return gettext("%(body)s的%(role)s") % {"body": self.at.name, "role": self.get_role_display()}
