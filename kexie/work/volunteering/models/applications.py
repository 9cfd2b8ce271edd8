"""Who asks to be registered as a volunteer: what they say of themselves, until their unit has decided."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kexie.core.items import ItemsField
from kexie.core.personal import EmailField, IdNumberField, PersonalField, PhoneField
from kexie.core.records import Record
from kexie.network.organisations.models import Organisation
from kexie.network.people.models import Person

from .posts import Shift
from .volunteers import Volunteer


class Application(Record):
    """Somebody's wish to be registered, from the public's pages; `contact` was proved by a code.

    What it says of the person lives here only while it is open: taken in, it is the person's; otherwise it is erased.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("待审核")
        TAKEN_IN = "taken_in", _("已注册")
        TURNED_AWAY = "turned_away", _("未接收")
        TAKEN_BACK = "taken_back", _("本人已撤回")

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("注册单位"), related_name="volunteer_applications"
    )
    name = models.CharField(_("姓名"), max_length=60)
    sex = models.CharField(_("性别"), max_length=6, choices=Person.Sex, blank=True, default="")
    id_number = IdNumberField(_("身份证号"))
    phone = PhoneField(_("手机"))
    email = EmailField(_("邮箱"))
    skills = ItemsField(_("服务技能"))
    times = ItemsField(_("可服务时间"))
    guardian_name = PersonalField(_("监护人姓名"))
    guardian_phone = PhoneField(_("监护人电话"))
    relation = models.CharField(_("与本人关系"), max_length=20, blank=True, default="")
    guardian_gives = models.BooleanField(_("监护人同意"), default=False)
    is_accompanied = models.BooleanField(_("由监护人陪同服务"), default=False)
    version = models.CharField(_("同意的文本版本"), max_length=20)
    shift = models.ForeignKey(
        Shift, models.PROTECT, verbose_name=_("想报的班次"), null=True, blank=True, related_name="+",
        help_text=_("接收时一并报名。"),
    )  # fmt: skip
    state = models.CharField(_("状态"), max_length=11, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(_("申请时间"))
    volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, verbose_name=_("注册为"), null=True, blank=True, related_name="applications"
    )

    class Meta:
        verbose_name = _("注册申请")
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["state", "organisation"], name="volunteering_applications_open")]

    def __str__(self) -> str:
        return self.name
