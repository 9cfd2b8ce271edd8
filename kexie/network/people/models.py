"""People: one row a person, however many memberships, squads and activities they have."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kexie.core.personal import EmailField, IdNumberField, PhoneField
from kexie.core.records import Record
from kexie.network.organisations.models import Organisation


class Person(Record):
    """A science worker, member, volunteer or contact, kept by the organisation that registered them.

    Namesakes are different people: two rows become one only when a human says so.
    """

    class Sex(models.TextChoices):
        MALE = "male", _("男")
        FEMALE = "female", _("女")

    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("登记单位"), related_name="people")
    name = models.CharField(_("姓名"), max_length=60, db_index=True)
    sex = models.CharField(_("性别"), max_length=6, choices=Sex, blank=True, default="")
    phone = PhoneField(_("手机"))
    email = EmailField(_("邮箱"))
    id_number = IdNumberField(_("身份证号"))
    unit = models.CharField(_("工作单位"), max_length=120, blank=True, default="")
    title = models.CharField(_("职称"), max_length=60, blank=True, default="")
    speciality = models.CharField(_("专业特长"), max_length=120, blank=True, default="")
    note = models.TextField(_("备注"), blank=True, default="")

    class Meta:
        verbose_name = _("人员")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name
