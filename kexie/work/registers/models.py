"""Custom registers (自定义台账): whatever has no module of its own is still kept, listed and counted."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from kexie.core.loading import Keyed
from kexie.core.personal import blind, unsealed
from kexie.core.records import Record
from kexie.network.organisations.models import Organisation

PERSONAL = ("phone", "id_number")  # types of columns whose values are always sealed


class Register(Record):
    """One register: its columns, and the rules by which its rows count.

    `columns`: [{code, title, type, unit}], types as in core.sheets. `rules`: [{title, amount, on, form, unit, when}],
    see registers.rules. `keys`: the columns that make two rows the same thing; empty means all of them.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("单位"), related_name="registers")
    name = models.CharField(_("台账名称"), max_length=60)
    template = models.CharField(max_length=40, blank=True, default="", editable=False)
    description = models.TextField(_("说明"), blank=True, default="")
    columns = models.JSONField(_("栏目"), default=list)
    rules = models.JSONField(_("计数规则"), default=list, blank=True)
    keys = models.JSONField(_("识别栏"), default=list, blank=True)
    is_active = models.BooleanField(_("在用"), default=True)

    class Meta:
        verbose_name = _("自定义台账")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                name="registers_register_name_once",
                violation_error_message=_("本单位已有同名台账，请换一个名称或直接往那本里记。"),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def column(self, code: str) -> dict[str, Any]:
        """Return a column by its code, or an empty one."""
        return next((column for column in self.columns if column["code"] == code), {})


class RegisterRow(Keyed):
    """One row of a register.

    `values` by column code, dates as ISO text, what reaches people sealed (core.personal); `estimated` names the
    columns whose number was written as 约 or 余.
    """

    register = models.ForeignKey(Register, models.PROTECT, verbose_name=_("台账"), related_name="rows")
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("单位"), related_name="register_rows")
    on = models.DateField(_("日期"), db_index=True)
    is_dated = models.BooleanField(default=True)  # False: the row names no day, `on` is the end of its year
    title = models.CharField(_("内容"), max_length=200)
    values = models.JSONField(_("各栏"), default=dict)
    estimated = models.JSONField(default=list, blank=True)
    evidence = models.CharField(_("取得方式"), max_length=10, default="counted")

    class Meta:
        verbose_name = _("台账条目")
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["register", "on"], name="registers_row_register_on")]

    def __str__(self) -> str:
        return self.title

    def natural_key(self) -> list[object]:
        """The year and the register's identifying columns; rows are compared within their register."""
        codes = self.register.keys or [c["code"] for c in self.register.columns if c["type"] not in PERSONAL]
        told = [self.values.get(code, "") for code in codes]
        # A digest of a plain number could be turned back by trying them all; a keyed one cannot.
        marks = [blind(unsealed(value)) if isinstance(value, dict) else value for value in told]
        return [self.on.year, *marks]
