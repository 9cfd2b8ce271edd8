"""结对帮扶、走访慰问: whom somebody helps, why, and each time they did."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kexie.core.personal import SealedTextField
from kexie.core.records import Record
from kexie.network.access.models import User
from kexie.network.organisations.models import Organisation
from kexie.network.people.models import Person


class Pairing(Record):
    """Somebody helps somebody, from a day to a day; a single visit is a pairing of one day.

    Why (illness, hardship) is sealed, and the whole row is seen by whoever made it and by 帮扶专员 alone. What it is
    called names nobody: that is what the trail and the ledger say of it.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("登记单位"), related_name="+")
    helped = models.ForeignKey(Person, models.PROTECT, verbose_name=_("帮扶对象"), related_name="+")
    helper = models.ForeignKey(Person, models.PROTECT, verbose_name=_("帮扶人"), related_name="+")
    cause = SealedTextField(_("原因（病、困难）"))
    since = models.DateField(_("起始日期"))
    until = models.DateField(_("结束日期"), null=True, blank=True, help_text=_("这一天仍算在内；一次慰问填同一天。"))
    made_by = models.ForeignKey(User, models.PROTECT, verbose_name=_("登记人"), related_name="+", editable=False)

    class Meta:
        verbose_name = _("结对帮扶")
        ordering = ["-since", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(helped=F("helper")), name="contacts_pairing_two_people",
                violation_error_message=_("帮扶人和帮扶对象不能是同一个人。"),
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="contacts_pairing_ends_after_start", violation_error_message=_("结束日期不能早于起始日期。"),
            ),
            models.UniqueConstraint(
                fields=["helped", "helper", "since"], name="contacts_pairing_once",
                violation_error_message=_("这两个人从这一天起结对，已经登记过。"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return _("结对帮扶 第 %(number)s 号") % {"number": self.pk or "—"}


class HelpVisit(Record):
    """One visit to somebody who is helped: the day, what was brought, how much money."""

    pairing = models.ForeignKey(Pairing, models.PROTECT, verbose_name=_("结对帮扶"), related_name="visits")
    on = models.DateField(_("日期"))
    amount = models.DecimalField(
        _("慰问金和慰问品合计"), max_digits=9, decimal_places=2, default=Decimal(0), validators=[MinValueValidator(0)]
    )
    note = SealedTextField(_("情况"))

    class Meta:
        verbose_name = _("走访慰问")
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pairing", "on"], name="contacts_helpvisit_once_a_day",
                violation_error_message=_("这一天的慰问已经登记过，请改那一条。"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return _("走访慰问 %(on)s") % {"on": self.on}

    @property
    def organisation(self) -> Organisation:
        """Where the pairing is kept."""
        return self.pairing.organisation
