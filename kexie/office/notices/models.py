"""Messages to people (the outbox), codes that prove a contact, notices to officers and whom they reached."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kexie.core.files.models import StoredFile
from kexie.core.personal import ContactField, SealedTextField
from kexie.core.records import Record
from kexie.network.access.models import User
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

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
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


class Notice(Record):
    """Something officers below are told, with material to pass on: an everyday notice, or an emergency."""

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        SENT = "sent", _("已发出")
        RECALLED = "recalled", _("已撤回")

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("发通知的单位"), related_name="notices"
    )
    title = models.CharField(_("标题"), max_length=120)
    body = models.TextField(_("正文"))
    is_urgent = models.BooleanField(
        _("紧急"), default=False, help_text=_("紧急通知另发短信，请各单位登记的联系人马上来看。")
    )
    kinds = models.JSONField(_("发给哪些类型的单位"), default=list, blank=True)
    levels = models.JSONField(_("发给哪些级别的单位"), default=list, blank=True)
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.DRAFT)
    sent_at = models.DateTimeField(_("发出时间"), null=True, blank=True)
    recalled_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("通知")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title


class Attachment(Record):
    """A file that goes with a notice."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="attachments")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("附件")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.file.name

    @property
    def organisation(self) -> Organisation:
        """The sender of its notice."""
        return self.notice.organisation


class Receipt(Record):
    """That a notice lies before one officer of one body, and since when they have opened it."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="receipts")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    opened_at = models.DateTimeField(_("打开时间"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("上次提醒"), null=True, blank=True)

    class Meta:
        verbose_name = _("送达")
        ordering = ["pk"]
        indexes = [models.Index(fields=["user", "opened_at"], name="notices_receipt_unread")]
        constraints = [
            models.UniqueConstraint(fields=["notice", "organisation", "user"], name="notices_receipt_once"),
        ]

    def __str__(self) -> str:
        return f"{self.notice} → {self.organisation}"


class Relay(Record):
    """That a body passed a notice on, and how many people it says that reached: a reported number, never a count."""

    class Channel(models.TextChoices):
        GROUP_CHAT = "group_chat", _("微信群、QQ群")
        LOUDSPEAKER = "loudspeaker", _("大喇叭广播")
        BOARD = "board", _("宣传栏、电子屏")
        LEAFLET = "leaflet", _("印发资料")
        DOOR = "door", _("上门、集会宣讲")

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="relays", verbose_name=_("通知"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("单位"))
    channel = models.CharField(_("怎么转达的"), max_length=12, choices=Channel)
    reach = models.PositiveIntegerField(_("大约多少人看到、听到"))
    on = models.DateField(_("哪天"))

    class Meta:
        verbose_name = _("转达")
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "organisation", "channel", "on"], name="notices_relay_once_a_day",
                violation_error_message=_("这一天用这个办法的转达已经报过。"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.organisation} · {self.get_channel_display()}"
