"""Messages to people (the outbox), and the codes by which somebody proves that a telephone or mailbox is theirs."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kexie.core.personal import ContactField, SealedTextField
from kexie.core.records import Record
from kexie.network.organisations.models import Organisation


class Message(Record):
    """One text message or e-mail, written in the transaction that caused it and delivered afterwards.

    `dedupe_key` says which event it tells of: the same event is told once, however often it is asked for. The
    subject carries no personal data; address and body are sealed.
    """

    class Channel(models.TextChoices):
        SMS = "sms", _("短信")
        EMAIL = "email", _("邮件")

    class State(models.TextChoices):
        QUEUED = "queued", _("待发")
        SENDING = "sending", _("正在发")
        SENT = "sent", _("已发出")
        FAILED = "failed", _("没有发出")
        CANCELLED = "cancelled", _("已取消")

    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("单位"), related_name="messages")
    channel = models.CharField(_("方式"), max_length=5, choices=Channel)
    purpose = models.CharField(_("事由"), max_length=40)
    address = ContactField(_("收件人"))
    subject = models.CharField(_("标题"), max_length=120)
    body = SealedTextField(_("内容"))
    dedupe_key = models.CharField(_("去重号"), max_length=120, unique=True, editable=False)
    state = models.CharField(_("状态"), max_length=9, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("发了几次"), default=0)
    next_at = models.DateTimeField(_("下次发送时间"))
    leased_until = models.DateTimeField(null=True, blank=True, editable=False)
    expires_at = models.DateTimeField(_("过时不发"), null=True, blank=True)
    is_secret = models.BooleanField(default=False, editable=False)  # its body is forgotten as soon as it has left
    via = models.CharField(_("经由"), max_length=20, blank=True, default="")
    sent_at = models.DateTimeField(_("发出时间"), null=True, blank=True)
    error = models.CharField(_("没有发出的原因"), max_length=300, blank=True, default="")

    class Meta:
        verbose_name = _("消息")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "next_at"], name="notices_message_due")]

    def __str__(self) -> str:
        return self.subject


class Challenge(Record):
    """A code that was sent to a contact. Only digests are kept: neither contact, code nor sender's address can be read.

    Nobody sees these rows on any page.
    """

    purpose = models.CharField(max_length=40)
    contact = models.CharField(max_length=32)  # blind index
    asked_from = models.CharField(max_length=32, db_index=True)  # blind index of the network address
    code = models.CharField(max_length=32)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("验证码")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["contact", "purpose", "asked_at"], name="notices_challenge_of")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.contact[:6]}"
