"""Days that do not go by the week: off, or worked instead."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kexie.core.loading import Keyed
from kexie.network.organisations.models import Organisation


class SpecialDay(Keyed):
    """One day of a notice, as an association entered it for itself and all below it."""

    class Kind(models.TextChoices):
        OFF = "off", _("放假")
        WORK = "work", _("调休上班")

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("录入单位"), related_name="special_days",
        help_text=_("对这个单位和它的下级都适用。"),
    )  # fmt: skip
    on = models.DateField(_("日期"), db_index=True)
    kind = models.CharField(_("安排"), max_length=4, choices=Kind, default=Kind.OFF)
    title = models.CharField(_("节日"), max_length=40, help_text=_("如“春节”；调休上班写为哪个节日调的。"))
    source = models.CharField(_("依据"), max_length=120, blank=True, default="", help_text=_("通知的名称或文号。"))

    named_by: ClassVar = ("on", "title", "kind")

    class Meta:
        verbose_name = _("节假日安排")
        ordering = ["-on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"], name="workdays_specialday_once",
                violation_error_message=_("这一天已经录过，请打开那一条修改。"),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.on} {self.title}{self.get_kind_display()}"

    def natural_key(self) -> Iterable[object]:
        """The day, once at each association."""
        return [self.organisation_id, self.on]
