"""Doors, what was scanned at them, who was there by it, and how many came whom nobody named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from kexie.core.gate import GuardedQuerySet
from kexie.core.records import Record
from kexie.office.ledger.models import Evidence
from kexie.work.activities.models import Activity, Session
from kexie.work.signups.models import Signup

from . import rules

if TYPE_CHECKING:
    from kexie.network.organisations.models import Organisation


class Verdict(models.TextChoices):
    """What a scan was worth, in words for whoever stands at the door."""

    OK = rules.OK, _("可以入场")
    UNREADABLE = "unreadable", _("这不是本系统的签到码。请换一张，或按姓名、签到号查找。")
    OTHER_ACTIVITY = "other_activity", _("这是别的活动的签到码，不能在这里用。请核对活动名称。")
    FORGED = "forged", _("签到码核验不通过，可能被改动过。请按姓名查找，并核对本人。")
    UNKNOWN = "unknown", _("名单里没有这个报名。请更新名单，或到签到台登记。")
    OTHER_SESSION = "other_session", _("这是本活动另一场的签到码。请核对场次和时间。")
    REISSUED = "reissued", _("这张码已经作废，报名人后来换过新码。请出示最新的签到码。")
    CANCELLED = "cancelled", _("这个报名已经取消。要参加请到签到台重新登记。")
    REFUSED = "refused", _("这个报名没有通过审核。请到签到台询问。")
    WAITING = "waiting", _("还在候补，没有名额。请到签到台询问。")
    PENDING = "pending", _("报名还没有审核通过。请到签到台询问。")


class Doubt(models.TextChoices):
    """What a human should look at."""

    TWICE = "twice", _("签到了两次")
    OUT_ONLY = "out_only", _("只有签退，没有签到")
    CLOCK = "clock", _("设备的钟在中途被调过，时间只是估计")
    STALE = "stale", _("自助签到用的二维码已经过期")
    OVERRULED = "overruled", _("门口放行了，但按名单不能入场")


class Device(Record):
    """A phone or screen at one activity's door: whoever has its link may scan there, and do nothing else."""

    class Kind(models.TextChoices):
        DOOR = "door", _("扫码签到")
        SCREEN = "screen", _("显示自助签到二维码")

    activity = models.ForeignKey(Activity, models.CASCADE, verbose_name=_("活动"), related_name="devices")
    name = models.CharField(_("名称"), max_length=40, help_text=_("写明是哪个门、谁的手机，如“东门 小李”。"))
    kind = models.CharField(_("用途"), max_length=10, choices=Kind, default=Kind.DOOR)
    secret_digest = models.CharField(max_length=64, unique=True, editable=False)
    opened_by = models.CharField(_("开通人"), max_length=150, editable=False)
    expires_at = models.DateTimeField(_("有效期至"))
    revoked_at = models.DateTimeField(_("停用时间"), null=True, blank=True, editable=False)
    heard_at = models.DateTimeField(_("最近联网"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("签到设备")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def organisation(self) -> Organisation:
        """The leading body of its activity."""
        return self.activity.organisation


class Scan(models.Model):
    """One code read, number typed or name tapped at a session's door, counting or not. Never changed or deleted.

    `session` is where it was scanned, `signup` whose code it was, if anybody's: the two may disagree. `time` is `at`
    moved by the difference between the device's clock and ours.
    """

    class Direction(models.TextChoices):
        IN = "in", _("签到")
        OUT = "out", _("签退")
        UNDO = "undo", _("撤销")

    class How(models.TextChoices):
        CAMERA = "camera", _("扫码")
        TYPED = "typed", _("输入签到号")
        LIST = "list", _("点名单")
        PAPER = "paper", _("纸质名单补录")
        SELF = "self", _("自助签到")

    key = models.UUIDField(_("设备上的编号"), unique=True)
    session = models.ForeignKey(Session, models.PROTECT, verbose_name=_("场次"), related_name="scans")
    signup = models.ForeignKey(
        Signup, models.PROTECT, verbose_name=_("报名"), null=True, blank=True, related_name="scans"
    )
    device = models.ForeignKey(
        Device, models.PROTECT, verbose_name=_("设备"), null=True, blank=True, related_name="scans"
    )
    by = models.CharField(_("办理人"), max_length=150)
    direction = models.CharField(_("签到签退"), max_length=4, choices=Direction)
    how = models.CharField(_("方式"), max_length=6, choices=How)
    code_digest = models.CharField(max_length=32, blank=True, default="")  # tells one code from another, opens nothing
    at = models.DateTimeField(_("设备上的时间"))
    sent_at = models.DateTimeField(_("设备上传时间"))
    received_at = models.DateTimeField(_("收到时间"))
    time = models.DateTimeField(_("时间"))
    verdict = models.CharField(_("结果"), max_length=20, choices=Verdict)
    said = models.CharField(_("门口显示的结果"), max_length=20, blank=True, default="")
    doubt = models.CharField(_("疑问"), max_length=10, choices=Doubt, blank=True, default="")
    undoes = models.UUIDField(_("撤销哪一次"), null=True, blank=True)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("扫码记录")
        ordering = ["pk"]
        indexes = [models.Index(fields=["session", "verdict"], name="attendance_scan_verdict")]

    def __str__(self) -> str:
        return f"{self.get_direction_display()} {self.get_verdict_display()}"

    @property
    def organisation(self) -> Organisation:
        """The leading body of its activity."""
        return self.session.activity.organisation


class Attendance(Record):
    """What the scans of one sign-up add up to. Folded from them each time one arrives, never edited."""

    class State(models.TextChoices):
        ABSENT = rules.ABSENT, _("未到")
        PRESENT = rules.PRESENT, _("已到")
        LEFT = rules.LEFT, _("已离开")

    session = models.ForeignKey(Session, models.PROTECT, verbose_name=_("场次"), related_name="attendances")
    signup = models.OneToOneField(Signup, models.PROTECT, verbose_name=_("报名"), related_name="attendance")
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.ABSENT)
    first_in = models.DateTimeField(_("到达"), null=True, blank=True)
    last_out = models.DateTimeField(_("离开"), null=True, blank=True)
    stays = models.JSONField(default=list, blank=True)  # [[in, out], …] in ISO 8601, null where nobody saw it
    conflicts = models.JSONField(default=list, blank=True)  # [[doubt, [scan key, …]], …]
    is_doubtful = models.BooleanField(_("待核对"), default=False)  # there are conflicts nobody has looked at
    looked_by = models.CharField(_("核对人"), max_length=150, blank=True, default="")
    looked_note = models.CharField(_("核对说明"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("到场记录")
        ordering = ["pk"]
        indexes = [models.Index(fields=["session", "state"], name="attendance_attendance_state")]

    def __str__(self) -> str:
        return f"{self.signup} {self.get_state_display()}"

    @property
    def doubts(self) -> list[str]:
        """What a human should look at, in words, each once."""
        return [str(Doubt(code).label) for code in dict.fromkeys(code for code, _scans in self.conflicts)]

    @property
    def organisation(self) -> Organisation:
        """The leading body of its activity."""
        return self.session.activity.organisation


class Headcount(Record):
    """How many came to a session whom nobody named, and how that was found out."""

    class Method(models.TextChoices):
        COUNTED = "counted", _("现场点数")
        ESTIMATED = "estimated", _("估计")
        SEAT_CAPACITY = "seat_capacity", _("按座位数推算")

    EVIDENCE = {
        Method.COUNTED: Evidence.COUNTED, Method.ESTIMATED: Evidence.ESTIMATED,
        Method.SEAT_CAPACITY: Evidence.ESTIMATED,
    }  # fmt: skip

    session = models.ForeignKey(Session, models.PROTECT, verbose_name=_("场次"), related_name="headcounts")
    amount = models.PositiveIntegerField(
        _("人数"), validators=[MinValueValidator(1), MaxValueValidator(1_000_000)],
        help_text=_("只填没有签到的人，已签到的不要重复计。"),
    )  # fmt: skip
    method = models.CharField(_("怎样得来"), max_length=15, choices=Method, default=Method.COUNTED)
    note = models.CharField(_("说明"), max_length=200, blank=True, default="")
    recorded_by = models.CharField(_("填写人"), max_length=150, editable=False)

    class Meta:
        verbose_name = _("未记名人数")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.amount} {self.get_method_display()}"

    @property
    def organisation(self) -> Organisation:
        """The leading body of its activity."""
        return self.session.activity.organisation


class Settlement(Record):
    """A session whose people were counted into the ledger. What its doors send later corrects that by itself."""

    session = models.OneToOneField(Session, models.PROTECT, verbose_name=_("场次"), related_name="settlement")
    settled_at = models.DateTimeField(_("入账时间"))
    settled_by = models.CharField(_("办理人"), max_length=150)

    class Meta:
        verbose_name = _("签到入账")

    def __str__(self) -> str:
        return f"{self.session}"

    @property
    def organisation(self) -> Organisation:
        """The leading body of its activity."""
        return self.session.activity.organisation
