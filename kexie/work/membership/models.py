"""Who belongs to which society, by name or as a reported headcount."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kexie.core.loading import Keyed
from kexie.core.records import Record
from kexie.network.organisations.models import Organisation
from kexie.network.people import queries as people
from kexie.network.people.models import Person


class Membership(Keyed):
    """One person's membership of one society, from a day until a day."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("所属学会"), related_name="memberships"
    )
    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("会员"), related_name="memberships")
    number = models.CharField(_("会员号"), max_length=30, blank=True, default="")
    joined_on = models.DateField(_("入会日期"), db_index=True)
    left_on = models.DateField(_("退会日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("个人会员")
        ordering = ["-joined_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person", "joined_on"],
                name="membership_membership_once",
                violation_error_message=_("这位会员在同一天已登记入会。"),
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")),
                name="membership_membership_leaves_after_joining",
                violation_error_message=_("退会日期不能早于入会日期。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}（{self.organisation}）"

    def natural_key(self) -> list[object]:
        """The society, the name, and what tells namesakes apart."""
        return [self.organisation_id, self.person.name, people.telling_mark(self.person)]


class Headcount(Record):
    """How many members a body says it has, as of a day: group members of a society, farmers of an association."""

    class Kind(models.TextChoices):
        GROUP = "group", _("团体会员")
        INDIVIDUAL = "individual", _("会员（未列名）")

    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("组织"), related_name="headcounts")
    kind = models.CharField(_("会员类别"), max_length=12, choices=Kind)
    amount = models.PositiveIntegerField(_("数量"))
    on = models.DateField(_("截至日期"))
    evidence = models.CharField(_("取得方式"), max_length=10, default="reported")

    class Meta:
        verbose_name = _("会员数")
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "on"],
                name="membership_headcount_once",
                violation_error_message=_("这一天的会员数已经登记过，请改那一条。"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.get_kind_display()} {self.amount}"
