"""Users, the roles they hold over parts of the tree, and their second factor."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from kexie.core.gate import GuardedQuerySet
from kexie.core.personal import PersonalField
from kexie.core.records import Record
from kexie.network.organisations.models import Organisation

from . import rules


class UserQuerySet(GuardedQuerySet):
    """Filters only."""


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Lets Django's sign-in look users up by user name."""


class User(AbstractBaseUser, Record):
    """Someone who signs in. What they may do comes from their grants alone."""

    username = models.CharField(
        _("用户名"), max_length=40, unique=True,
        validators=[RegexValidator(r"^[A-Za-z0-9_.\-一-鿿]+$", _("用户名只能用汉字、字母、数字和 . _ -。"))],
        error_messages={"unique": _("这个用户名已有人使用，请换一个。")},
    )  # fmt: skip
    name = models.CharField(_("姓名"), max_length=40)
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("所在单位"), related_name="users")
    is_active = models.BooleanField(_("启用"), default=True)
    must_change_password = models.BooleanField(_("下次登录须改密码"), default=False)
    needs_second_factor = models.BooleanField(
        _("必须使用动态口令"), default=False, help_text=_("打开后，这个人登录时除密码外还要输入动态口令。")
    )
    sessions_ended = models.PositiveIntegerField(
        default=0, editable=False
    )  # one more: everyone signed in as them is out

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("用户")
        ordering = ["username"]

    def __str__(self) -> str:
        return self.name or self.username

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        # Django ends sessions when this changes; so do we when rights do.
        salt = "kexie.network.access.User.session"
        return salted_hmac(
            salt, f"{self.password}|{self.sessions_ended}", secret=secret, algorithm="sha256"
        ).hexdigest()


class Role(models.TextChoices):
    """What a grant lets a person do; the actions of each role are in access.rules."""

    OFFICER = "officer", _("科协干部")
    CLERK = "clerk", _("信息员")
    CHECKER = "checker", _("审核人")
    READER = "reader", _("查阅人")
    CARER = "carer", _("帮扶专员")
    ADMINISTRATOR = "administrator", _("管理员")
    SYSTEM_ADMINISTRATOR = "system_administrator", _("系统管理员")
    SECURITY_ADMINISTRATOR = "security_administrator", _("安全管理员")
    AUDIT_ADMINISTRATOR = "audit_administrator", _("审计管理员")


ACTIONS = {
    "view": _("查看"),
    "export": _("导出"),
    "edit": _("登记和修改"),
    "import": _("导入"),
    "undo_import": _("撤销导入"),
    "report": _("写总结"),
    "save_view": _("存常用视图"),
    "found": _("新建组织"),
    "move": _("划转组织"),
    "dissolve": _("注销组织"),
    "define_metric": _("设指标"),
    "view_personal": _("看完整的个人信息"),
    "send_notice": _("发通知"),
    "sign": _("签发"),
    "certify": _("开具证明"),
    "confirm_hours": _("审核志愿服务时长"),
    "agree": _("审批"),
    "recheck": _("复核督办事项"),
    "help": _("办结对帮扶、看帮扶原因"),
    "manage_chains": _("设审批流程"),
    "close_period": _("关账"),
    "reopen_period": _("重新开账"),
    "view_users": _("看用户"),
    "manage_users": _("管理用户"),
    "grant": _("授权"),
    "view_trail": _("看操作记录"),
    "manage_terms": _("设词表"),
    "manage_jobs": _("管理后台任务"),
}


class Grant(Record):
    """A user's role at an organisation and everything under it, from a day to a day."""

    user = models.ForeignKey(User, models.CASCADE, verbose_name=_("用户"), related_name="grants")
    role = models.CharField(_("角色"), max_length=30, choices=Role)
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("管理范围"), related_name="grants")
    starts_on = models.DateField(_("起始日期"))
    ends_on = models.DateField(_("截止日期"), null=True, blank=True, help_text=_("当天仍有效；不填为长期。"))

    class Meta:
        verbose_name = _("授权")
        ordering = ["organisation__path", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "organisation", "starts_on"], name="access_grant_once",
                violation_error_message=_("这项授权已经有了。"),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="access_grant_ends_after_start", violation_error_message=_("截止日期不能早于起始日期。"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.organisation}"

    @property
    def sentence(self) -> str:
        """Say where the right comes from: 泗门镇科协 · 信息员 · 自 2013-01-01."""
        until = f" 至 {self.ends_on}" if self.ends_on else ""
        return f"{self.organisation} · {self.get_role_display()} · 自 {self.starts_on}{until}"

    @property
    def actions_said(self) -> str:
        """Say what the role may do."""
        actions = rules.actions_of(self.role, separated=settings.SEPARATE_ADMINISTRATORS)
        return "、".join(str(title) for action, title in ACTIONS.items() if action in actions)

    def is_valid_on(self, day: date) -> bool:
        """Test whether the grant holds on a day; both ends count."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class SecondFactor(Record):
    """A user's authenticator (TOTP, RFC 6238). The seed is encrypted; a code opens once."""

    user = models.OneToOneField(User, models.CASCADE, related_name="second_factor")
    seed = PersonalField(_("密钥"))
    last_step = models.BigIntegerField(default=0)
    confirmed_at = models.DateTimeField(_("启用时间"), null=True, blank=True)
    recovery = models.JSONField(_("恢复码摘要"), default=list, blank=True)

    class Meta:
        verbose_name = _("动态口令")

    def __str__(self) -> str:
        return f"{self.user}"

    @property
    def organisation(self) -> Organisation:
        """The user's."""
        return self.user.organisation


class ApiToken(Record):
    """A key by which a partner's program asks the interface: one organisation and all below it, some actions, an end.

    The secret is shown once; its digest alone is kept.
    """

    name = models.CharField(_("用途"), max_length=60, help_text=_("哪个单位的哪个程序用，例如“镇志愿者小程序”。"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("范围"), related_name="api_tokens")
    actions = models.JSONField(_("可以做"), default=list)
    key_digest = models.CharField(max_length=64, unique=True, editable=False)
    expires_on = models.DateField(_("截止日期"), help_text=_("当天仍有效，最长一年。"))
    revoked_at = models.DateTimeField(_("作废时间"), null=True, blank=True)
    last_used_on = models.DateField(_("最近使用"), null=True, blank=True)

    class Meta:
        verbose_name = _("接口令牌")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def actions_said(self) -> str:
        """Say what it may do."""
        return "、".join(str(title) for action, title in ACTIONS.items() if action in self.actions)

    def is_valid_on(self, day: date) -> bool:
        """Test whether it opens anything on a day; its last day counts."""
        return self.revoked_at is None and day <= self.expires_on


class Client:
    """A partner's program as an actor, for one request. It is no user: its key is negative, no row is its own."""

    is_authenticated = True
    is_active = True

    def __init__(self, token: ApiToken) -> None:
        self.token = token
        self.pk = -token.pk
        self.organisation = token.organisation
        self.path = token.organisation.path

    def __str__(self) -> str:
        return f"接口：{self.token.name}"

    def may(self, action: str) -> bool:
        """Test whether its token gives an action."""
        return action in self.token.actions
