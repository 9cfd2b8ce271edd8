"""People: one row a person, however many memberships, squads and activities they have."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kexie.core.personal import EmailField, IdNumberField, PersonalField, PhoneField
from kexie.core.records import Record
from kexie.network.access.models import User
from kexie.network.organisations.models import Organisation

from . import rules


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
    born_on = models.DateField(_("出生日期"), null=True, blank=True)
    unit = models.CharField(_("工作单位"), max_length=120, blank=True, default="")
    title = models.CharField(_("职称"), max_length=60, blank=True, default="")
    speciality = models.CharField(_("专业特长"), max_length=120, blank=True, default="")
    note = models.TextField(_("备注"), blank=True, default="")

    class Meta:
        verbose_name = _("人员")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Read the birth date off the identity number where nobody gave it."""
        super().clean()
        self.born_on = self.born_on or rules.born_on_of(self.id_number)


class Consent(Record):
    """What a person agreed to, in which wording, given by themself or by their guardian, until it is withdrawn."""

    class By(models.TextChoices):
        SELF = "self", _("本人")
        GUARDIAN = "guardian", _("监护人")

    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("谁的"), related_name="consents")
    purpose = models.CharField(_("事由"), max_length=40)
    version = models.CharField(_("文本版本"), max_length=20)
    given_by = models.CharField(_("由谁同意"), max_length=10, choices=By, default=By.SELF)
    guardian_name = PersonalField(_("监护人姓名"))
    guardian_phone = PhoneField(_("监护人电话"))
    relation = models.CharField(_("与本人关系"), max_length=20, blank=True, default="")
    given_at = models.DateTimeField(_("同意时间"))
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("同意")
        ordering = ["-given_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.person} {self.purpose}"

    @property
    def organisation(self) -> Organisation:
        """Where the person is registered."""
        return self.person.organisation


class Account(Record):
    """Which person an account's holder is: what goes by the person (nobody confirms their own hours) goes by this."""

    user = models.OneToOneField(User, models.CASCADE, verbose_name=_("用户"), related_name="account")
    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("人员"), related_name="accounts")

    class Meta:
        verbose_name = _("账号对应的人员")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.user} = {self.person}"

    @property
    def organisation(self) -> Organisation:
        """Where the account is."""
        return self.user.organisation
