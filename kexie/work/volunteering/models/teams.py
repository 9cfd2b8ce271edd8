"""Teams of volunteers, and the strength they report."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kexie.core.loading import Keyed
from kexie.core.records import Record
from kexie.network.organisations.models import Organisation
from kexie.network.people.models import Person

MOST_TIERS = 8  # teams above a team


class Team(Record):
    """A team of volunteers of one organisation, from a day until a day; teams stand under teams.

    One that a roster only names counts too, from the first day it is spoken of; taking that import back takes it
    away unless something else hangs on it by then.
    """

    class Tier(models.TextChoices):
        CORPS = "corps", _("总队")
        DETACHMENT = "detachment", _("支队")
        BATTALION = "battalion", _("大队")
        SQUAD = "squad", _("分队")
        GROUP = "group", _("服务队（团）")

    class Setting(models.TextChoices):
        COMMUNITY = "community", _("社区")
        SCHOOL = "school", _("学校")
        VILLAGE = "village", _("农村")
        ENTERPRISE = "enterprise", _("企业")
        PARK = "park", _("园区")

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("所属单位"), related_name="volunteer_teams"
    )
    name = models.CharField(_("队伍名称"), max_length=60)
    tier = models.CharField(_("队伍层级"), max_length=10, choices=Tier, default=Tier.GROUP)
    setting = models.CharField(_("服务场所"), max_length=10, choices=Setting, blank=True, default="")
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("上级队伍"), null=True, blank=True, related_name="children"
    )
    leader = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("负责人"), null=True, blank=True, related_name="led_teams"
    )
    since = models.DateField(_("成立日期"), help_text=_("不详的，写最早有记录的一天。"))
    until = models.DateField(_("撤销日期"), null=True, blank=True)
    is_from_roster = models.BooleanField(_("由名册带出"), default=False, editable=False)
    note = models.TextField(_("备注"), blank=True, default="")

    class Meta:
        verbose_name = _("志愿服务队")
        ordering = ["organisation__path", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"], name="volunteering_team_once",
                violation_error_message=_("这个单位已有同名的队伍。"),
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="volunteering_team_ends_after_start",
                violation_error_message=_("撤销日期不能早于成立日期。"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a team that would stand under itself."""
        super().clean()
        above, steps = self.parent, 0
        while above is not None and steps < MOST_TIERS:
            if above.pk == self.pk and self.pk:
                raise ValidationError({"parent": _("“%s”在这支队伍下面，不能作它的上级。") % self.parent})
            above, steps = above.parent, steps + 1
        if above is not None:
            raise ValidationError({"parent": _("队伍层层相隶最多 %d 层，请改选上级队伍。") % MOST_TIERS})


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
