"""网格: every village and every body lies in one cell."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kexie.core.records import Record
from kexie.network.organisations.models import Division, Organisation
from kexie.network.people.models import Person


class Cell(Record):
    """A piece of the grid that one person answers for, from a day to a day."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("负责单位"), related_name="cells")
    name = models.CharField(_("网格名称"), max_length=80)
    division = models.ForeignKey(
        Division, models.PROTECT, verbose_name=_("对应区划"), null=True, blank=True, related_name="+"
    )
    keeper = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("网格负责人"), null=True, blank=True, related_name="cells"
    )
    since = models.DateField(_("起始日期"))
    until = models.DateField(_("结束日期"), null=True, blank=True, editable=False)

    named_by = ("name",)

    class Meta:
        verbose_name = _("网格")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name", "since"], name="contacts_cell_once",
                violation_error_message=_("这个单位从这一天起已有同名网格。"),
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="contacts_cell_ends_after_start", violation_error_message=_("结束日期不能早于起始日期。"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def runs_on(self, day: date) -> bool:
        """Test whether it runs on a day; both ends count."""
        return self.since <= day and (self.until is None or day <= self.until)


class Allotment(Record):
    """A village or a body lies in a cell from a day on, until its next allotment; without a cell it lies in none.

    There is no last day: what was allotted last, on or before a day, holds that day. So one place is never in two
    cells at once, whatever is written: the database takes one allotment of a place a day.
    """

    cell = models.ForeignKey(
        Cell, models.PROTECT, verbose_name=_("网格"), null=True, blank=True, related_name="allotments"
    )
    body = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("组织"), null=True, blank=True, related_name="allotments"
    )
    village = models.ForeignKey(
        Division, models.PROTECT, verbose_name=_("村（社区）"), null=True, blank=True, related_name="+"
    )
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("负责单位"), related_name="+")
    since = models.DateField(_("起始日期"))

    class Meta:
        verbose_name = _("网格划分")
        ordering = ["-since", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(body__isnull=True, village__isnull=False) | Q(body__isnull=False, village__isnull=True),
                name="contacts_allotment_one_place",
            ),
            models.UniqueConstraint(
                fields=["body", "since"], name="contacts_allotment_body_once",
                violation_error_message=_("这个组织这一天已经划过网格。"),
            ),
            models.UniqueConstraint(
                fields=["village", "since"], name="contacts_allotment_village_once",
                violation_error_message=_("这个村（社区）这一天已经划过网格。"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.place} → {self.cell or '—'}"

    @property
    def place(self) -> Organisation | Division:
        """What lies in the cell."""
        return self.body if self.body_id else self.village
