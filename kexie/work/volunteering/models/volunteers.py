"""Volunteers by name, where each has been, and moves from team to team."""

from __future__ import annotations

import secrets
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kexie.core.items import ItemsField
from kexie.core.loading import Keyed
from kexie.core.records import Record
from kexie.network.organisations.models import Division, Organisation
from kexie.network.people import queries as people
from kexie.network.people.models import Person

from .teams import Team

DIGITS = 12  # of a volunteer number; drawn by lot, so that it says nothing and cannot be guessed


def fresh_number() -> str:
    """Return a number for a new volunteer; that nobody has it is for the database to say."""
    return str(secrets.randbelow(9 * 10 ** (DIGITS - 1)) + 10 ** (DIGITS - 1))


class Volunteer(Keyed):
    """One person's registration as a volunteer, from a day until a day; in one team at a time.

    `organisation` and `team` are today's, since `here_since` (empty: since registering); earlier ones are Stays.
    `identity` is the blind index of the identity number while the registration runs: unique in the whole database.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("注册单位"), related_name="volunteers"
    )
    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("志愿者"), related_name="volunteerings")
    number = models.CharField(
        _("志愿者编号"), max_length=30, unique=True, default=fresh_number,
        error_messages={"unique": _("这个志愿者编号已有人使用，请核对。")},
    )  # fmt: skip
    identity = models.CharField(max_length=32, unique=True, null=True, editable=False)  # noqa: DJ001  (unique: no "")
    level = models.CharField(_("注册级别"), max_length=20, blank=True, default="")
    team = models.ForeignKey(
        Team, models.PROTECT, verbose_name=_("所属队伍"), null=True, blank=True, related_name="volunteers"
    )
    here_since = models.DateField(null=True, blank=True, editable=False)
    skills = ItemsField(_("服务技能"))
    times = ItemsField(_("可服务时间"))
    area = models.ForeignKey(
        Division, models.PROTECT, verbose_name=_("服务区域"), null=True, blank=True, related_name="+",
        help_text=_("愿意去服务的地方，选到乡镇（街道）或县（市、区）。"),
    )  # fmt: skip
    is_accompanied = models.BooleanField(_("由监护人陪同服务"), default=False)
    registered_on = models.DateField(_("注册日期"), db_index=True)
    left_on = models.DateField(_("退出日期"), null=True, blank=True)
    left_because = models.CharField(_("退出原因"), max_length=120, blank=True, default="")

    class Meta:
        verbose_name = _("志愿者")
        ordering = ["-registered_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person", "registered_on"],
                name="volunteering_volunteer_once",
                violation_error_message=_("这位志愿者在同一天已经注册。"),
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("registered_on")),
                name="volunteering_volunteer_leaves_after_registering",
                violation_error_message=_("退出日期不能早于注册日期。"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)

    def natural_key(self) -> list[object]:
        """Where they registered, the name, and what tells namesakes apart."""
        return [self.organisation_id, self.person.name, people.telling_mark(self.person)]

    @property
    def since(self) -> date:
        """The day from which they are where they are now."""
        return self.here_since or self.registered_on


class Suspension(Record):
    """From when until when a volunteer is not to serve, and why; the registration goes on."""

    volunteer = models.ForeignKey(
        Volunteer, models.CASCADE, verbose_name=_("志愿者"), related_name="suspensions"
    )  # fmt: skip
    starts_on = models.DateField(_("起始日期"))
    ends_on = models.DateField(_("截止日期"), null=True, blank=True, help_text=_("当天仍算；不填为另行通知为止。"))
    reason = models.CharField(_("原因"), max_length=120)

    class Meta:
        verbose_name = _("暂停服务")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="volunteering_suspension_ends_after_start",
                violation_error_message=_("截止日期不能早于起始日期。"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.volunteer} {self.starts_on}"

    @property
    def organisation(self) -> Organisation:
        """Where the volunteer is registered."""
        return self.volunteer.organisation


class Stay(Record):
    """Where a volunteer was before: in a unit and a team, from a day through a day. Written when they move on."""

    volunteer = models.ForeignKey(Volunteer, models.CASCADE, verbose_name=_("志愿者"), related_name="stays")
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("单位"), related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, verbose_name=_("队伍"), null=True, blank=True, related_name="stays")
    since = models.DateField(_("起始日期"))
    until = models.DateField(_("截止日期"))

    class Meta:
        verbose_name = _("队籍沿革")
        ordering = ["since"]
        constraints = [
            models.UniqueConstraint(fields=["volunteer", "since"], name="volunteering_stay_once"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="volunteering_stay_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer} {self.team or self.organisation}"


class Transfer(Record):
    """A volunteer's move to another team, asked for by the unit they are at and answered by the team's own."""

    class State(models.TextChoices):
        ASKED = "asked", _("等对方接收")
        ACCEPTED = "accepted", _("已转入")
        DECLINED = "declined", _("未接收")
        TAKEN_BACK = "taken_back", _("已撤回")

    volunteer = models.ForeignKey(Volunteer, models.CASCADE, verbose_name=_("志愿者"), related_name="transfers")
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("转出单位"), related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, verbose_name=_("转入队伍"), related_name="transfers")
    on = models.DateField(_("转队日期"), help_text=_("从这一天起算在新队伍。"))
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.ASKED)
    note = models.CharField(_("说明"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("转队")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.volunteer} → {self.team}"
