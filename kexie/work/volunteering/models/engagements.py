"""Advisers and project officers, engaged for a time without being employed."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kexie.core.items import ItemsField
from kexie.core.records import Record
from kexie.network.organisations.models import Organisation
from kexie.network.people.models import Person


class Engagement(Record):
    """One person engaged by one organisation, for a period, on terms; may end early, with the reason."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("聘任单位"), related_name="engagements"
    )
    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("受聘人"), related_name="engagements")
    kind = models.CharField(_("聘任类别"), max_length=40)
    skills = ItemsField(_("专长"))
    starts_on = models.DateField(_("聘期起"), db_index=True)
    ends_on = models.DateField(_("聘期止"), db_index=True)
    terms = models.TextField(_("聘任约定"), blank=True, default="", help_text=_("做什么、怎样联系、有没有补助。"))
    ended_on = models.DateField(_("提前解聘日期"), null=True, blank=True, editable=False)
    ended_because = models.CharField(_("解聘原因"), max_length=200, blank=True, default="", editable=False)

    class Meta:
        verbose_name = _("聘任")
        ordering = ["ends_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="volunteering_engagement_ends_after_start",
                violation_error_message=_("聘期止不能早于聘期起。"),
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("starts_on"), ended_on__lte=F("ends_on")),
                name="volunteering_engagement_ends_early_within", violation_error_message=_("解聘日期要在聘期之内。"),
            ),
            models.UniqueConstraint(
                fields=["organisation", "person", "kind", "starts_on"], name="volunteering_engagement_once",
                violation_error_message=_("这个人从这一天起的同类聘任已经登记过。"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person}（{self.kind}）"

    @property
    def last_day(self) -> date:
        """The last day it holds."""
        return self.ended_on or self.ends_on
