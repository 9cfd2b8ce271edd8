"""What volunteers are wanted for, in which shifts, and who serves in them."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kexie.core import clock
from kexie.core.items import ItemsField
from kexie.core.loading import Keyed
from kexie.core.places import Places
from kexie.core.records import Record
from kexie.network.organisations.models import Organisation
from kexie.work.activities.models import Activity, Session, public_id
from kexie.work.signups.models import Signup

from .teams import Team
from .volunteers import Volunteer

ADULT = 18


class Post(Record):
    """Something volunteers are wanted for, in an activity or standing; recruited while it is open.

    The notice says what is done, who is fit for it and what may happen (志愿服务条例 arts 12, 15); where people could
    come to harm, that they are insured before (art. 17), and no minors.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        OPEN = "open", _("招募中")
        CLOSED = "closed", _("已结束")

    public_id = models.CharField(_("公开编号"), max_length=16, editable=False, unique=True, default=public_id)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("招募单位"), related_name="volunteer_posts"
    )
    name = models.CharField(_("岗位名称"), max_length=60)
    activity = models.ForeignKey(
        Activity, models.PROTECT, verbose_name=_("所属活动"), null=True, blank=True, related_name="volunteer_posts",
        help_text=_("不选为常设岗位。选了活动的，由活动的牵头单位招募。"),
    )  # fmt: skip
    team = models.ForeignKey(
        Team, models.PROTECT, verbose_name=_("承担队伍"), null=True, blank=True, related_name="posts"
    )
    what = models.TextField(_("做什么"), blank=True, default="", help_text=_("内容、方式、地点、条件，如实写全。"))
    skills = ItemsField(_("需要的技能"))
    age_from = models.PositiveSmallIntegerField(
        _("最低年龄"), null=True, blank=True, validators=[MaxValueValidator(80)], help_text=_("不限的不用填。")
    )
    is_dangerous = models.BooleanField(_("有人身危险"), default=False, help_text=_("只收成年人，并须先买意外保险。"))
    risks = models.CharField(_("风险提示"), max_length=400, blank=True, default="", help_text=_("没有风险写“无”。"))
    insurance = models.CharField(_("保险说明"), max_length=200, blank=True, default="")
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.DRAFT)

    class Meta:
        verbose_name = _("志愿者岗位")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "activity", "name"], name="volunteering_post_once",
                violation_error_message=_("这个活动里已有同名的岗位。"),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Hold a post of an activity to the body that leads it, and danger to grown-ups who are insured."""
        super().clean()
        if self.activity_id:
            self.organisation = self.activity.organisation
        else:  # no two nothings are equal to a database
            same = Post.objects.filter(organisation=self.organisation_id, activity=None, name=self.name)
            if same.exclude(pk=self.pk).exists():
                raise ValidationError({"name": _("这个单位已有同名的常设岗位。")})
        if self.is_dangerous:
            if self.age_from is not None and self.age_from < ADULT:
                raise ValidationError({"age_from": _("有人身危险的岗位不收未满 18 周岁的人。")})
            if not self.insurance:
                raise ValidationError({"insurance": _("有人身危险的，活动前要买意外保险，请写明投保情况。")})

    @property
    def youngest(self) -> int | None:
        """The age from which it may be done."""
        return ADULT if self.is_dangerous else self.age_from


class Shift(Places, Keyed):
    """One stretch of time of a post, with its places. In an activity it may belong to a session, whose door it uses."""

    post = models.ForeignKey(Post, models.PROTECT, verbose_name=_("岗位"), related_name="shifts")
    session = models.ForeignKey(
        Session, models.PROTECT, verbose_name=_("活动场次"), null=True, blank=True, related_name="shifts",
        help_text=_("选了场次的，排上班的人在那一场签到。"),
    )  # fmt: skip
    starts_at = models.DateTimeField(_("开始"), db_index=True)
    ends_at = models.DateTimeField(_("结束"))
    place = models.CharField(_("地点"), max_length=120, blank=True, default="")
    team = models.ForeignKey(
        Team, models.PROTECT, verbose_name=_("承担队伍"), null=True, blank=True, related_name="shifts"
    )
    cancelled_at = models.DateTimeField(_("取消时间"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("班次")
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="volunteering_shift_ends_after_start",
                violation_error_message=_("结束时间必须晚于开始时间；过了半夜的，结束写第二天。"),
            ),
            models.UniqueConstraint(
                fields=["post", "starts_at", "ends_at", "place"], name="volunteering_shift_once",
                violation_error_message=_("这个岗位已有同一时间、同一地点的班次。"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        start = self.starts_at.astimezone(clock.ZONE)
        return f"{self.post} {start:%Y-%m-%d %H:%M}"

    @property
    def organisation(self) -> Organisation:
        """The unit that recruits."""
        return self.post.organisation

    def natural_key(self) -> Iterable[object]:
        """The post, when and where."""
        start, end = (moment.astimezone(clock.ZONE).isoformat() for moment in (self.starts_at, self.ends_at))
        post = self.post
        return (post.organisation_id, post.activity_id, post.name, start, end, self.place)

    def clean(self) -> None:
        """Refuse another activity's session."""
        super().clean()
        if self.session_id and self.session.activity_id != self.post.activity_id:
            raise ValidationError({"session": _("这一场不属于岗位所在的活动。")})


class Assignment(Keyed):
    """One volunteer in one shift, for ever one row: who comes back after withdrawing moves it."""

    class State(models.TextChoices):
        APPLIED = "applied", _("待审核")
        ACCEPTED = "accepted", _("已排班")
        WAITING = "waiting", _("候补")
        DECLINED = "declined", _("未安排")
        WITHDRAWN = "withdrawn", _("已退出")
        ABSENT = "absent", _("未到")

    class CameBy(models.TextChoices):
        SELF = "self", _("本人报名")
        LEADER = "leader", _("队长推荐")
        DESK = "desk", _("单位安排")
        IMPORT = "import", _("表格导入")

    shift = models.ForeignKey(Shift, models.PROTECT, verbose_name=_("班次"), related_name="assignments")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, verbose_name=_("志愿者"), related_name="assignments")
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.APPLIED)
    came_by = models.CharField(_("来源"), max_length=6, choices=CameBy, default=CameBy.DESK)
    signup = models.ForeignKey(
        Signup, models.PROTECT, verbose_name=_("活动报名"), null=True, blank=True, related_name="assignments",
        editable=False,
    )  # fmt: skip
    asked_at = models.DateTimeField(_("报名时间"))
    note = models.CharField(_("说明"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("排班")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["shift", "volunteer"], name="volunteering_assignment_once",
                violation_error_message=_("这位志愿者已在这个班次里。"),
            )
        ]  # fmt: skip
        indexes = [models.Index(fields=["shift", "state", "asked_at"], name="volunteering_assignment_turn")]

    def __str__(self) -> str:
        return f"{self.volunteer} {self.shift}"

    @property
    def organisation(self) -> Organisation:
        """The unit that recruits."""
        return self.shift.post.organisation

    def natural_key(self) -> Iterable[object]:
        """Who and which shift."""
        return (self.shift_id, self.volunteer_id)
