"""The boundaries an association has loaded for its own leader's page."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kexie.core.records import Record
from kexie.network.organisations.models import Organisation


class Outline(Record):
    """The picture of one association's divisions, made of a file the user loaded; `shapes` as rules.Shape says."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, verbose_name=_("单位"), related_name="outline")
    source = models.CharField(_("来源文件"), max_length=200)
    shapes = models.JSONField(_("边界"), default=list)
    height = models.PositiveIntegerField(_("高"), default=1000)

    class Meta:
        verbose_name = _("边界图")

    def __str__(self) -> str:
        return self.source
