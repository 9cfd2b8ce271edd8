"""Views a reader saved: a list's query string under a name."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kexie.core.records import Record


class SavedView(Record):
    """One list as one person likes to see it. Nobody else sees or uses it.

    The owner is kept by key: users live on an upper floor.
    """

    owner_id = models.BigIntegerField()
    place = models.CharField(_("列表"), max_length=200)  # the address of the list
    name = models.CharField(_("名称"), max_length=40)
    query = models.CharField(_("条件"), max_length=1000, blank=True, default="")

    class Meta:
        verbose_name = _("常用视图")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner_id", "place", "name"], name="lists_savedview_name_once",
                violation_error_message=_("已有同名的常用视图，请换个名字。"),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name
