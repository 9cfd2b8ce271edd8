"""Volunteers by name, and the strength teams report."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kexie.core.loading import Keyed
from kexie.network.organisations.models import Organisation
from kexie.network.people import queries as people
from kexie.network.people.models import Person


class Volunteer(Keyed):
    """One person's registration as a volunteer, from a day until a day."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("注册单位"), related_name="volunteers"
    )
    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("志愿者"), related_name="volunteerings")
    level = models.CharField(_("注册级别"), max_length=20, blank=True, default="")
    team = models.CharField(_("所属队伍"), max_length=60, blank=True, default="", db_index=True)
    registered_on = models.DateField(_("注册日期"), db_index=True)
    left_on = models.DateField(_("退出日期"), null=True, blank=True)

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


class TeamStrength(Keyed):
    """How many volunteers a team says it has, as of a day, without naming them."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("所在单位"), related_name="team_strengths"
    )
    team = models.CharField(_("队伍"), max_length=60)
    level = models.CharField(_("级别"), max_length=20, blank=True, default="")
    leader = models.CharField(_("负责人"), max_length=60, blank=True, default="")
    amount = models.PositiveIntegerField(_("人数"))
    on = models.DateField(_("截至日期"))
    evidence = models.CharField(_("取得方式"), max_length=10, default="reported")

    class Meta:
        verbose_name = _("队伍人数")
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "team", "on"],
                name="volunteering_teamstrength_once",
                violation_error_message=_("这支队伍这一天的人数已经登记过，请改那一条。"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.team} {self.amount}"

    def natural_key(self) -> list[object]:
        """One team on one day."""
        return [self.organisation_id, self.team, self.on]
