"""How one signs up for a session, what is asked, how much room there is, and who signed up."""

from __future__ import annotations

import secrets

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kexie.core.personal import EmailField, PhoneField
from kexie.core.places import Places
from kexie.core.records import Record
from kexie.network.organisations.models import Organisation
from kexie.network.people.models import Person
from kexie.work.activities.models import Activity, Session


def new_reference() -> str:
    """Return a reference nobody can guess: 96 random bits."""
    return secrets.token_urlsafe(12)


class Questionnaire(Record):
    """A list of questions an association asks: at sign-up, or after an activity. It serves all below, too."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("单位"), related_name="questionnaires"
    )
    name = models.CharField(_("名称"), max_length=60)
    is_active = models.BooleanField(_("使用中"), default=True)

    class Meta:
        verbose_name = _("问题单")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"], name="signups_questionnaire_once",
                violation_error_message=_("本单位已有同名的问题单。"),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Version(Record):
    """One wording of a questionnaire. Once somebody has answered it, it stays as it is.

    `questions` is a list of {code, title, type, options, words, is_required, help, of_companions}; see rules.questions.
    """

    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("版本"))
    questions = models.JSONField(_("问题"), default=list)

    class Meta:
        verbose_name = _("问题单版本")
        ordering = ["questionnaire", "number"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "number"], name="signups_version_once"),
        ]

    def __str__(self) -> str:
        return gettext("%(name)s 第 %(number)d 版") % {"name": self.questionnaire, "number": self.number}

    @property
    def organisation(self) -> Organisation:
        """Whose questionnaire it is."""
        return self.questionnaire.organisation


class Admission(Places):
    """How one signs up for a session: from when to when, whom it takes, what it asks, and how much room there is."""

    session = models.OneToOneField(Session, models.CASCADE, verbose_name=_("场次"), related_name="admission")
    opens_at = models.DateTimeField(_("报名开始"), null=True, blank=True, help_text=_("不填为发布后即可报名。"))
    closes_at = models.DateTimeField(_("报名截止"), null=True, blank=True, help_text=_("不填为开始前都可报名。"))
    is_by_link_only = models.BooleanField(
        _("只凭链接报名"), default=False, help_text=_("公开的活动列表里不出现报名入口。")
    )
    needs_review = models.BooleanField(_("报名须审核"), default=False)
    keeps_waiting = models.BooleanField(_("满员后可候补"), default=True)
    offer_hours = models.PositiveSmallIntegerField(
        _("候补保留小时数"), default=24, validators=[MinValueValidator(1), MaxValueValidator(720)],
        help_text=_("轮到候补的人，名额为其保留这么久，过时让给下一位。"),
    )  # fmt: skip
    age_from = models.PositiveSmallIntegerField(_("年龄从"), null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(_("年龄到"), null=True, blank=True)
    companions_most = models.PositiveSmallIntegerField(
        _("最多带几位同行人"), default=0, validators=[MaxValueValidator(10)]
    )
    needs_phone = models.BooleanField(_("必须填手机"), default=True)
    needs_email = models.BooleanField(_("必须填邮箱"), default=False)
    needs_id_number = models.BooleanField(_("必须填身份证号"), default=False)
    needs_born_on = models.BooleanField(_("必须填出生日期"), default=False)
    questionnaire = models.ForeignKey(
        Questionnaire, models.PROTECT, verbose_name=_("报名时问的问题"), null=True, blank=True, related_name="+"
    )
    feedback = models.ForeignKey(
        Questionnaire, models.PROTECT, verbose_name=_("活动后的问卷"), null=True, blank=True, related_name="+"
    )
    note = models.TextField(_("报名须知"), blank=True, default="")

    class Meta:
        verbose_name = _("报名设置")
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="signups_admission_closes_after_opening",
                violation_error_message=_("报名截止必须晚于报名开始。"),
            ),
            models.CheckConstraint(
                condition=Q(age_from=None) | Q(age_to=None) | Q(age_to__gte=F("age_from")),
                name="signups_admission_ages_in_order",
                violation_error_message=_("年龄的上限不能小于下限。"),
            ),
        ]

    def __str__(self) -> str:
        return gettext("本场名额")

    @property
    def organisation(self) -> Organisation:
        """The leading body of its activity."""
        return self.session.activity.organisation

    @property
    def asks_age(self) -> bool:
        """Test whether everybody has to say how old they are."""
        return self.needs_born_on or self.age_from is not None or self.age_to is not None


class Quota(Places):
    """Room beside the session's own: of a group in one session, of a group in all, or of the whole activity."""

    activity = models.ForeignKey(Activity, models.CASCADE, verbose_name=_("活动"), related_name="quotas")
    session = models.ForeignKey(
        Session, models.CASCADE, verbose_name=_("场次"), null=True, blank=True, related_name="quotas",
        help_text=_("不选为全部场次合计。"),
    )  # fmt: skip
    group = models.CharField(
        _("分组"), max_length=40, blank=True, default="", help_text=_("如“小学组”；不填为不分组的总名额。")
    )

    class Meta:
        verbose_name = _("分项名额")
        ordering = ["session", "group", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "session", "group"], name="signups_quota_once",
                violation_error_message=_("这一项名额已经设过。"),
            ),
            models.CheckConstraint(
                condition=Q(session=None) | ~Q(group=""), name="signups_quota_of_a_session_is_of_a_group",
                violation_error_message=_("一场的总名额在报名设置里填；这里填分组的名额。"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        if not self.group:
            return gettext("全活动总名额")
        return self.group if self.session_id else gettext("%s（各场合计）") % self.group

    @property
    def organisation(self) -> Organisation:
        """The leading body of its activity."""
        return self.activity.organisation

    def clean(self) -> None:
        """Refuse another activity's session, and a second total: no two nothings are equal to a database."""
        super().clean()
        if self.session_id and self.session.activity_id != self.activity_id:
            raise ValidationError({"session": _("这一场不属于这个活动。")})
        same = Quota.objects.filter(activity=self.activity, session=self.session, group=self.group)
        if same.exclude(pk=self.pk).exists():
            raise ValidationError({"group": _("这一项名额已经设过。")})


class Signup(Record):
    """One person's place in one session, for ever one row: who signs up again after cancelling moves it.

    `reference` is what links and codes carry; `issue` counts codes given out, of which only the newest counts.
    """

    class Role(models.TextChoices):
        PARTICIPANT = "participant", _("参加者")
        VOLUNTEER = "volunteer", _("志愿者")

    class State(models.TextChoices):
        PENDING = "pending", _("待审核")
        WAITING = "waiting", _("候补")
        OFFERED = "offered", _("候补待确认")
        CONFIRMED = "confirmed", _("已确认")
        CANCELLED = "cancelled", _("已取消")
        REFUSED = "refused", _("未通过")

    class CameBy(models.TextChoices):
        WEB = "web", _("网上报名")
        DESK = "desk", _("现场登记")
        IMPORT = "import", _("表格导入")

    session = models.ForeignKey(Session, models.PROTECT, verbose_name=_("场次"), related_name="signups", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("报名人"), related_name="signups")
    role = models.CharField(_("身份"), max_length=11, choices=Role, default=Role.PARTICIPANT)
    reference = models.CharField(_("编号"), max_length=16, unique=True, editable=False, default=new_reference)
    issue = models.PositiveIntegerField(_("第几张码"), default=1, editable=False)
    state = models.CharField(_("状态"), max_length=9, choices=State, default=State.CONFIRMED)
    lead = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("由谁一起报名"), null=True, blank=True, related_name="companions"
    )
    group = models.CharField(_("分组"), max_length=40, blank=True, default="")
    seat = models.CharField(_("座位"), max_length=20, blank=True, default="")
    phone = PhoneField(_("联系手机"))
    email = EmailField(_("联系邮箱"))
    born_on = models.DateField(_("出生日期"), null=True, blank=True)
    version = models.ForeignKey(
        Version, models.PROTECT, verbose_name=_("问题单版本"), null=True, blank=True, related_name="+"
    )
    answers = models.JSONField(_("回答"), default=dict, blank=True)
    came_by = models.CharField(_("来源"), max_length=6, choices=CameBy, default=CameBy.WEB)
    signed_up_at = models.DateTimeField(_("报名时间"))
    priority = models.SmallIntegerField(_("候补优先"), default=0, help_text=_("数大的先轮到。"))
    queued_at = models.DateTimeField(_("开始候补"), null=True, blank=True)
    offer_until = models.DateTimeField(_("保留到"), null=True, blank=True)
    moved_at = models.DateTimeField(_("状态变动时间"))
    note = models.CharField(_("说明"), max_length=200, blank=True, default="")
    key = models.CharField(max_length=64, null=True, blank=True, editable=False)  # noqa: DJ001  (no two nothings are one)
    body = models.CharField(max_length=32, blank=True, default="", editable=False)

    class Meta:
        verbose_name = _("报名")
        ordering = ["signed_up_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"], name="signups_signup_once",
                violation_error_message=_("这个人在这一场已有报名记录。"),
            ),
            models.UniqueConstraint(fields=["session", "key"], name="signups_signup_key_once"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["session", "state", "-priority", "queued_at", "id"], name="signups_signup_in_turn"),
            models.Index(fields=["state", "offer_until"], name="signups_signup_offers"),
        ]

    def __str__(self) -> str:
        return f"{self.person}"

    @property
    def organisation(self) -> Organisation:
        """The leading body of its activity."""
        return self.session.activity.organisation


class Feedback(Record):
    """What somebody answered after an activity; one answer a sign-up, which they may still change."""

    signup = models.OneToOneField(Signup, models.PROTECT, verbose_name=_("报名"), related_name="feedback")
    version = models.ForeignKey(Version, models.PROTECT, verbose_name=_("问题单版本"), related_name="+")
    answers = models.JSONField(_("回答"), default=dict, blank=True)
    given_at = models.DateTimeField(_("回答时间"))

    class Meta:
        verbose_name = _("活动反馈")
        ordering = ["-given_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.signup}"

    @property
    def organisation(self) -> Organisation:
        """The leading body of the activity."""
        return self.signup.organisation
